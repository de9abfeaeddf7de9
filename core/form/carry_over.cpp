// SPDX-License-Identifier: Apache-2.0
#include "core/form/carry_over.h"

namespace suoja::form {
namespace {

// "children[2]" → "children"; nullopt where there is no number or no "[]"
std::optional<std::string_view> repeat_of(std::string_view step) {
    const auto open = step.find('[');
    if (open == std::string_view::npos || step.back() != ']')
        return std::nullopt;
    return step.substr(0, open);
}

} // namespace

const Question* question_of(const Form& form, std::string_view path) {
    std::size_t repeat = Question::kNone;
    for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
        const auto name = repeat_of(path.substr(0, slash));
        const auto next = name ? form.index(*name) : Question::kNone;
        if (next == Question::kNone || form.questions[next].type != Type::repeat ||
            form.questions[next].repeat != repeat)
            return nullptr;
        repeat = next;
        path.remove_prefix(slash + 1);
    }
    const auto counted = path.empty() ? std::nullopt : repeat_of(path);
    const auto index = form.index(counted.value_or(path));
    if (index == Question::kNone || form.questions[index].repeat != repeat ||
        (form.questions[index].type == Type::repeat) != counted.has_value())
        return nullptr;
    return &form.questions[index];
}

std::vector<Path> left_behind(const Form& to, const Answers& answers) {
    std::vector<Path> out;
    for (const auto& [path, value] : answers)
        if (question_of(to, path) == nullptr)
            out.push_back(path);
    return out;
}

} // namespace suoja::form
