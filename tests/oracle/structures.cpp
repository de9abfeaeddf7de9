// SPDX-License-Identifier: Apache-2.0
// Forms made by chance: sections in sections, repeats in repeats, everything reading what stands
// before it, also from inside a repeat outwards and from outside into it.
#include "tests/oracle/expressions.h"
#include "tests/oracle/filling_in.h"

namespace suoja::form::oracle {
namespace {

class FormMaker {
  public:
    explicit FormMaker(Random& random) : random_(random) {}

    std::vector<Row> make() {
        question("text", Named::Kind::text);
        question("integer", Named::Kind::number);
        question("date", Named::Kind::date);
        question("select_one areas", Named::Kind::text);
        area_ = rows_.back().at("name");
        while (rows_.size() < 30)
            item(0);
        return std::move(rows_);
    }

  private:
    struct Repeat {
        std::string name;
        std::vector<std::string> questions; // straight in it
    };

    std::string new_name(const std::string& letter) { return letter + std::to_string(++made_); }
    [[nodiscard]] Maker maker() { return {random_, names_}; }

    void item(int depth) {
        switch (random_.below(depth < 3 ? 12 : 9)) {
        case 0:
        case 1:
            return question("text", Named::Kind::text);
        case 2:
            return question("integer", Named::Kind::number);
        case 3:
            return question("decimal", Named::Kind::number);
        case 4:
            return question("date", Named::Kind::date);
        case 5:
            return question(random_.one_in(2) ? "select_multiple towns" : "select_one towns",
                            Named::Kind::text);
        case 6:
        case 7:
        case 8:
            return calculation();
        case 9:
            return section("group", depth);
        default:
            return section("repeat", depth);
        }
    }

    void question(const std::string& type, Named::Kind kind) {
        Row row{{"type", type}, {"name", new_name("q")}};
        if (!names_.empty()) {
            Maker make = maker();
            if (random_.one_in(3))
                row["relevant"] = make.truth(2);
            if (random_.one_in(3))
                row["required"] = random_.one_in(2) ? "yes" : make.truth(2);
            make.may_say_self(true);
            if (random_.one_in(3))
                row["constraint"] = make.truth(2);
        }
        if (type == "select_one towns" && random_.one_in(2))
            row["choice_filter"] = "area = ${" + area_ + "}";
        remember(row, kind);
    }

    void calculation() {
        Row row{{"type", "calculate"}, {"name", new_name("c")}};
        if (const std::string special = about_repeats(); !special.empty() && random_.one_in(2))
            row["calculation"] = special;
        else if (random_.one_in(12))
            row["calculation"] = "jr:choice-name(${" + area_ + "}, '${" + area_ + "}')";
        else if (open_.empty() && random_.one_in(8)) // in an instance it is remembered longer
            row["calculation"] = "once(" + maker().any(1) + ")";
        else
            row["calculation"] = maker().any(2);
        if (random_.one_in(5) && !row["calculation"].starts_with("once"))
            row["relevant"] = maker().truth(2);
        remember(row, Named::Kind::number);
    }

    // what only repeats have
    std::string about_repeats() {
        if (!open_.empty() && in_repeat_ && random_.one_in(2))
            return "position(..)";
        if (closed_.empty())
            return "";
        const Repeat& repeat = random_.of(closed_);
        const std::string question = "${" + random_.of(repeat.questions) + "}";
        static const std::vector<std::string> kNumbers = {"1", "2", "0", "5", "${q2}"};
        switch (random_.below(4)) {
        case 0:
            return "count(${" + repeat.name + "})";
        case 1:
            return "sum(" + question + ")";
        case 2:
            return "concat(" + question + ", '|')";
        default:
            return "indexed-repeat(" + question + ", ${" + repeat.name + "}, " +
                   random_.of(kNumbers) + ")";
        }
    }

    void section(const std::string& kind, int depth) {
        const bool repeat = kind == "repeat";
        Row row{{"type", "begin_" + kind}, {"name", new_name(repeat ? "r" : "g")}};
        const std::string name = row.at("name");
        if (random_.one_in(3))
            row["relevant"] = maker().truth(2);
        if (repeat && random_.one_in(3))
            row["repeat_count"] = "if(${q2} > 0 and ${q2} < 4, ${q2}, 0)";
        rows_.push_back(row);
        const bool was_in_repeat = std::exchange(in_repeat_, repeat);
        if (repeat)
            open_.push_back({name, {}});
        for (std::size_t i = 2 + random_.below(3); i > 0; --i)
            item(depth + 1);
        question("integer", Named::Kind::number); // a section has at least one
        in_repeat_ = was_in_repeat;
        if (repeat) {
            if (open_.size() == 1) // indexed-repeat() names each repeat around a question
                closed_.push_back(open_.back());
            open_.pop_back();
        }
        rows_.push_back({{"type", "end_" + kind}});
    }

    void remember(const Row& row, Named::Kind kind) {
        names_.push_back({row.at("name"), kind});
        if (!open_.empty())
            open_.back().questions.push_back(row.at("name"));
        rows_.push_back(row);
    }

    Random& random_;
    std::vector<Row> rows_;
    std::vector<Named> names_;
    std::vector<Repeat> open_, closed_;
    std::string area_;
    bool in_repeat_ = false; // straight in one: its parent is an instance
    int made_ = 0;
};

} // namespace

void add_structures(std::vector<Asked>& cases, int first, int last) {
    for (int form = first; form < last; ++form) {
        Random random(static_cast<std::uint64_t>(form) + 1);
        Asked asked;
        asked.name = "structure " + std::to_string(form);
        asked.rows = FormMaker(random).make();
        asked.form = form_of(asked.rows);
        asked.rounds = fill_in(asked.form, 40, 3, random);
        cases.push_back(std::move(asked));
    }
}

} // namespace suoja::form::oracle
