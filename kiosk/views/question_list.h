// SPDX-License-Identifier: Apache-2.0
#pragma once
// The questions of a section, top to bottom; those that hang on the same answer stand together on a
// soft ground that says why they are there. Hidden rows stay built, so nothing jumps. GUI thread.
#include "kiosk/views/field_row.h"

#include <map>

namespace suoja::kiosk::views {

class BlockWords;

class QuestionList : public Surface {
  public:
    struct Style {
        FieldRow::Shape shape = FieldRow::Shape::tall;
        bool lines = false; // a separator between rows, and an inset
        int columns = 1;    // short rows side by side
    };
    QuestionList(wxWindow* parent, const std::vector<QuestionModel>& questions,
                 Answering& answering, const Style& style);
    // Rows that stay are neither built anew nor moved to another parent: the field that is being
    // typed in keeps its focus, its cursor and its text.
    void show_rows(const std::vector<QuestionModel>& questions);
    [[nodiscard]] FieldRow* row(std::string_view path) const;
    // that row, or the first to answer of an instance
    [[nodiscard]] FieldRow* to_focus(std::string_view path) const;
    bool update(const QuestionModel& model); // false: not one of these
    [[nodiscard]] FieldRow* first() const;   // the first one shown

  private:
    // a soft ground; its words follow the answer that the questions hang on
    struct Block {
        Surface* ground = nullptr;
        wxBoxSizer* inside = nullptr;
        BlockWords* because = nullptr;
    };
    struct Placed {
        FieldRow* row = nullptr;
        Block block;              // no ground: on the page itself
        bool first = false;       // of its block
        wxWindow* line = nullptr; // the separator above it, or null
    };
    [[nodiscard]] Block make_block(const std::string& because);
    void place();
    void order_tabs();
    void show_blocks();
    void arrange_columns();
    Answering* answering_;
    Style style_;
    std::vector<Placed> rows_;
    int arranged_ = 0; // the width the columns were made for
};

} // namespace suoja::kiosk::views
