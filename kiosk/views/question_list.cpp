// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/question_list.h"

#include "kiosk/views/native.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"

namespace suoja::kiosk::views {
namespace {

Surface* make_block(wxWindow* parent, const std::string& because, wxBoxSizer*& inside) {
    auto* block = new Surface(parent, "conditional");
    inside = column_sizer();
    if (!because.empty())
        inside->Add(icon_text(block, Icon::link, because, Type::meta, "ink2"),
                    wxSizerFlags().Border(wxBOTTOM, scaled(6)));
    auto* frame = column_sizer();
    frame->Add(inside, wxSizerFlags(1).Expand().Border(wxALL, scaled(14)));
    block->SetSizer(frame);
    return block;
}

} // namespace

QuestionList::QuestionList(wxWindow* parent, const std::vector<QuestionModel>& questions,
                           Answering& answering, const Style& style)
    : Surface(parent), columns_(style.columns) {
    auto* page = column_sizer();
    SetSizer(page);
    wxBoxSizer* inside = nullptr;
    Surface* block = nullptr;
    std::string block_name;
    for (const QuestionModel& question : questions) {
        if (columns_ > 1) {
            rows_.push_back(
                {new FieldRow(this, question, answering, style.shape), nullptr, nullptr});
            continue;
        }
        if (question.block.empty()) {
            block = nullptr;
        } else if (block == nullptr || question.block != block_name) {
            block = make_block(this, question.shown_because, inside);
            page->Add(block, wxSizerFlags().Expand().Border(wxTOP, scaled(10)));
        }
        block_name = question.block;
        wxWindow* line = nullptr;
        if (style.lines && block == nullptr && !rows_.empty()) {
            line = separator(this);
            page->Add(line, wxSizerFlags().Expand());
        }
        auto* row = new FieldRow(block != nullptr ? static_cast<wxWindow*>(block) : this, question,
                                 answering, style.shape);
        const bool first = rows_.empty();
        rows_.push_back({row, block, line});
        if (block != nullptr)
            inside->Add(row, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(8)));
        else if (style.lines)
            add(page, row, wxSizerFlags().Expand(),
                {scaled(14), scaled(10), scaled(14), scaled(10)});
        else
            page->Add(row, wxSizerFlags().Expand().Border(wxTOP, first ? 0 : scaled(14)));
    }
    show_blocks();
    if (columns_ > 1) {
        Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
            if (event.GetSize().x != arranged_) {
                arranged_ = event.GetSize().x;
                arrange_columns();
                unsettle(this);
            }
            event.Skip();
        });
    }
}

// Only what is shown takes a place, so that no holes stand in the columns.
void QuestionList::arrange_columns() {
    GetSizer()->Clear();
    wxBoxSizer* line = nullptr;
    int in_line = 0;
    const auto finish = [&] {
        for (; line != nullptr && in_line < columns_; ++in_line)
            line->AddStretchSpacer();
        line = nullptr;
    };
    for (const Placed& placed : rows_) {
        const QuestionModel& question = placed.row->model();
        if (!question.visible)
            continue;
        const bool wide =
            question.control == Control::multiline || question.control == Control::tiles ||
            question.control == Control::check_tiles || question.control == Control::check_list;
        placed.row->SetMinSize(wxDefaultSize);
        const int cell = GetSize().x / columns_ - scaled(20);
        if (wide || (GetSize().x > scaled(200) && placed.row->GetBestSize().x > cell)) {
            finish();
            GetSizer()->Add(placed.row, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(12)));
            continue;
        }
        if (line == nullptr || in_line == columns_) {
            line = row_sizer();
            in_line = 0;
            GetSizer()->Add(line, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(12)));
        }
        // equal columns, whatever stands in them
        placed.row->SetMinSize({1, -1});
        line->Add(placed.row, wxSizerFlags(1).Border(wxLEFT, in_line == 0 ? 0 : scaled(20)));
        ++in_line;
    }
    finish();
}

FieldRow* QuestionList::row(std::string_view path) const {
    for (const Placed& placed : rows_) {
        if (placed.row->model().path == path)
            return placed.row;
    }
    return nullptr;
}

FieldRow* QuestionList::first() const {
    for (const Placed& placed : rows_) {
        if (placed.row->model().visible && placed.row->model().control != Control::note)
            return placed.row;
    }
    return nullptr;
}

bool QuestionList::update(const QuestionModel& model) {
    FieldRow* found = row(model.path);
    if (found == nullptr)
        return false;
    const bool was = found->model().visible;
    found->update(model);
    if (was != model.visible)
        show_blocks();
    return true;
}

void QuestionList::show_blocks() {
    std::map<Surface*, bool> blocks;
    bool before = false;
    for (const Placed& placed : rows_) {
        const bool visible = placed.row->model().visible;
        placed.row->Show(visible);
        if (placed.block != nullptr)
            blocks[placed.block] = blocks[placed.block] || visible;
        if (placed.line != nullptr)
            placed.line->Show(visible && before);
        before = before || visible;
    }
    for (const auto& [block, visible] : blocks)
        block->Show(visible);
    if (columns_ > 1)
        arrange_columns();
    unsettle(this);
}

} // namespace suoja::kiosk::views
