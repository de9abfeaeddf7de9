// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/record_pane.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/drawing.h"
#include "kiosk/views/inbox_page.h"
#include "kiosk/views/native.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"

namespace suoja::kiosk::views {
namespace {

Icon step_icon(std::size_t index, std::size_t count) {
    static constexpr Icon kWay[] = {Icon::tick_circle, Icon::key, Icon::relay, Icon::tick_circle};
    return count == 4 ? kWay[index] : Icon::tick_circle;
}

} // namespace

RecordPane::RecordPane(wxWindow* parent, const DeskRecordModel& model, const InboxActions& actions)
    : Surface(parent), actions_(&actions) {
    SetSizer(column_sizer());
    build_head(model);
    if (model.message)
        GetSizer()->Add(new MessageView(this, *model.message, true),
                        wxSizerFlags().Expand().Border(wxBOTTOM, scaled(10)));
    // beside each other; where the text is large below each other, and one pane scrolls both
    const bool large = look().scale_percent >= 150;
    auto* pane = large ? new ScrollPane(this) : nullptr;
    wxWindow* within = large ? static_cast<wxWindow*>(pane) : this;
    auto* row = large ? column_sizer() : row_sizer();
    build_answers(within, row, model);
    build_provenance(within, row, model);
    if (pane != nullptr) {
        pane->SetSizer(row);
        GetSizer()->Add(pane, wxSizerFlags(1).Expand());
    } else {
        GetSizer()->Add(row, wxSizerFlags(1).Expand());
    }
}

void RecordPane::build_head(const DeskRecordModel& model) {
    auto* row = row_sizer();
    row->Add(new Label(this, model.code, Type::title), wxSizerFlags().Center());
    const bool large = look().scale_percent >= 150;
    Native* state = badge(this, model.state);
    if (!large)
        row->Add(state, wxSizerFlags().Center().Border(wxLEFT, scaled(12)));
    row->AddStretchSpacer();
    auto* close = new Button(this, {.text = tr("Close"), .key = "Esc"}, "",
                             [this] { actions_->close_record(); });
    test_id(close, "close_record");
    row->Add(close, wxSizerFlags().Center());
    GetSizer()->Add(row, wxSizerFlags().Expand());
    if (large)
        GetSizer()->Add(state, wxSizerFlags().Border(wxTOP, scaled(6)));
    auto* second = row_sizer();
    if (model.urgent)
        second->Add(
            icon_text(this, Icon::urgent, tr("Urgent"), Type::small_strong, "attention-ink"),
            wxSizerFlags().Center().Border(wxRIGHT, scaled(12)));
    second->Add(new Label(this, model.kind, Type::small_strong, "ink"), wxSizerFlags().Center());
    auto* received = new Label(this, model.received, Type::small, "ink2", Lines::many);
    if (!large)
        second->Add(received, wxSizerFlags(1).Center().Border(wxLEFT, scaled(12)));
    add(GetSizer(), second, wxSizerFlags().Expand(), {0, scaled(6), 0, scaled(large ? 2 : 12)});
    if (large)
        GetSizer()->Add(received, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(8)));
}

void RecordPane::build_answers(wxWindow* parent, wxBoxSizer* row, const DeskRecordModel& model) {
    auto* card = new Surface(parent, "card");
    wxWindow* pane =
        parent == this ? static_cast<wxWindow*>(new ScrollPane(card)) : new Surface(card);
    auto* column = column_sizer();
    if (model.identity)
        column->Add(new MessageView(pane, *model.identity, true),
                    wxSizerFlags().Expand().Border(wxBOTTOM, scaled(14)));
    bool first = true;
    for (const AnswerSection& section : model.sections) {
        if (!first)
            column->Add(separator(pane),
                        wxSizerFlags().Expand().Border(wxTOP | wxBOTTOM, scaled(10)));
        first = false;
        column->Add(new Label(pane, section.title, Type::question, "ink", Lines::many),
                    wxSizerFlags().Expand().Border(wxBOTTOM, scaled(4)));
        for (const AnswerLine& line : section.lines) {
            if (line.long_text) {
                column->Add(new Label(pane, line.label, Type::small, "ink2", Lines::many),
                            wxSizerFlags().Expand().Border(wxTOP, scaled(4)));
                column->Add(new Label(pane, line.words, Type::body, "ink", Lines::many),
                            wxSizerFlags().Expand().Border(wxTOP, scaled(2)));
                continue;
            }
            auto* pair = row_sizer();
            pair->Add(new Label(pane, line.label, Type::small, "ink2", Lines::many),
                      wxSizerFlags(4));
            pair->Add(new Label(pane, line.words, Type::small,
                                line.identifying ? "ink identifying" : "ink", Lines::many),
                      wxSizerFlags(5).Border(wxLEFT, scaled(12)));
            column->Add(pair, wxSizerFlags().Expand().Border(wxTOP, scaled(4)));
        }
    }
    if (model.not_asked)
        column->Add(new MessageView(pane, *model.not_asked, true),
                    wxSizerFlags().Expand().Border(wxTOP, scaled(14)));
    auto* inset = column_sizer();
    inset->Add(column, wxSizerFlags().Expand().Border(wxALL, scaled(16)));
    pane->SetSizer(inset);
    auto* frame = column_sizer();
    frame->Add(pane, wxSizerFlags(1).Expand().Border(wxALL, 3));
    card->SetSizer(frame);
    row->Add(card, wxSizerFlags(parent == this ? 3 : 0).Expand());
}

void RecordPane::build_provenance(wxWindow* parent, wxBoxSizer* row, const DeskRecordModel& model) {
    auto* side = new Surface(parent);
    auto* column = column_sizer();
    auto* card = new Surface(side, "card");
    auto* inside = column_sizer();
    inside->Add(new Label(card, tr("Provenance"), Type::question), wxSizerFlags());
    auto* signature = row_sizer();
    signature->Add(icon_view(card, Icon::shield, "received-ink", 18), wxSizerFlags().Top());
    signature->Add(new Label(card, model.signature, Type::meta_strong, "received-ink", Lines::many),
                   wxSizerFlags(1).Border(wxLEFT, scaled(8)));
    inside->Add(signature, wxSizerFlags().Expand().Border(wxTOP, scaled(8)));
    for (std::size_t i = 0; i < model.provenance.size(); ++i) {
        const ProvenanceStep& step = model.provenance[i];
        auto* line = row_sizer();
        line->Add(icon_view(card, step.done ? step_icon(i, model.provenance.size()) : Icon::circle,
                            step.done ? "primary-ink" : "ink2", 18),
                  wxSizerFlags().Top());
        auto* words = column_sizer();
        words->Add(new Label(card, step.title, Type::small_strong, "ink", Lines::many),
                   wxSizerFlags().Expand());
        words->Add(new Label(card, step.words, Type::meta, "ink2", Lines::many),
                   wxSizerFlags().Expand());
        line->Add(words, wxSizerFlags(1).Border(wxLEFT, scaled(10)));
        inside->Add(line, wxSizerFlags().Expand().Border(wxTOP, scaled(11)));
    }
    auto* frame = column_sizer();
    frame->Add(inside, wxSizerFlags(1).Expand().Border(wxALL, scaled(13)));
    card->SetSizer(frame);
    column->Add(card, wxSizerFlags().Expand());
    if (!model.versions.empty()) {
        auto* versions = new Surface(side, "card");
        auto* list = column_sizer();
        list->Add(new Label(versions, tr("Versions"), Type::question),
                  wxSizerFlags().Border(wxALL, scaled(13)));
        for (const RecordVersionRow& version : model.versions) {
            list->Add(separator(versions), wxSizerFlags().Expand());
            GtkWidget* content = row_box(scaled(10));
            GtkWidget* number = text_widget(std::to_string(version.number), Type::meta_strong, "");
            append(content, disc(number, 24, version.shown ? "shown" : ""));
            GtkWidget* words = column_box(0);
            append(words, text_widget(version.title, Type::small_strong, ""));
            append(words, text_widget(version.words, Type::meta, "ink2"));
            append(content, words, true);
            auto* open =
                new Button(versions, content, version.title + ", " + version.words,
                           version.shown ? "row current" : "row",
                           [this, number_ = version.number] { actions_->open_version(number_); });
            test_id(open, "version:" + std::to_string(version.number));
            list->Add(open, wxSizerFlags().Expand());
        }
        auto* inset = column_sizer();
        inset->Add(list, wxSizerFlags(1).Expand().Border(wxALL, 1));
        versions->SetSizer(inset);
        column->Add(versions, wxSizerFlags().Expand().Border(wxTOP, scaled(12)));
    }
    side->SetSizer(column);
    if (parent == this) {
        side->SetMinSize({scaled(232), -1});
        row->Add(side, wxSizerFlags().Expand().Border(wxLEFT, scaled(16)));
    } else {
        row->Add(side, wxSizerFlags().Expand().Border(wxTOP, scaled(12)));
    }
}

} // namespace suoja::kiosk::views
