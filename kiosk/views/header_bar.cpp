// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/header_bar.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/native.h"
#include "kiosk/views/page.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"
#include "kiosk/views/ui_thread.h"

#include <wx/menu.h>

namespace suoja::kiosk::views {
namespace {

// What each level of narrowness leaves out.
constexpr int kNoUserName = 1, kNoSectionWords = 2, kNoPlace = 3, kNoCaps = 4,
              kNoConnectionWord = 5;

Icon icon(Page page) {
    switch (page) {
    case Page::home:
        return Icon::home;
    case Page::intake:
        return Icon::document;
    case Page::call:
        return Icon::phone;
    case Page::inbox:
        return Icon::list;
    }
    return Icon::home;
}

std::string code(const std::string& language) {
    std::string upper;
    for (const char c : language)
        upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return upper;
}

std::string as_text(const HeaderModel& m) {
    std::string text = m.site + '\n' + m.place + '\n' + m.language + '\n' + m.user + '\n' +
                       m.connection.word + (m.high_contrast ? "1" : "0") +
                       std::to_string(static_cast<int>(m.connection.tone));
    for (const TabModel& tab : m.tabs)
        text += '\n' + tab.label + (tab.chosen ? "*" : "");
    return text;
}

} // namespace

HeaderBar::HeaderBar(wxWindow* parent, HeaderActions actions)
    : Surface(parent, "head"), actions_(std::move(actions)) {
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        event.Skip();
        fit();
    });
}

void HeaderBar::show(const HeaderModel& model) {
    if (as_text(model) == drawn_)
        return;
    model_ = model;
    drawn_ = as_text(model);
    const wxWindow* had = FindFocus();
    const std::string focused = contains(this, had) ? test_id(had) : std::string();
    level_ = 0;
    build(level_);
    fit();
    if (!focused.empty()) {
        if (wxWindow* again = FindWindowByName(wx(focused), this); again != nullptr)
            again->SetFocus();
    }
}

// Builds narrower until it fits; a window that grows again starts from the whole.
void HeaderBar::fit() {
    if (drawn_.empty() || GetSizer() == nullptr || GetSize().x < 200)
        return;
    while (GetSizer()->CalcMin().x > GetSize().x && level_ < kNoConnectionWord)
        build(++level_);
    Layout();
}

void HeaderBar::build(int level) {
    DestroyChildren();
    auto* row = row_sizer();
    row->AddSpacer(scaled(20));
    row->Add(icon_view(this, Icon::mark, "headink", 26), wxSizerFlags().Center());
    row->Add(new Label(this, "Suoja", Type::heading, "headink"),
             wxSizerFlags().Center().Border(wxLEFT, scaled(8)));
    if (level < kNoPlace) {
        auto* line = new Surface(this, "head-line");
        line->SetMinSize({1, scaled(32)});
        row->Add(line, wxSizerFlags().Center().Border(wxLEFT | wxRIGHT, scaled(12)));
        auto* place = column_sizer();
        place->Add(new Label(this, model_.site, Type::small_strong, "headink"));
        place->Add(new Label(this, model_.place, Type::meta, "headink2"));
        row->Add(place, wxSizerFlags().Center());
    }
    row->AddSpacer(scaled(16));
    for (const TabModel& tab : model_.tabs) {
        const bool words = level < kNoSectionWords;
        auto* button = new Button(this,
                                  {.text = words ? tab.label : std::string(),
                                   .icon = icon(tab.page),
                                   .type = tab.chosen ? Type::body_strong : Type::body},
                                  tab.chosen ? "tab current" : "tab",
                                  [this, page = tab.page] { actions_.go(page); });
        say(button, tab.label);
        test_id(button, "tab:" + std::to_string(static_cast<int>(tab.page)));
        row->Add(button, wxSizerFlags().Expand());
    }
    row->AddStretchSpacer();

    GtkWidget* connection = row_box(scaled(8));
    const bool online =
        model_.connection.tone != Tone::attention && model_.connection.tone != Tone::waiting;
    append(connection, icon_widget(online ? Icon::wifi : Icon::no_wifi, 18));
    if (level < kNoConnectionWord)
        append(connection, text_widget(model_.connection.word, Type::body, ""));
    add_classes(connection, "headink");
    auto* connection_view = new Native(this, connection);
    say(connection_view, model_.connection.word, model_.connection.detail);
    row->Add(connection_view, wxSizerFlags().Center().Border(wxLEFT | wxRIGHT, scaled(10)));

    auto* language =
        new Button(this, {.text = code(model_.language), .icon = Icon::globe, .icon_size = 18},
                   "head-quiet", [this] { choose_language(); });
    for (const Language& l : model_.languages) {
        if (l.code == model_.language)
            say(language, tr("Language") + ": " + l.own_name);
    }
    test_id(language, "language");
    row->Add(language, wxSizerFlags().Center());
    auto* contrast = new Button(this, {.icon = Icon::contrast}, "head-quiet",
                                [this] { actions_.contrast(!model_.high_contrast); });
    say(contrast, model_.high_contrast ? tr("High contrast is on") : tr("High contrast is off"),
        "Ctrl+F4");
    test_id(contrast, "contrast");
    row->Add(contrast, wxSizerFlags().Center());

    GtkWidget* user = row_box(scaled(8));
    GtkWidget* avatar = text_widget(model_.initials, Type::meta_strong, "round avatar");
    gtk_widget_set_size_request(avatar, scaled(28), scaled(28));
    gtk_label_set_xalign(GTK_LABEL(avatar), 0.5f);
    append(user, avatar);
    if (level < kNoUserName)
        append(user, text_widget(model_.user, Type::body, "headink"));
    auto* user_view = new Native(this, user);
    say(user_view, model_.user);
    add(row, user_view, wxSizerFlags().Center(), {scaled(4), 0, scaled(12), 0});

    const bool caps = level < kNoCaps;
    auto* lock = new Button(
        this, {.text = tr("Lock"), .key = caps ? "F11" : "", .icon = Icon::lock, .icon_size = 18},
        "head-outline", [this] { actions_.lock(); });
    test_id(lock, "lock");
    row->Add(lock, wxSizerFlags().Center());
    auto* hide = new Button(this,
                            {.text = tr("Hide"),
                             .key = caps ? "F12" : "",
                             .icon = Icon::hidden,
                             .type = Type::body_strong,
                             .icon_size = 18},
                            "head-solid", [this] { actions_.hide(); });
    test_id(hide, "hide");
    add(row, hide, wxSizerFlags().Center(), {scaled(10), 0, scaled(12), 0});
    SetSizer(row);
    SetMinSize({-1, scaled(56)});
    Layout();
}

void HeaderBar::choose_language() {
    wxMenu menu;
    for (const Language& language : model_.languages) {
        wxMenuItem* item = menu.AppendCheckItem(wxID_ANY, wx(language.own_name));
        item->Check(language.code == model_.language);
        menu.Bind(
            wxEVT_MENU,
            [this, chosen = language.code](wxCommandEvent&) {
                later(this, [this, chosen] { actions_.language(chosen); });
            },
            item->GetId());
    }
    PopupMenu(&menu);
}

} // namespace suoja::kiosk::views
