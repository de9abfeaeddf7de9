// SPDX-License-Identifier: Apache-2.0
// Answers as JSON, and by class: the half of document.h that knows forms.
#include "core/given_json.h"
#include "core/record/document.h"

#include <algorithm>
#include <charconv>

namespace suoja::record {
namespace {

namespace bj = boost::json;

bj::value to_json(const form::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value))
        return bj::value(*text);
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return bj::value(*whole);
    if (const auto* number = std::get_if<double>(&value))
        return bj::value(*number);
    bj::array chosen;
    if (const auto* list = std::get_if<std::vector<std::string>>(&value))
        for (const auto& name : *list)
            chosen.emplace_back(name);
    return chosen;
}

Failure wrong(std::string_view code, std::string_view question, std::string_view what) {
    return fail(Reason::refused, code,
                "The question \"" + std::string(question) + "\" " + std::string(what) +
                    " Nothing was stored; correct it and try again.");
}

// every JSON reader sees the same number there
bool within(std::int64_t number) {
    constexpr std::int64_t kSafe = (std::int64_t{1} << 53) - 1;
    return -kSafe <= number && number <= kSafe;
}

// the choices of a select_multiple; nullopt when one is no name
std::optional<form::Value> chosen_in(const bj::array& names) {
    std::vector<std::string> chosen;
    for (const auto& one : names) {
        if (!one.is_string())
            return std::nullopt;
        chosen.emplace_back(one.get_string());
    }
    return form::Value(std::move(chosen));
}

// A value of the question's own type from its JSON form; nullopt when it is of another.
std::optional<form::Value> value_for(const form::Question& question, const bj::value& value) {
    switch (question.type) {
    case form::Type::integer:
        return value.is_int64() && within(value.get_int64())
                   ? std::optional<form::Value>(value.get_int64())
                   : std::nullopt;
    case form::Type::decimal:
        if (value.is_double())
            return form::Value(value.get_double());
        return value.is_int64() && within(value.get_int64())
                   ? std::optional<form::Value>(static_cast<double>(value.get_int64()))
                   : std::nullopt;
    case form::Type::select_multiple:
        return value.is_array() ? chosen_in(value.get_array()) : std::nullopt;
    case form::Type::text:
    case form::Type::date:
    case form::Type::time:
    case form::Type::date_time:
    case form::Type::select_one:
    case form::Type::acknowledge:
    case form::Type::hidden:
        return value.is_string() ? std::optional<form::Value>(std::string(value.get_string()))
                                 : std::nullopt;
    case form::Type::note:
    case form::Type::calculate:
    case form::Type::group:
    case form::Type::repeat:
        return std::nullopt;
    }
    return std::nullopt;
}

// "children[2]/age" → "age", "children[]" → "children"
std::string_view last_name(std::string_view path) {
    if (path.ends_with("[]"))
        path.remove_suffix(2);
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// whether questions of class D, and others, stand in the repeat
std::pair<bool, bool> classes_in(const form::Form& form, std::string_view repeat) {
    const std::size_t index = form.index(repeat);
    bool identifying = index == form::Question::kNone;
    bool other = false;
    for (std::size_t i = 0; index != form::Question::kNone && i < form.questions.size(); ++i)
        if (form.questions[i].stores() && form.encloses(index, i))
            (form.questions[i].cls == form::Class::identifying ? identifying : other) = true;
    return {identifying, other};
}

// Puts the value where its path leads; instances before it that have no answers are {}.
void put(bj::object& given, std::string_view path, const form::Value& value) {
    bj::object* at = &given;
    for (std::size_t open = path.find('['); open != std::string_view::npos; open = path.find('[')) {
        const std::size_t close = path.find(']', open);
        const auto digits = path.substr(open + 1, close - open - 1);
        bj::value& repeat = (*at)[path.substr(0, open)];
        bj::array& instances = repeat.is_array() ? repeat.get_array() : repeat.emplace_array();
        std::size_t number = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (const auto* count = std::get_if<std::int64_t>(&value); digits.empty() && count)
            number = static_cast<std::size_t>(
                std::clamp<std::int64_t>(*count, 0, std::int64_t{form::kMaxInstances}));
        while (instances.size() < number)
            instances.emplace_back(bj::object());
        if (digits.empty() || number == 0 || number > form::kMaxInstances)
            return;
        at = &instances[number - 1].get_object();
        path.remove_prefix(std::min(close + 2, path.size()));
    }
    (*at)[path] = to_json(value);
}

// as `value_for`, without a form: what a document holds
std::optional<form::Value> from_json(const bj::value& value) {
    if (value.is_string())
        return form::Value(std::string(value.get_string()));
    if (value.is_int64() && within(value.get_int64()))
        return form::Value(value.get_int64());
    if (value.is_double())
        return form::Value(value.get_double());
    return value.is_array() ? chosen_in(value.get_array()) : std::nullopt;
}

Result<void> set_one(const form::Question& question, const bj::value& value,
                     const std::string& path, form::Entry& entry);
Result<void> set_instances(const form::Question& question, const bj::value& value,
                           const std::string& path, form::Entry& entry);

// One by one; repeats last, for the answer that counts their instances must be there.
Result<void> set_members(const bj::object& given, const std::string& prefix, form::Entry& entry) {
    for (const bool repeats : {false, true})
        for (const auto& member : given) {
            const std::string path = prefix + std::string(member.key());
            const auto* question = entry.question(path);
            if (question == nullptr)
                return wrong("unknown_question", path, "is not in this form.");
            if ((question->type == form::Type::repeat) != repeats)
                continue;
            if (question->stores() && !question->settable())
                continue; // held against the form when all else is answered
            const auto set = repeats ? set_instances(*question, member.value(), path, entry)
                                     : set_one(*question, member.value(), path, entry);
            if (!set)
                return set.error();
        }
    return {};
}

Result<void> set_one(const form::Question& question, const bj::value& value,
                     const std::string& path, form::Entry& entry) {
    auto read = value_for(question, value);
    if (!read)
        return wrong("wrong_type", path, "has an answer of the wrong type.");
    if (const auto set = entry.set(path, std::move(*read)); !set)
        return wrong(set.error().code, path,
                     "cannot have this answer: it is of another type or not among the choices.");
    return {};
}

Result<void> set_instances(const form::Question& question, const bj::value& value,
                           const std::string& path, form::Entry& entry) {
    if (!value.is_array() || value.get_array().empty())
        return wrong("wrong_type", path, "is a repeat: an array of objects that is not empty.");
    const auto& instances = value.get_array();
    while (!question.repeat_count && entry.count(path) < instances.size())
        if (const auto added = entry.add(path); !added)
            return added.error();
    if (entry.count(path) != instances.size())
        return wrong("wrong_count", path,
                     "has " + std::to_string(instances.size()) +
                         " instances, and the answer that counts them says " +
                         std::to_string(entry.count(path)) + ".");
    std::size_t number = 0;
    for (const auto& instance : instances) {
        if (!instance.is_object())
            return wrong("wrong_type", path, "is a repeat: an array of objects.");
        if (const auto set = set_members(instance.get_object(),
                                         path + "[" + std::to_string(++number) + "]/", entry);
            !set)
            return set.error();
    }
    return {};
}

// What the form gives by itself may be said again, as `record show --json` does, but not
// otherwise. Metadata rows are the new record's own: what is said of another's is passed over.
bool gives(const form::Entry& entry, const form::Path& path, const form::Value& said) {
    const auto& value = entry.value(path);
    if (entry.question(path)->metadata != form::Metadata::none)
        return true;
    if (!entry.relevant(path) || !form::answered(value))
        return false;
    const auto* number = std::get_if<double>(&value);
    const auto* whole = std::get_if<std::int64_t>(&said); // 2.0 is written as 2
    return value == said ||
           (number != nullptr && whole != nullptr && *number == static_cast<double>(*whole));
}

} // namespace

Split split_by_class(const form::Form& form, const form::Answers& answers) {
    Split split;
    for (const auto& [path, value] : answers) {
        if (path.ends_with("[]")) {
            // each part says how many instances there are of what it holds
            const auto [identifying, other] = classes_in(form, last_name(path));
            if (identifying)
                split.identity.emplace(path, value);
            if (other || !identifying)
                split.rest.emplace(path, value);
            continue;
        }
        const auto* question = form.find(last_name(path));
        // what no form knows is treated as identifying: it leaves no more than it must
        const bool identifying = question == nullptr || question->cls == form::Class::identifying;
        (identifying ? split.identity : split.rest).emplace(path, value);
    }
    return split;
}

bj::object answers_to_json(const form::Answers& answers) {
    bj::object given;
    bj::object missing;
    for (const auto& [path, value] : answers) {
        if (const auto* absence = std::get_if<form::Absence>(&value)) {
            if (*absence != form::Absence::not_asked)
                missing[path] = form::name(*absence);
        } else {
            put(given, path, value);
        }
    }
    return {{"answers", std::move(given)}, {"missing", std::move(missing)}};
}

bool flatten_answers(const bj::object& given, const std::string& prefix, form::Answers& into) {
    for (const auto& member : given) {
        const std::string name(member.key());
        const auto& value = member.value();
        if (name.empty() || name.find_first_of("[]/") != std::string::npos)
            return false; // would be another's path
        if (!value.is_array() || value.get_array().empty() ||
            !value.get_array().front().is_object()) {
            auto read = from_json(value);
            if (!read)
                return false;
            into.emplace(prefix + name, std::move(*read));
            continue;
        }
        std::size_t number = 0;
        for (const auto& instance : value.get_array())
            if (!instance.is_object() ||
                !flatten_answers(instance.get_object(),
                                 prefix + name + "[" + std::to_string(++number) + "]/", into))
                return false;
        into.emplace(prefix + name + "[]", static_cast<std::int64_t>(number));
    }
    return true;
}

Result<void> answers_from_json(std::string_view text, form::Entry& entry) {
    constexpr std::size_t kMost = std::size_t{1} << 20U;
    auto object = json::parse_given(text, kMost);
    if (!object)
        return object.error();
    const bj::object kNone;
    form::Answers given;
    const auto* answers = json::object_of(*object, "answers");
    const auto* missing = json::object_of(*object, "missing");
    if (!json::only(*object, {"answers", "missing"}) ||
        (answers == nullptr && object->contains("answers")) ||
        (missing == nullptr && object->contains("missing")) ||
        (answers == nullptr && missing == nullptr))
        return fail(Reason::refused, "answers_shape",
                    "The JSON must be {\"answers\":{…},\"missing\":{…}}. Nothing was stored.");
    const auto& said = answers == nullptr ? kNone : *answers;
    if (const auto set = set_members(said, "", entry); !set)
        return set.error();
    if (!flatten_answers(said, "", given))
        return fail(Reason::refused, "answers_shape",
                    "An answer is of a kind that no question has. Nothing was stored.");
    for (const auto& member : missing == nullptr ? kNone : *missing) {
        const std::string name(member.key());
        if (entry.question(name) == nullptr)
            return wrong("unknown_question", name, "is not in this form.");
        const auto reason = member.value().is_string()
                                ? form::parse_absence(std::string(member.value().get_string()))
                                : std::nullopt;
        if (!reason)
            return wrong("unknown_absence", name,
                         "is missing for a reason that is not not_asked, unknown, declined or "
                         "not_applicable.");
        if (given.contains(name))
            return wrong("answered_and_missing", name, "is both answered and missing.");
        if (const auto set = entry.set(name, *reason); !set)
            return set.error();
    }
    for (const auto& [path, value] : given) {
        const auto* question = entry.question(path);
        if (question != nullptr && question->stores() && !question->settable() &&
            !gives(entry, path, value))
            return wrong("calculated", path, "is filled in by the form, with another value.");
    }
    return {};
}

} // namespace suoja::record
