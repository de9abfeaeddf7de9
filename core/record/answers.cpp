// SPDX-License-Identifier: Apache-2.0
// Answers as JSON, and by class: the half of document.h that knows forms.
#include "core/record/document.h"

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
    case form::Type::select_multiple: {
        if (!value.is_array())
            return std::nullopt;
        std::vector<std::string> chosen;
        for (const auto& one : value.get_array()) {
            if (!one.is_string())
                return std::nullopt;
            chosen.emplace_back(one.get_string());
        }
        return form::Value(std::move(chosen));
    }
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

// What the form gives by itself may be said again, as `record show --json` does, but not otherwise.
bool gives(const form::Entry& entry, std::string_view name, const bj::value& said) {
    const auto& value = entry.value(name);
    if (!entry.relevant(name) || !form::answered(value))
        return false;
    const auto given = to_json(value);
    // 2.0 is written as 2
    return given == said || (given.is_double() && said.is_int64() &&
                             given.get_double() == static_cast<double>(said.get_int64()));
}

} // namespace

Split split_by_class(const form::Form& form, const form::Answers& answers) {
    Split split;
    for (const auto& [path, value] : answers) {
        const auto* question = form.find(path);
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
            given[path] = to_json(value);
        }
    }
    return {{"answers", std::move(given)}, {"missing", std::move(missing)}};
}

Result<void> answers_from_json(std::string_view text, form::Entry& entry) {
    constexpr std::size_t kMost = std::size_t{1} << 20U;
    auto object = json::parse_object(text, kMost);
    if (!object)
        return object.error();
    const bj::object kNone;
    const auto* answers = json::object_of(*object, "answers");
    const auto* missing = json::object_of(*object, "missing");
    if (!json::only(*object, {"answers", "missing"}) ||
        (answers == nullptr && object->contains("answers")) ||
        (missing == nullptr && object->contains("missing")) ||
        (answers == nullptr && missing == nullptr))
        return fail(Reason::refused, "answers_shape",
                    "The JSON must be {\"answers\":{…},\"missing\":{…}}. Nothing was stored.");
    for (const auto& member : answers == nullptr ? kNone : *answers) {
        const std::string name(member.key());
        const auto* question = entry.form().find(name);
        if (question == nullptr)
            return wrong("unknown_question", name, "is not in this form.");
        if (question->stores() && !question->settable())
            continue; // held against the form when all else is answered
        auto value = value_for(*question, member.value());
        if (!value)
            return wrong("wrong_type", name, "has an answer of the wrong type.");
        if (const auto set = entry.set(name, std::move(*value)); !set)
            return set.error();
    }
    for (const auto& member : missing == nullptr ? kNone : *missing) {
        const std::string name(member.key());
        const auto* question = entry.form().find(name);
        if (question == nullptr)
            return wrong("unknown_question", name, "is not in this form.");
        const auto reason = member.value().is_string()
                                ? form::parse_absence(std::string(member.value().get_string()))
                                : std::nullopt;
        if (!reason)
            return wrong("unknown_absence", name,
                         "is missing for a reason that is not not_asked, unknown, declined or "
                         "not_applicable.");
        if (answers != nullptr && answers->contains(name))
            return wrong("answered_and_missing", name, "is both answered and missing.");
        if (const auto set = entry.set(name, *reason); !set)
            return set.error();
    }
    for (const auto& member : answers == nullptr ? kNone : *answers) {
        const auto* question = entry.form().find(member.key());
        if (question->stores() && !question->settable() &&
            !gives(entry, member.key(), member.value()))
            return wrong("calculated", member.key(),
                         "is filled in by the form, with another value.");
    }
    return {};
}

} // namespace suoja::record
