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
    void set_text(const std::string& text) { words_->set_text(text); }

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
    : Surface(parent), columns_(style.columns) {
    auto* page = column_sizer();
    SetSizer(page);
    Block block;
    std::string block_name;
    for (const QuestionModel& question : questions) {
        if (columns_ > 1) {
            rows_.push_back(
                {new FieldRow(this, question, answering, style.shape), nullptr, nullptr, nullptr});
            continue;
        }
        BlockWords* because = nullptr;
        if (question.block.empty()) {
            block = {};
        } else if (block.ground == nullptr || question.block != block_name) {
            block = make_block(question.shown_because);
            because = block.because;
            page->Add(block.ground, wxSizerFlags().Expand().Border(wxTOP, scaled(10)));
        }
        block_name = question.block;
        wxWindow* line = nullptr;
        if (style.lines && block.ground == nullptr && !rows_.empty()) {
            line = separator(this);
            page->Add(line, wxSizerFlags().Expand());
        }
        auto* row =
            new FieldRow(block.ground != nullptr ? static_cast<wxWindow*>(block.ground) : this,
                         question, answering, style.shape);
        const bool first = rows_.empty();
        rows_.push_back({row, block.ground, line, because});
        if (block.ground != nullptr)
            block.inside->Add(row, wxSizerFlags().Expand().Border(wxBOTTOM, scaled(8)));
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
    const auto placed = std::find_if(rows_.begin(), rows_.end(), [&](const Placed& each) {
        return each.row->model().path == model.path;
    });
    if (placed == rows_.end())
        return false;
    const bool was = placed->row->model().visible;
    const bool other_words = placed->row->model().shown_because != model.shown_because;
    placed->row->update(model);
    if (placed->because != nullptr && other_words) {
        placed->because->set_text(model.shown_because);
        placed->because->Show(!model.shown_because.empty());
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
