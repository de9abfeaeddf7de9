// SPDX-License-Identifier: Apache-2.0
#include "core/record/evaluated.h"

namespace suoja::record {
namespace {

namespace bj = boost::json;

std::string_view type_name(form::Type type) {
    switch (type) {
    case form::Type::text:
        return "text";
    case form::Type::integer:
        return "integer";
    case form::Type::decimal:
        return "decimal";
    case form::Type::date:
        return "date";
    case form::Type::time:
        return "time";
    case form::Type::date_time:
        return "dateTime";
    case form::Type::select_one:
        return "select_one";
    case form::Type::select_multiple:
        return "select_multiple";
    case form::Type::note:
        return "note";
    case form::Type::calculate:
        return "calculate";
    case form::Type::acknowledge:
        return "acknowledge";
    case form::Type::hidden:
        return "hidden";
    case form::Type::group:
        return "group";
    case form::Type::repeat:
        return "repeat";
    }
    return "";
}

std::string_view fault_name(form::Fault fault) {
    switch (fault) {
    case form::Fault::required:
        return "required";
    case form::Fault::constraint:
        return "constraint";
    case form::Fault::malformed:
        return "malformed";
    case form::Fault::too_long:
        return "too_long";
    case form::Fault::too_many:
        return "too_many";
    }
    return "";
}

// the form's own words about what is wrong
const form::Text& said_of(const form::Question& question, form::Fault fault) {
    static const form::Text kNothing;
    if (fault == form::Fault::required)
        return question.required_message;
    return fault == form::Fault::constraint ? question.constraint_message : kNothing;
}

bj::value value_json(const form::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value))
        return bj::value(*text);
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return bj::value(*whole);
    if (const auto* number = std::get_if<double>(&value))
        return bj::value(*number);
    if (const auto* names = std::get_if<std::vector<std::string>>(&value))
        return bj::array(names->begin(), names->end());
    return nullptr;
}

class Account {
  public:
    explicit Account(const form::Entry& entry) : entry_(entry) {}

    void members(std::string_view of) {
        for (const form::Path& path : entry_.members(of)) {
            const form::Question& question = *entry_.question(path);
            told_.push_back(one(path, question));
            if (question.type == form::Type::group)
                members(path);
            for (std::size_t i = 1; i <= entry_.count(path); ++i)
                members(path + "[" + std::to_string(i) + "]");
        }
    }
    [[nodiscard]] bj::array take() { return std::move(told_); }

  private:
    [[nodiscard]] bj::object one(const form::Path& path, const form::Question& question) const {
        const bool relevant = entry_.relevant(path);
        const form::Value& value = entry_.value(path);
        const auto* absence = std::get_if<form::Absence>(&value);
        const auto problem = entry_.problem(path);
        bj::object label;
        bj::object message;
        for (const std::string& language : entry_.form().languages) {
            if (question.label.has(language))
                label[language] = entry_.label(path, language);
            if (problem && said_of(question, problem->fault).has(language))
                message[language] = entry_.message(path, language);
        }
        bj::value choices = nullptr;
        if (question.choice_filter) {
            choices = bj::array();
            for (const form::Choice* choice : entry_.choices(path))
                choices.get_array().emplace_back(choice->name);
        }
        return {{"path", path},
                {"type", type_name(question.type)},
                {"relevant", relevant},
                {"required", entry_.required(path)},
                {"valid", !problem},
                {"problem", problem ? bj::value(fault_name(problem->fault)) : bj::value(nullptr)},
                {"value", relevant ? value_json(value) : bj::value(nullptr)},
                {"missing", relevant && absence != nullptr && question.stores()
                                ? bj::value(form::name(*absence))
                                : bj::value(nullptr)},
                {"label", std::move(label)},
                {"message", std::move(message)},
                {"choices", std::move(choices)},
                {"count", question.type == form::Type::repeat
                              ? bj::value(relevant ? entry_.count(path) : 0)
                              : bj::value(nullptr)}};
    }

    const form::Entry& entry_;
    bj::array told_;
};

} // namespace

bj::object evaluated_to_json(const form::Entry& entry) {
    Account account(entry);
    account.members("");
    return {{"form", entry.form().id},
            {"version", entry.form().version},
            {"may_forward", entry.may_forward()},
            {"questions", account.take()}};
}

} // namespace suoja::record
