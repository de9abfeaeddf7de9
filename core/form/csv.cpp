// SPDX-License-Identifier: Apache-2.0
#include "core/form/csv.h"

#include "core/form/utf8.h"

#include <algorithm>

namespace suoja::form {
namespace {

class Reader {
  public:
    Reader(std::string_view bytes, Table& table, std::vector<TableProblem>& problems)
        : bytes_(bytes), table_(table), problems_(problems) {}

    void read() {
        while (at_ < bytes_.size() && problems_.size() < kMaxProblems) {
            ++row_;
            if (!read_row())
                return; // where quotes do not close, every later row would be guesswork
            if (row_ == 1)
                take_header();
            else if (table_.rows.size() == kMaxRows && !cells_.empty())
                return problem(0, "There are more than 200,000 rows.");
            else if (!cells_.empty())
                take_row();
        }
    }

  private:
    void problem(std::size_t column, std::string reason) {
        if (problems_.size() >= kMaxProblems)
            return;
        std::string name = column < table_.header.size() ? table_.header[column] : "";
        if (name.empty())
            name = std::to_string(column + 1);
        problems_.push_back({table_.file, row_, std::move(name), std::move(reason)});
    }

    bool read_row() {
        cells_.clear();
        for (std::size_t column = 0;; ++column) {
            std::string text;
            if (!read_cell(column, text))
                return false;
            keep(column, text);
            if (at_ < bytes_.size() && bytes_[at_] == ',') {
                ++at_;
                continue;
            }
            return end_of_row(column);
        }
    }

    bool read_cell(std::size_t column, std::string& text) {
        if (at_ < bytes_.size() && bytes_[at_] == '"')
            return read_quoted(column, text);
        const std::size_t start = at_;
        while (at_ < bytes_.size() && bytes_[at_] != ',' && bytes_[at_] != '\n' &&
               bytes_[at_] != '\r' && bytes_[at_] != '"')
            ++at_;
        text = bytes_.substr(start, at_ - start);
        if (at_ < bytes_.size() && bytes_[at_] == '"') {
            problem(column, "A quotation mark stands inside a cell that does not begin with one. "
                            "Save the table as CSV (UTF-8) from the spreadsheet.");
            return false;
        }
        return true;
    }

    bool read_quoted(std::size_t column, std::string& text) {
        ++at_;
        for (;;) {
            const std::size_t quote = bytes_.find('"', at_);
            if (quote == std::string_view::npos) {
                problem(column, "A quotation mark opens this cell and nothing closes it.");
                return false;
            }
            text += bytes_.substr(at_, quote - at_);
            at_ = quote + 1;
            if (at_ >= bytes_.size() || bytes_[at_] != '"')
                break;
            text += '"';
            ++at_;
        }
        if (at_ < bytes_.size() && bytes_[at_] != ',' && bytes_[at_] != '\n' &&
            bytes_[at_] != '\r') {
            problem(column, "Something follows the closing quotation mark of this cell.");
            return false;
        }
        return true;
    }

    bool end_of_row(std::size_t column) {
        if (at_ >= bytes_.size())
            return true;
        if (bytes_[at_] == '\r') {
            if (at_ + 1 >= bytes_.size() || bytes_[at_ + 1] != '\n') {
                problem(column, "A row ends with a carriage return alone; rows end with a line "
                                "feed, or both.");
                return false;
            }
            ++at_;
        }
        ++at_;
        return true;
    }

    void keep(std::size_t column, const std::string& text) {
        const std::string_view trimmed = trim(text);
        if (trimmed.empty())
            return;
        if (column >= kMaxColumns) {
            if (column == kMaxColumns)
                problem(column, "The table has more than 256 columns.");
        } else if (text.size() > kMaxCellBytes) {
            problem(column, "The cell is longer than 8 KiB.");
        } else if (!valid_utf8(text)) {
            problem(column, "The cell is not UTF-8. Save the table as CSV (UTF-8).");
        } else if (text.find('\0') != std::string::npos) {
            problem(column, "The cell holds a zero byte.");
        } else {
            cells_.emplace_back(column, trimmed);
        }
    }

    void take_header() {
        for (auto& [column, text] : cells_) {
            table_.header.resize(column + 1);
            if (std::find(table_.header.begin(), table_.header.end(), text) != table_.header.end())
                problem(column, "Two columns are called “" + beginning(text) + "”.");
            table_.header[column] = std::move(text);
        }
        if (table_.header.size() == 1 && table_.header[0].find(';') != std::string::npos)
            problem(0, "The columns are separated by semicolons. Save the table as CSV with "
                       "commas.");
    }

    void take_row() {
        for (const auto& [column, text] : cells_)
            if (column >= table_.header.size() || table_.header[column].empty()) {
                problem(column, "The cell stands in a column without a name in row 1.");
                break;
            }
        table_.rows.push_back({row_, std::move(cells_)});
        cells_ = {};
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    Table& table_;
    std::vector<TableProblem>& problems_;
    int row_ = 0;
    std::vector<std::pair<std::size_t, std::string>> cells_;
};

} // namespace

std::string_view Row::at(std::size_t column) const {
    const auto found =
        std::lower_bound(cells.begin(), cells.end(), column,
                         [](const auto& cell, std::size_t wanted) { return cell.first < wanted; });
    return found != cells.end() && found->first == column ? std::string_view(found->second)
                                                          : std::string_view();
}

std::size_t Table::column(std::string_view name) const {
    const auto found = std::find(header.begin(), header.end(), name);
    return found == header.end() ? kNone : static_cast<std::size_t>(found - header.begin());
}

std::string_view Table::cell(const Row& row, std::string_view name) const {
    const std::size_t where = column(name);
    return where == kNone ? std::string_view() : row.at(where);
}

Table read_table(std::string_view file, std::string_view bytes,
                 std::vector<TableProblem>& problems) {
    Table table;
    table.file = file;
    if (bytes.size() > kMaxTableBytes) {
        problems.push_back({table.file, 1, "", "The file is larger than 4 MiB."});
        return table;
    }
    if (bytes.starts_with("\xEF\xBB\xBF"))
        bytes.remove_prefix(3);
    Reader(bytes, table, problems).read();
    if (table.header.empty() && problems.empty())
        problems.push_back({table.file, 1, "", "The file has no header row."});
    return table;
}

} // namespace suoja::form
