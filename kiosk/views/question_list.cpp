// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/question_list.h"

#include "kiosk/views/native.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"

#include <algorithm>

namespace suoja::kiosk::views {

// "Shown because …", above the questions that hang on one answer.
class BlockWords : public Surface {
  public:
    BlockWords(wxWindow* parent, const std::string& text)
        : Surface(parent), words_(new Label(this, text, Type::meta, "ink2", Lines::many)) {
        auto* row = row_sizer();
        row->Add(icon_view(this, Icon::link, "ink2", 17), wxSizerFlags().Top());
        row->Add(words_, wxSizerFlags(1).Border(wxLEFT, scaled(8)));
        SetSizer(row);
    }
    void set_text(const std::string& text) {
        words_->set_text(text);
        Show(!text.empty());
    }

  private:
    Label* words_;
};

QuestionList::Block QuestionList::make_block(const std::string& because) {
    Block block;
    block.ground = new Surface(this, "conditional");
    block.inside = column_sizer();
    block.because = new BlockWords(block.ground, because);
    block.because->Show(!because.empty());
    block.inside->Add(block.because, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(6)));
    auto* frame = column_sizer();
    frame->Add(block.inside, wxSizerFlags(1).Expand().Border(wxALL, scaled(14)));
    block.ground->SetSizer(frame);
    return block;
}

QuestionList::QuestionList(wxWindow* parent, const std::vector<QuestionModel>& questions,
                           Answering& answering, const Style& style)
    : Surface(parent), answering_(&answering), style_(style) {
    SetSizer(column_sizer());
    show_rows(questions);
    if (style_.columns > 1) {
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

void QuestionList::show_rows(const std::vector<QuestionModel>& questions) {
    std::map<std::string, Placed> before;
    for (const Placed& placed : rows_)
        before.emplace(placed.row->model().path, placed);
    const bool fresh = rows_.empty();
    rows_.clear();
    Block block; // the one that the row before stands in
    std::string block_name;
    for (const QuestionModel& question : questions) {
        Placed placed;
        if (const auto stands = before.find(question.path); stands != before.end()) {
            placed = stands->second;
            before.erase(stands);
            placed.row->update(question);
            if (placed.first)
                placed.block.because->set_text(question.shown_because);
            block = placed.block;
        } else {
            const bool on_ground = style_.columns == 1 && !question.block.empty();
            if (!on_ground) {
                block = {};
            } else if (block.ground == nullptr || question.block != block_name) {
                block = make_block(question.shown_because);
                placed.first = true;
            }
            placed.block = block;
            if (style_.lines && block.ground == nullptr && !rows_.empty())
                placed.line = separator(this);
            placed.row =
                new FieldRow(block.ground != nullptr ? static_cast<wxWindow*>(block.ground) : this,
                             question, *answering_, style_.shape);
            if (block.ground != nullptr)
                block.inside->Add(placed.row, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(8)));
        }
        block_name = question.block;
        rows_.push_back(placed);
    }
    GetSizer()->Clear();
    for (const auto& [path, gone] : before) {
        if (gone.line != nullptr)
            gone.line->Destroy();
        if (gone.block.ground == nullptr)
            gone.row->Destroy();
        else if (gone.first)
            gone.block.ground->Destroy(); // with its rows
    }
    if (!fresh)
        order_tabs();
    show_blocks();
}

// All rows in order, one below the other.
void QuestionList::place() {
    wxSizer* page = GetSizer();
    page->Clear();
    bool first = true;
    for (const Placed& placed : rows_) {
        const bool heading = placed.row->model().control == Control::instance;
        if (placed.line != nullptr)
            page->Add(placed.line, wxSizerFlags().Expand());
        if (placed.first)
            page->Add(placed.block.ground,
                      wxSizerFlags().Expand().Border(wxTOP, first ? 0 : scaled(10)));
        else if (placed.block.ground == nullptr && style_.lines)
            add(page, placed.row, wxSizerFlags().Expand(),
                {scaled(14), scaled(10), scaled(14), scaled(10)});
        else if (placed.block.ground == nullptr)
            page->Add(placed.row,
                      wxSizerFlags().Expand().Border(wxTOP, first ? 0 : scaled(heading ? 22 : 14)));
        first = first && !placed.row->model().visible;
    }
}

// Tab goes as the eye does, also into rows that came later.
void QuestionList::order_tabs() {
    wxWindow* before = nullptr;
    for (const Placed& placed : rows_) {
        wxWindow* here = placed.block.ground != nullptr
                             ? static_cast<wxWindow*>(placed.block.ground)
                             : placed.row;
        if (before != nullptr && here != before)
            here->MoveAfterInTabOrder(before);
        before = here;
    }
}

// Only what is shown takes a place, so that no holes stand in the columns.
void QuestionList::arrange_columns() {
    GetSizer()->Clear();
    wxBoxSizer* line = nullptr;
    int in_line = 0;
    const auto finish = [&] {
        for (; line != nullptr && in_line < style_.columns; ++in_line)
            line->AddStretchSpacer();
        line = nullptr;
    };
    for (const Placed& placed : rows_) {
        const QuestionModel& question = placed.row->model();
        if (!question.visible)
            continue;
        const bool wide =
            question.control == Control::multiline || question.control == Control::tiles ||
            question.control == Control::check_tiles || question.control == Control::check_list ||
            question.control == Control::instance || question.control == Control::repeat;
        placed.row->SetMinSize(wxDefaultSize);
        const int cell = GetSize().x / style_.columns - scaled(20);
        if (wide || (GetSize().x > scaled(200) && placed.row->GetBestSize().x > cell)) {
            finish();
            GetSizer()->Add(placed.row, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(12)));
            continue;
        }
        if (line == nullptr || in_line == style_.columns) {
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

FieldRow* QuestionList::to_focus(std::string_view path) const {
    bool found = false;
    for (const Placed& placed : rows_) {
        const QuestionModel& model = placed.row->model();
        found = found || model.path == path;
        if (found && model.visible && model.control != Control::note &&
            model.control != Control::instance)
            return placed.row;
    }
    return nullptr;
}

FieldRow* QuestionList::first() const {
    return rows_.empty() ? nullptr : to_focus(rows_.front().row->model().path);
}

bool QuestionList::update(const QuestionModel& model) {
    const auto placed = std::find_if(rows_.begin(), rows_.end(), [&](const Placed& each) {
        return each.row->model().path == model.path;
    });
    if (placed == rows_.end())
        return false;
    const bool was = placed->row->model().visible;
    const bool other_words = placed->row->model().shown_because != model.shown_because;
    placed->row->update(model);
    if (placed->first && other_words) {
        placed->block.because->set_text(model.shown_because);
        unsettle(this);
    }
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
        if (placed.block.ground != nullptr)
            blocks[placed.block.ground] = blocks[placed.block.ground] || visible;
        if (placed.line != nullptr)
            placed.line->Show(visible && before);
        before = before || visible;
    }
    for (const auto& [block, visible] : blocks)
        block->Show(visible);
    if (style_.columns > 1)
        arrange_columns();
    else
        place(); // the first that shows has nothing above it
    unsettle(this);
}

} // namespace suoja::kiosk::views
