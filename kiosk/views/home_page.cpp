// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/home_page.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/drawing.h"
#include "kiosk/views/home_row.h"
#include "kiosk/views/native.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"

namespace suoja::kiosk::views {
namespace {

// From 150 % everything stands in one column that scrolls as a whole.
bool one_column() {
    return look().scale_percent >= 150;
}

GtkWidget* new_intake_content() {
    GtkWidget* column = column_box(scaled(18));
    GtkWidget* first = row_box(scaled(14));
    append(first, icon_widget(Icon::plus, 26));
    append(first, text_widget(tr("New intake"), Type::title, ""), true);
    append(first, key_cap("F2"));
    append(column, first);
    GtkWidget* words =
        text_widget(tr("Saved from the first word. You can stop at any time and continue later."),
                    Type::body, "");
    gtk_label_set_line_wrap(GTK_LABEL(words), TRUE);
    gtk_label_set_width_chars(GTK_LABEL(words), 20);
    gtk_label_set_max_width_chars(GTK_LABEL(words), 44);
    append(column, words);
    gtk_widget_set_valign(column, GTK_ALIGN_CENTER);
    return column;
}

GtkWidget* stop(const HomeModel::Stop& model, Icon icon) {
    GtkWidget* column = column_box(0);
    append(column, disc(icon_widget(icon, 20), 44, model.reached ? "received" : "waiting"));
    GtkWidget* title = text_widget(model.title, Type::small_strong, "ink");
    gtk_label_set_xalign(GTK_LABEL(title), 0.5f);
    gtk_widget_set_margin_top(title, scaled(6));
    append(column, title);
    GtkWidget* words = text_widget(model.words, Type::meta, "ink2");
    gtk_label_set_xalign(GTK_LABEL(words), 0.5f);
    gtk_label_set_justify(GTK_LABEL(words), GTK_JUSTIFY_CENTER);
    gtk_label_set_line_wrap(GTK_LABEL(words), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(words), one_column() ? 12 : 22);
    append(column, words);
    return column;
}

GtkWidget* way(const std::vector<HomeModel::Stop>& stops) {
    static constexpr Icon kIcons[] = {Icon::device, Icon::server, Icon::home};
    GtkWidget* row = row_box(one_column() ? 8 : scaled(10));
    for (std::size_t i = 0; i < stops.size(); ++i) {
        if (i > 0) {
            GtkWidget* line = track_line(stops[i].reached && stops[i - 1].reached);
            gtk_widget_set_valign(line, GTK_ALIGN_START);
            gtk_widget_set_margin_top(line, scaled(20));
            append(row, line, true);
        }
        append(row, stop(stops[i], kIcons[std::min<std::size_t>(i, 2)]));
    }
    return row;
}

} // namespace

HomePage::HomePage(wxWindow* parent, HomeActions actions)
    : PageView(parent), actions_(std::move(actions)) {
    SetSizer(column_sizer());
}

void HomePage::build_top(const HomeModel& model) {
    auto* row = one_column() ? column_sizer() : row_sizer();
    auto* fresh =
        new Button(content_, new_intake_content(), tr("New intake"), "new", actions_.new_intake);
    test_id(fresh, "new");
    row->Add(fresh, wxSizerFlags(one_column() ? 0 : 30)
                        .Expand()
                        .Border(one_column() ? wxBOTTOM : wxRIGHT, scaled(16)));
    auto* card = new Surface(content_, "card");
    auto* inside = one_column() ? column_sizer() : row_sizer();
    auto* words = column_sizer();
    auto* state = row_sizer();
    const Tone tone = model.connection.tone;
    const std::string colour = std::string(tone == Tone::neutral ? "relay" : kind(tone)) + "-ink";
    state->Add(icon_view(card, icon(tone), colour, 22), wxSizerFlags().Center());
    state->Add(new Label(card, model.connection.word, Type::heading, colour),
               wxSizerFlags().Center().Border(wxLEFT, scaled(8)));
    words->Add(state);
    if (!model.last_delivery.empty())
        words->Add(new Label(card, model.last_delivery, Type::small, "ink2", Lines::many),
                   wxSizerFlags().Expand().Border(wxTOP, scaled(3)));
    words->Add(new Label(card, model.connection.detail, Type::small, "ink2", Lines::many),
               wxSizerFlags().Expand().Border(wxTOP, scaled(2)));
    auto* track = new Native(card, way(model.stops));
    if (one_column()) {
        inside->Add(words, wxSizerFlags().Expand());
        inside->Add(track, wxSizerFlags().Expand().Border(wxTOP, scaled(16)));
    } else {
        inside->Add(words, wxSizerFlags(42).Center());
        inside->AddSpacer(scaled(32));
        inside->Add(track, wxSizerFlags(92).Center());
    }
    auto* frame = row_sizer();
    frame->Add(inside, wxSizerFlags(1).Center().Border(wxALL, scaled(20)));
    card->SetSizer(frame);
    row->Add(card, wxSizerFlags(one_column() ? 0 : 70).Expand());
    content_->GetSizer()->Add(row, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(16)));
    panes_.push_back(fresh);
}

void HomePage::build_message(const HomeModel& model) {
    for (const Message& notice : model.notices) {
        auto* view = new MessageView(content_, notice, true);
        test_id(view, "notice");
        content_->GetSizer()->Add(view, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(10)));
    }
    if (model.message)
        content_->GetSizer()->Add(new MessageView(content_, *model.message, true),
                                  wxSizerFlags().Expand().Border(wxBOTTOM, scaled(16)));
}

Surface* HomePage::build_list(const HomeList& list, Icon icon, const std::string& icon_classes,
                              const HomeList* above) {
    auto* card = new Surface(content_, "card");
    auto* column = column_sizer();
    auto* head = row_sizer();
    head->Add(icon_view(card, icon, icon_classes, 20), wxSizerFlags().Center());
    head->Add(new Label(card, list.title, Type::heading),
              wxSizerFlags().Center().Border(wxLEFT, scaled(8)));
    head->AddStretchSpacer();
    head->Add(new Label(card, list.count, Type::body_strong, "ink2"), wxSizerFlags().Center());
    add(column, head, wxSizerFlags().Expand(), {scaled(16), scaled(11), scaled(16), scaled(11)});
    column->Add(separator(card), wxSizerFlags().Expand());
    wxWindow* pane =
        one_column() ? static_cast<wxWindow*>(new Surface(card)) : new ScrollPane(card);
    auto* rows = column_sizer();
    const int width = GetSize().x > 300 ? GetSize().x : 1366;
    const int room = (one_column() ? width : width / 3) - scaled(32);
    const auto add_row = [&](const HomeRow& row) {
        rows->Add(new HomeRowView(
                      pane, row, room, [this, id = row.id] { actions_.open(id); },
                      [this, id = row.id](const std::string& action) { actions_.act(id, action); }),
                  wxSizerFlags().Expand());
        rows->Add(separator(pane), wxSizerFlags().Expand());
    };
    if (above != nullptr) {
        for (const HomeRow& row : above->rows)
            add_row(row);
    }
    for (const HomeRow& row : list.rows)
        add_row(row);
    if (list.rows.empty() && !list.empty.empty())
        rows->Add(new Label(pane, list.empty, Type::small, "ink2", Lines::many),
                  wxSizerFlags().Expand().Border(wxALL, scaled(16)));
    if (!list.foot.empty()) {
        auto* foot = row_sizer();
        foot->Add(icon_view(pane, Icon::info, "ink2", 18), wxSizerFlags().Top());
        foot->Add(new Label(pane, list.foot, Type::small, "ink2", Lines::many),
                  wxSizerFlags(1).Border(wxLEFT, scaled(8)));
        rows->Add(foot, wxSizerFlags().Expand().Border(wxALL, scaled(16)));
    }
    pane->SetSizer(rows);
    column->Add(pane, wxSizerFlags(1).Expand().Border(wxALL, 1));
    card->SetSizer(column);
    panes_.push_back(pane);
    card->SetMinSize({1, -1}); // three equal columns, whatever stands in them
    return card;
}

void HomePage::show(const HomeModel& model) {
    const wxWindow* had = FindFocus();
    const std::string focused = contains(this, had) ? test_id(had) : std::string();
    DestroyChildren();
    panes_.clear();
    ScrollPane* whole = one_column() ? new ScrollPane(this) : nullptr;
    content_ = new Surface(whole != nullptr ? static_cast<wxWindow*>(whole) : this);
    content_->SetSizer(column_sizer());
    build_top(model);
    build_message(model);
    const HomeList* attention = model.attention.rows.empty() ? nullptr : &model.attention;
    Surface* drafts = build_list(model.drafts, Icon::pencil, "ink2", attention);
    Surface* on_the_way = build_list(model.on_the_way, Icon::clock, "waiting-ink", nullptr);
    Surface* received = build_list(model.received, Icon::tick_circle, "received-ink", nullptr);
    const Sides margin{scaled(24), scaled(18), scaled(24), scaled(18)};
    GetSizer()->Clear();
    if (whole != nullptr) {
        for (Surface* list : {drafts, on_the_way, received})
            content_->GetSizer()->Add(list, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(16)));
        auto* inside = column_sizer();
        add(inside, content_, wxSizerFlags().Expand(), margin);
        whole->SetSizer(inside);
        GetSizer()->Add(whole, wxSizerFlags(1).Expand());
    } else {
        auto* lists = row_sizer();
        lists->Add(drafts, wxSizerFlags(1).Expand());
        lists->Add(on_the_way, wxSizerFlags(1).Expand().Border(wxLEFT | wxRIGHT, scaled(16)));
        lists->Add(received, wxSizerFlags(1).Expand());
        content_->GetSizer()->Add(lists, wxSizerFlags(1).Expand());
        add(GetSizer(), content_, wxSizerFlags(1).Expand(), margin);
    }
    settle(this);
    if (!focused.empty()) {
        if (wxWindow* again = FindWindowByName(wx(focused), this); again != nullptr)
            again->SetFocus();
    }
}

std::vector<wxWindow*> HomePage::panes() const {
    return panes_;
}

void HomePage::focus_first() {
    if (panes_.size() > 1) {
        if (wxWindow* row = first_control(panes_[1]); row != nullptr) {
            row->SetFocus();
            return;
        }
    }
    if (!panes_.empty())
        panes_.front()->SetFocus();
}

} // namespace suoja::kiosk::views
