// SPDX-License-Identifier: Apache-2.0
#include "core/form/expression.h"

#include "core/form/evaluate.h"
#include "core/form/load.h"
#include "core/form/utf8.h"
#include "tests/fuzz/targets.h"

namespace suoja::fuzz {
namespace {

using namespace suoja::form;

const Form& small() {
    static const Loaded loaded = parse_form(
        {{"survey.csv", "type,name,label,suoja_class\ntext,a,A,N\ninteger,n,N,N\n"
                        "select_one yn,s,S,N\nbegin_repeat,r,R,\ndate,d,D,N\nend_repeat,,,\n"},
         {"choices.csv", "list_name,name,label,area\nyn,yes,Yes,east\nyn,no,No,\n"},
         {"settings.csv", "form_id,version,form_title,default_language\nf,1,F,English (en)\n"}});
    must(loaded.form != nullptr, "the small form loads");
    return *loaded.form;
}

// two instances of r; n is odd on purpose
class Some final : public Scope {
  public:
    void values(std::size_t question, TextSet& into) const override {
        const std::string& name = small().questions[question].name;
        if (name == "r" || name == "d") {
            into.emplace_back(name == "d" ? "2026-02-03" : "");
            into.emplace_back(name == "d" ? "2026-02-30" : "");
        } else {
            into.emplace_back(name == "n" ? "-7.5" : name == "s" ? "yes" : "Äiti x y");
        }
    }
    [[nodiscard]] std::string_view self() const override { return "abc"; }
    [[nodiscard]] const Form& form() const override { return small(); }
    [[nodiscard]] Moment now() const override { return {1'795'609'800'000, 120}; }
    [[nodiscard]] const Choice* choice() const override { return small().choice("yn", "yes"); }
    [[nodiscard]] std::size_t position(std::size_t) const override { return 1; }
    void indexed(std::size_t question, std::span<const Instance>, TextSet& into) const override {
        values(question, into);
    }
};

Names names() {
    static const std::vector<std::string> kColumns = {"name", "label", "area"};
    Names known;
    const auto find = [](std::string_view name, std::string&) {
        const std::size_t index = small().index(name);
        return index == Question::kNone ? std::nullopt : std::optional(index);
    };
    known.question = find;
    known.select = find;
    known.self = true;
    known.once = true;
    known.columns = &kColumns;
    known.repeats = [](std::size_t index) { return small().questions[index].type == Type::repeat; };
    known.around = [](std::size_t index) -> std::optional<std::size_t> {
        const std::size_t repeat = small().questions[index].repeat;
        return repeat == Question::kNone ? std::nullopt : std::optional(repeat);
    };
    known.ancestor = [](std::size_t levels, std::string&) -> std::optional<std::size_t> {
        return levels == 1 ? std::optional(small().index("r")) : std::nullopt;
    };
    return known;
}

} // namespace

void expression(std::string_view bytes) {
    // a cell of a table is valid UTF-8 and not longer than this
    if (bytes.size() > (std::size_t{8} << 10) || !valid_utf8(bytes))
        return;
    const Parsed parsed = parse_expression(bytes, names());
    must((parsed.expression == nullptr) == !parsed.reason.empty(), "refused with a reason, or not");
    if (!parsed.expression)
        return must(valid_utf8(parsed.reason), "reasons are UTF-8");
    must(parsed.expression->source() == bytes, "an expression keeps its source");
    const Some scope;
    const Evaluation evaluation(scope);
    const std::string text = evaluation.text(parsed.expression->root());
    must(text.size() <= kMaxTextBytes && valid_utf8(text), "texts are bounded and UTF-8");
    must(text == evaluation.text(parsed.expression->root()), "the same again");
    (void)evaluation.number(parsed.expression->root());
    (void)evaluation.boolean(parsed.expression->root());
}

} // namespace suoja::fuzz
