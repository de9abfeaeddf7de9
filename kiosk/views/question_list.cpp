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
    : Surface(parent) {
    auto* page = column_sizer();
    wxBoxSizer* inside = nullptr;
    wxFlexGridSizer* grid = nullptr;
    Surface* block = nullptr;
    std::string block_name;
    for (const QuestionModel& question : questions) {
        if (question.block.empty()) {
            block = nullptr;
        } else if (block == nullptr || question.block != block_name) {
            block = make_block(this, question.shown_because, inside);
            grid = nullptr;
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
        rows_.push_back({row, block, line});
        const bool wide = question.control == Control::multiline || question.control == Control::tiles ||
                          question.control == Control::check_tiles || question.control == Control::check_list;
        const bool first = rows_.size() == 1;
        if (block != nullptr) {
            inside->Add(row, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(8)));
        } else if (style.columns > 1 && !wide) {
            if (grid == nullptr) {
                grid = new wxFlexGridSizer(style.columns, scaled(12), scaled(16));
                for (int i = 0; i < style.columns; ++i)
                    grid->AddGrowableCol(static_cast<std::size_t>(i), 1);
                page->Add(grid, wxSizerFlags().Expand().Border(wxTOP, first ? 0 : scaled(14)));
            }
            grid->Add(row, wxSizerFlags().Expand());
        } else if (style.lines) {
            grid = nullptr;
            page->Add(row, wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT, scaled(14)).Border(wxALL, scaled(10)));
        } else {
            grid = nullptr;
            page->Add(row, wxSizerFlags().Expand().Border(wxTOP, first ? 0 : scaled(14)));
        }
    }
    SetSizer(page);
    show_blocks();
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
    unsettle(this);
}

} // namespace suoja::kiosk::views
