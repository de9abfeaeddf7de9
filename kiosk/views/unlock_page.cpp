// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/unlock_page.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/choice_strip.h"
#include "kiosk/views/drawing.h"
#include "kiosk/views/field.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"
#include "kiosk/views/ui_thread.h"

namespace suoja::kiosk::views {
namespace {

// The roof is drawn under what stands on the panel.
gboolean draw_roof(GtkWidget* panel, cairo_t* cr, gpointer) {
    paint_roof(cr, gtk_widget_get_allocated_width(panel), gtk_widget_get_allocated_height(panel));
    return FALSE;
}

void toggle_visible(GtkEntry* entry, GtkEntryIconPosition, GdkEvent*, gpointer) {
    gtk_entry_set_visibility(entry, !gtk_entry_get_visibility(entry));
}

} // namespace

UnlockPage::UnlockPage(wxWindow* parent, UnlockActions actions, const UnlockModel& model,
                       const std::string& user)
    : Surface(parent, "paper"), actions_(std::move(actions)), model_(model), typed_user_(user) {
    auto* page = row_sizer();
    SetSizer(page);
    build_left(model);
    build_right(model);
    // under the keyboard's own word for it
    caps_signal_ = g_signal_connect_swapped(
        gdk_keymap_get_for_display(gdk_display_get_default()), "state-changed",
        G_CALLBACK(+[](UnlockPage* self) { self->show_caps(); }), this);
}

UnlockPage::~UnlockPage() {
    g_signal_handler_disconnect(gdk_keymap_get_for_display(gdk_display_get_default()),
                                caps_signal_);
}

void UnlockPage::build_left(const UnlockModel& model) {
    auto* left = new Surface(this, "head");
    g_signal_connect(widget(left), "draw", G_CALLBACK(draw_roof), nullptr);
    auto* column = column_sizer();
    auto* brand = row_sizer();
    brand->Add(icon_view(left, Icon::mark, "headink", 38), wxSizerFlags().Center());
    brand->Add(new Label(left, "Suoja", Type::brand, "headink"),
               wxSizerFlags().Center().Border(wxLEFT, scaled(12)));
    column->Add(brand, wxSizerFlags().Border(wxTOP, scaled(44)));
    column->AddSpacer(scaled(92));
    // the pane keeps its width, so the largest text is not drawn twice as large
    const bool huge = look().scale_percent >= 200;
    time_ = new Label(left, model.time, huge ? Type::timer : Type::clock, "headink");
    date_ = new Label(left, model.date, Type::lead, "headink2", Lines::many);
    column->Add(time_);
    column->Add(date_, wxSizerFlags().Expand().Border(wxTOP, scaled(2)));
    column->AddStretchSpacer();
    column->Add(new Label(left, model.site, huge ? Type::small_strong : Type::heading, "headink",
                          Lines::many),
                wxSizerFlags().Expand());
    add(column, new Label(left, model.place, Type::body, "headink2", Lines::many),
        wxSizerFlags().Expand(), {0, scaled(2), 0, scaled(44)});
    auto* frame = column_sizer();
    frame->Add(column, wxSizerFlags(1).Expand().Border(wxLEFT | wxRIGHT, scaled(46)));
    left->SetSizer(frame);
    left->SetMinSize({520, -1});
    GetSizer()->Add(left, wxSizerFlags().Expand());
}

wxSizer* UnlockPage::build_tools(wxWindow* parent, const UnlockModel& model) {
    auto* row = row_sizer();
    std::vector<std::string> names;
    std::vector<std::string> codes;
    std::size_t chosen = 0;
    // one's own language first is Finnish here, as on the picture
    for (const char* code : {"fi", "sv", "en"}) {
        for (const Language& language : languages()) {
            if (language.code != code)
                continue;
            if (language.code == model.language)
                chosen = codes.size();
            names.push_back(language.own_name);
            codes.push_back(language.code);
        }
    }
    auto* strip = new ChoiceStrip(parent, tr("Language"), names, [this, codes](std::size_t i) {
        later(this, [this, code = codes.at(i)] { actions_.language(code); });
    });
    strip->choose(chosen);
    test_id(strip, "language");
    row->Add(strip, wxSizerFlags().Center());
    auto* contrast =
        new Button(parent,
                   {.text = tr("High contrast"),
                    .icon = model.high_contrast ? Icon::tick : Icon::contrast,
                    .type = Type::small,
                    .icon_size = 17},
                   "small strip-height", [this] { actions_.contrast(!model_.high_contrast); });
    say(contrast, model.high_contrast ? tr("High contrast is on") : tr("High contrast is off"),
        "Ctrl+F4");
    test_id(contrast, "contrast");
    wxBoxSizer* tools = row;
    if (look().scale_percent >= 150) { // a row of its own
        tools = column_sizer();
        tools->Add(row, wxSizerFlags().Expand());
        tools->Add(contrast, wxSizerFlags().Border(wxTOP, scaled(8)));
    } else {
        row->Add(contrast, wxSizerFlags().Center().Border(wxLEFT, scaled(12)));
    }
    row->AddStretchSpacer();
    auto* hide = new Button(
        parent, {.text = tr("Hide"), .key = "F12", .icon = Icon::hidden, .type = Type::body_strong},
        "", [this] { actions_.hide(); });
    test_id(hide, "hide");
    row->Add(hide, wxSizerFlags().Center().Border(wxLEFT, scaled(12)));
    return tools;
}

void UnlockPage::build_right(const UnlockModel& model) {
    // large text does not fit the height: the right half scrolls
    if (look().scale_percent >= 150)
        right_ = new ScrollPane(this);
    else
        right_ = new Surface(this);
    auto* column = column_sizer();
    add(column, build_tools(right_, model), wxSizerFlags().Expand(),
        {scaled(40), scaled(28), scaled(40), 0});
    column->AddStretchSpacer(10);
    card_ = new Surface(right_, "card");
    card_->SetMinSize({std::min(scaled(520), 780), -1});
    column->Add(card_, wxSizerFlags().CenterHorizontal());
    column->AddStretchSpacer(12);
    foot_ = new Surface(right_);
    column->Add(foot_, wxSizerFlags().CenterHorizontal().Border(wxBOTTOM, scaled(22)));
    right_->SetSizer(column);
    GetSizer()->Add(right_, wxSizerFlags(1).Expand());
    if (model.pause)
        build_pause(model);
    else
        build_card(model);
    build_foot(model);
}

void UnlockPage::build_foot(const UnlockModel& model) {
    foot_->DestroyChildren();
    auto* row = row_sizer();
    const Tone tone = model.connection.tone;
    const bool online = tone != Tone::attention && tone != Tone::waiting;
    row->Add(icon_text(foot_, online ? Icon::wifi : Icon::no_wifi, model.connection.word,
                       Type::small,
                       tone == Tone::neutral ? "ink2"
                       : online              ? "received-ink"
                                             : "waiting-ink"),
             wxSizerFlags().Center());
    row->AddSpacer(scaled(24));
    row->Add(icon_text(foot_, Icon::relay,
                       model.new_entries.empty() ? tr("Sending goes on while the device is locked")
                                                 : model.new_entries,
                       Type::small, "ink2"),
             wxSizerFlags().Center());
    foot_->SetSizer(row);
}

void UnlockPage::build_card(const UnlockModel& model) {
    card_->DestroyChildren();
    ring_ = nullptr;
    again_ = nullptr;
    auto* column = column_sizer();
    column->Add(new Label(card_, tr("Unlock"), Type::title), wxSizerFlags());
    add(column,
        new Label(card_, tr("Enter your user name and passphrase."), Type::body, "ink2",
                  Lines::many),
        wxSizerFlags().Expand(), {0, scaled(2), 0, scaled(22)});
    column->Add(new Label(card_, tr("User name"), Type::small_strong),
                wxSizerFlags().Border(wxBOTTOM, scaled(5)));
    user_ = new TextField(card_, TextField::Kind::line, tr("User name"));
    user_->set_text(typed_user_);
    user_->SetMaxLength(64);
    test_id(user_, "user");
    add_classes(user_->GetHandle(), "tall");
    user_->Bind(wxEVT_TEXT_ENTER, [this](wxCommandEvent&) { passphrase_->SetFocus(); });
    column->Add(user_, wxSizerFlags().Expand());

    auto* line = row_sizer();
    line->Add(new Label(card_, tr("Passphrase"), Type::small_strong), wxSizerFlags().Center());
    line->AddStretchSpacer();
    caps_ = new Label(card_, "", Type::meta, "ink2");
    line->Add(caps_, wxSizerFlags().Center());
    add(column, line, wxSizerFlags().Expand(), {0, scaled(18), 0, scaled(5)});
    passphrase_ = new TextField(card_, TextField::Kind::passphrase, tr("Passphrase"));
    test_id(passphrase_, "passphrase");
    add_classes(passphrase_->GetHandle(), "tall");
    GtkEntry* entry = GTK_ENTRY(passphrase_->GetHandle());
    gtk_entry_set_icon_from_pixbuf(entry, GTK_ENTRY_ICON_SECONDARY,
                                   icon_bitmap(Icon::shown, 18, token("ink2")).GetPixbuf());
    gtk_entry_set_icon_tooltip_text(entry, GTK_ENTRY_ICON_SECONDARY,
                                    tr("Show or hide the passphrase").c_str());
    g_signal_connect(entry, "icon-press", G_CALLBACK(toggle_visible), nullptr);
    passphrase_->Bind(wxEVT_TEXT_ENTER, [this](wxCommandEvent&) { submit(); });
    column->Add(passphrase_, wxSizerFlags().Expand());

    message_ = new MessageView(card_, model.message.value_or(Message{}), false);
    message_->Show(model.message.has_value());
    column->Add(message_, wxSizerFlags().Expand().Border(wxTOP, scaled(10)));
    unlock_ = new Button(card_, {.text = tr("Unlock"), .key = tr("Enter"), .type = Type::subtitle},
                         "main large", [this] { submit(); });
    test_id(unlock_, "unlock");
    column->Add(unlock_, wxSizerFlags().Expand().Border(wxTOP, scaled(20)));
    column->Add(new Label(card_, tr("Forgotten it? Your supervisor can help."), Type::small, "ink2",
                          Lines::many),
                wxSizerFlags().Expand().Border(wxTOP, scaled(20)));
    auto* frame = column_sizer();
    frame->Add(column, wxSizerFlags(1).Expand().Border(wxALL, scaled(35)));
    card_->SetSizer(frame);
    show_caps();
}

void UnlockPage::build_pause(const UnlockModel& model) {
    if (user_ != nullptr)
        typed_user_ = user();
    card_->DestroyChildren();
    user_ = passphrase_ = nullptr;
    unlock_ = nullptr;
    message_ = nullptr;
    caps_ = nullptr;
    auto* column = column_sizer();
    column->Add(new Label(card_, tr("Sign-in is paused"), Type::title), wxSizerFlags());
    add(column,
        new Label(card_,
                  tr("Several passphrases did not match. Each further try makes the pause longer."),
                  Type::body, "ink2", Lines::many),
        wxSizerFlags().Expand(), {0, scaled(2), 0, scaled(20)});
    auto* well = new Surface(card_, "well");
    auto* row = row_sizer();
    ring_ = new Surface(well);
    auto* holder = row_sizer();
    holder->Add(
        new Native(ring_, countdown_ring(model.pause->left, tr("left"), model.pause->fraction)));
    ring_->SetSizer(holder);
    row->Add(ring_, wxSizerFlags().Center());
    auto* words = column_sizer();
    again_ = new Label(well, model.pause->again, Type::body_strong, "ink", Lines::many);
    words->Add(again_, wxSizerFlags().Expand());
    words->Add(new Label(well,
                         tr("The passphrase field opens by itself. You don’t need to stay here."),
                         Type::small, "ink2", Lines::many),
               wxSizerFlags().Expand().Border(wxTOP, scaled(6)));
    row->Add(words, wxSizerFlags(1).Center().Border(wxLEFT, scaled(28)));
    auto* inset = row_sizer();
    inset->Add(row, wxSizerFlags(1).Expand().Border(wxALL, scaled(20)));
    well->SetSizer(inset);
    column->Add(well, wxSizerFlags().Expand());
    column->Add(new MessageView(
                    card_,
                    {Tone::received, tr("Safe:"),
                     tr("drafts are saved and encrypted. Finished intakes are still sent."), ""},
                    false),
                wxSizerFlags().Expand().Border(wxTOP, scaled(20)));
    column->Add(new MessageView(card_,
                                {Tone::neutral, tr("Can’t wait?"),
                                 tr("Your supervisor can reset your passphrase."), ""},
                                false),
                wxSizerFlags().Expand().Border(wxTOP, scaled(12)));
    auto* off =
        new Button(card_, {.text = tr("Unlock"), .icon = Icon::lock, .type = Type::subtitle},
                   "large main", [] {});
    off->Disable();
    column->Add(off, wxSizerFlags().Expand().Border(wxTOP, scaled(20)));
    auto* frame = column_sizer();
    frame->Add(column, wxSizerFlags(1).Expand().Border(wxALL, scaled(33)));
    card_->SetSizer(frame);
    role(ring_, ATK_ROLE_TIMER);
    say(ring_, model.pause->left + " " + tr("left"));
}

void UnlockPage::show(const UnlockModel& model) {
    const UnlockModel before = std::exchange(model_, model);
    time_->set_text(model.time);
    date_->set_text(model.date);
    if (model.pause.has_value() != before.pause.has_value()) {
        if (model.pause)
            build_pause(model);
        else
            build_card(model);
        unsettle(this);
    } else if (model.pause) {
        ring_->DestroyChildren();
        auto* holder = row_sizer();
        holder->Add(new Native(
            ring_, countdown_ring(model.pause->left, tr("left"), model.pause->fraction)));
        ring_->SetSizer(holder);
        ring_->Layout();
        say(ring_, model.pause->left + " " + tr("left"));
        again_->set_text(model.pause->again);
    } else {
        if (model.message)
            message_->show(*model.message);
        if (message_->IsShown() != model.message.has_value()) {
            message_->Show(model.message.has_value());
            unsettle(this);
        }
        if (model.busy != before.busy) {
            user_->Enable(!model.busy);
            passphrase_->Enable(!model.busy);
            unlock_->Enable(!model.busy);
            unlock_->set_content({.text = model.busy ? tr("Unlocking …") : tr("Unlock"),
                                  .key = model.busy ? std::string() : tr("Enter"),
                                  .type = Type::subtitle});
        }
    }
    if (model.connection.word != before.connection.word ||
        model.new_entries != before.new_entries) {
        build_foot(model);
        unsettle(this);
    }
}

void UnlockPage::submit() {
    if (model_.busy || passphrase_ == nullptr)
        return;
    // GTK wipes the bytes of an entry when they are taken out of it
    GtkEntry* entry = GTK_ENTRY(passphrase_->GetHandle());
    Secret secret = Secret::from_text(gtk_entry_get_text(entry));
    actions_.unlock(user(), std::move(secret));
}

void UnlockPage::clear_passphrase() {
    if (passphrase_ == nullptr)
        return;
    passphrase_->ChangeValue("");
    passphrase_->SetFocus();
}

std::string UnlockPage::user() const {
    return user_ != nullptr ? user_->text() : typed_user_;
}

void UnlockPage::focus_first() {
    if (user_ == nullptr)
        return;
    if (user().empty())
        user_->SetFocus();
    else
        passphrase_->SetFocus();
}

void UnlockPage::show_caps() {
    if (caps_ == nullptr)
        return;
    const bool on = gdk_keymap_get_caps_lock_state(
                        gdk_keymap_get_for_display(gdk_display_get_default())) != FALSE;
    caps_->set_text(on ? tr("Caps Lock is on") : tr("Caps Lock is off"));
    mark(caps_, "waiting-ink", on);
    card_->Layout();
}

} // namespace suoja::kiosk::views
