// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/inbox_page.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/choice_strip.h"
#include "kiosk/views/inbox_rows.h"
#include "kiosk/views/native.h"
#include "kiosk/views/record_pane.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"
#include "kiosk/views/ui_thread.h"

namespace suoja::kiosk::views {

InboxPage::InboxPage(wxWindow* parent, InboxActions actions)
    : PageView(parent), actions_(std::move(actions)), rows_(new InboxRows) {
    auto* page = row_sizer();
    left_ = new Surface(this, "side");
    head_ = new Surface(left_);
    auto* column = column_sizer();
    column->Add(head_, wxSizerFlags().Expand().Border(wxRIGHT, 1));
    left_->SetSizer(column);
    alarms_ = new ScrollPane(left_);
    alarms_->SetSizer(column_sizer());
    column->Add(alarms_, wxSizerFlags().Expand().Border(wxRIGHT, 1));
    build_table();
    column->Add(table_, wxSizerFlags(1).Expand().Border(wxRIGHT, 1));
    left_->SetMinSize({std::min(scaled(596), 683), -1});
    right_ = new Surface(this);
    page->Add(left_, wxSizerFlags().Expand());
    page->Add(right_, wxSizerFlags(1).Expand());
    SetSizer(page);
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        event.Skip();
        later(this, [this] { fit_alarms(); });
    });
}

void InboxPage::build_table() {
    table_ = new wxDataViewCtrl(left_, wxID_ANY, wxDefaultPosition, wxDefaultSize,
                                wxDV_SINGLE | wxDV_HORIZ_RULES | wxBORDER_NONE);
    table_->AssociateModel(rows_.get());
    const auto add = [this](const std::string& title, wxDataViewRenderer* renderer,
                            InboxRows::Column column, int width) {
        table_->AppendColumn(new wxDataViewColumn(wx(title), renderer, column, scaled(width),
                                                  wxALIGN_LEFT, wxDATAVIEW_COL_RESIZABLE));
    };
    const auto words = [] {
        auto* renderer = new wxDataViewTextRenderer("string");
        renderer->EnableMarkup();
        renderer->EnableEllipsize(wxELLIPSIZE_END);
        return renderer;
    };
    const auto picture = [] {
        auto* renderer = new wxDataViewIconTextRenderer;
        renderer->EnableMarkup();
        return renderer;
    };
    add(tr("Urgency"), picture(), InboxRows::kUrgency, 114);
    add(tr("Record"), words(), InboxRows::kIntake, 160);
    // a large text leaves columns out from the right; the record shows them
    if (look().scale_percent < 150)
        add(tr("From"), words(), InboxRows::kFrom, 92);
    if (look().scale_percent < 200)
        add(tr("Age"), words(), InboxRows::kAge, 92);
    if (look().scale_percent < 150)
        add(tr("State"), picture(), InboxRows::kState, 124);
    add_classes(table_->GetHandle(), "list");
    // the columns have room beside the vertical bar: nothing goes sideways
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(table_->GetHandle()), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    say(table_, tr("Received records"));
    test_id(table_, "inbox");
    table_->Bind(wxEVT_DATAVIEW_SELECTION_CHANGED, [this](wxDataViewEvent&) {
        if (!filling_ && !selected().empty())
            later(this, [this, id = selected()] { actions_.select(id); });
    });
    table_->Bind(wxEVT_DATAVIEW_ITEM_ACTIVATED,
                 [this](wxDataViewEvent&) { later(this, [this] { press_main(); }); });
}

std::string InboxPage::selected() const {
    const wxDataViewItem item = table_->GetSelection();
    if (!item.IsOk())
        return {};
    const unsigned row = rows_->GetRow(item);
    return row < rows_->rows().size() ? rows_->rows()[row].id : std::string();
}

void InboxPage::build_head(const InboxModel& model) {
    head_->DestroyChildren();
    auto* column = column_sizer();
    auto* row = row_sizer();
    column->Add(new Label(head_, model.title, Type::panel_title, "ink", Lines::many),
                wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT | wxTOP, scaled(14)));
    std::vector<std::string> labels;
    std::optional<std::size_t> chosen;
    for (const InboxModel::Filter& filter : model.filters) {
        if (filter.chosen)
            chosen = labels.size();
        labels.push_back(filter.label);
    }
    if (!labels.empty()) {
        auto* strip = new ChoiceStrip(head_, tr("Show"), labels, [this](std::size_t i) {
            later(this, [this, id = model_.filters.at(i).id] { actions_.filter(id); });
        });
        strip->choose(chosen);
        test_id(strip, "filter");
        row->Add(strip, wxSizerFlags().Center());
    }
    column->Add(row, wxSizerFlags().Expand().Border(wxALL, scaled(14)));
    if (model.rows.empty() && !model.empty.empty())
        column->Add(new Label(head_, model.empty, Type::small, "ink2", Lines::many),
                    wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT | wxBOTTOM, scaled(14)));
    head_->SetSizer(column);
}

void InboxPage::build_alarms(const InboxModel& model) {
    alarms_->DestroyChildren();
    auto* column = column_sizer();
    for (const Message& alarm : model.alarms) {
        auto* view = new MessageView(alarms_, alarm, true);
        test_id(view, "alarm");
        add(column, view, wxSizerFlags().Expand(), {scaled(14), 0, scaled(14), scaled(8)});
    }
    if (!model.more_alarms.empty()) {
        auto* more = new Button(alarms_, {.text = model.more_alarms, .type = Type::small}, "quiet",
                                [this] { actions_.see_alarms(); });
        test_id(more, "more_alarms");
        add(column, more, wxSizerFlags().Right(), {scaled(14), 0, scaled(14), scaled(4)});
    }
    alarms_->SetSizer(column);
    alarms_->SetMinSize({-1, scaled(80)}); // until fit_alarms() knows better
    alarms_->Show(!model.alarms.empty());
}

// As high as they are, and no higher than leaves the list its room.
void InboxPage::fit_alarms() {
    if (!alarms_->IsShown())
        return;
    const int wanted = alarms_->GetSizer()->CalcMin().y;
    const wxSize least{-1, std::min(wanted, GetSize().y / 3)};
    if (alarms_->GetMinSize() == least)
        return;
    alarms_->SetMinSize(least);
    settle(this);
}

void InboxPage::show_list(const InboxModel& model) {
    const wxWindow* had = FindFocus();
    const bool asked = contains(alarms_, had); // the button that was pressed is built anew
    model_ = model;
    build_head(model);
    build_alarms(model);
    filling_ = true;
    rows_->set(model.rows);
    for (std::size_t i = 0; i < model.rows.size(); ++i) {
        if (model.rows[i].selected) {
            const wxDataViewItem item = rows_->GetItem(static_cast<unsigned>(i));
            table_->Select(item);
            table_->EnsureVisible(item);
        }
    }
    filling_ = false;
    settle(this);
    fit_alarms();
    if (!asked)
        return;
    wxWindow* again = FindWindowByName("more_alarms", alarms_);
    (again != nullptr ? again : static_cast<wxWindow*>(table_))->SetFocus();
}

void InboxPage::show_record(const DeskRecordModel& model) {
    right_->DestroyChildren();
    auto* column = column_sizer();
    add(column, new RecordPane(right_, model, actions_), wxSizerFlags(1).Expand(),
        {scaled(20), scaled(14), scaled(20), scaled(14)});
    right_->SetSizer(column);
    settle(this);
}

void InboxPage::show_nothing(std::string_view words) {
    right_->DestroyChildren();
    auto* column = column_sizer();
    column->AddStretchSpacer();
    auto* label = new Label(right_, std::string(words), Type::subtitle, "ink2", Lines::many);
    label->align(0.5f);
    column->Add(label, wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT, scaled(60)));
    if (!model_.rows.empty()) {
        auto* open = new Button(right_, {.text = tr("Open"), .key = tr("Enter")}, "main",
                                [this] { press_main(); });
        test_id(open, "open");
        column->Add(open, wxSizerFlags().CenterHorizontal().Border(wxTOP, scaled(16)));
    }
    column->AddStretchSpacer(2);
    right_->SetSizer(column);
    settle(this);
}

std::vector<wxWindow*> InboxPage::panes() const {
    std::vector<wxWindow*> all{table_, right_, head_};
    if (alarms_->IsShown())
        all.push_back(alarms_);
    return all;
}

void InboxPage::press_main() {
    if (const std::string id = selected(); !id.empty())
        actions_.open(id);
}

void InboxPage::focus_first() {
    table_->SetFocus();
}

} // namespace suoja::kiosk::views
