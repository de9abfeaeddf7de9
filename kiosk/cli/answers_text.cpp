// SPDX-License-Identifier: Apache-2.0
#include "kiosk/cli/answers_text.h"

#include <iostream>

namespace suoja::kiosk::cli {
namespace {

std::string in_words(const form::Value& value, const form::Question* question,
                     const form::Form* form) {
    const auto choice = [&](const std::string& code) {
        const auto* found = question == nullptr || question->list.empty()
                                ? nullptr
                                : form->choice(question->list, code);
        return found == nullptr ? code : found->label.in("en");
    };
    if (const auto* absence = std::get_if<form::Absence>(&value)) {
        switch (*absence) {
        case form::Absence::not_asked:
            return "(not asked)";
        case form::Absence::unknown:
            return "(not known)";
        case form::Absence::declined:
            return "(declined)";
        case form::Absence::not_applicable:
            return "(not applicable)";
        }
    }
    if (const auto* text = std::get_if<std::string>(&value))
        return choice(*text);
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return std::to_string(*whole);
    if (const auto* number = std::get_if<double>(&value))
        return json::canonical(*number);
    std::string out;
    for (const auto& one : std::get<std::vector<std::string>>(value))
        out += (out.empty() ? "" : ", ") + choice(one);
    return out;
}

// what a person typed may hold line breaks and control characters
std::string one_line(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '\n'                            ? std::string("\n      ")
               : static_cast<unsigned char>(c) < 32 ? " "
                                                    : std::string(1, c);
    return out;
}

} // namespace

Result<form::Answers> merged_answers(std::string_view rest, std::string_view identity) {
    form::Answers out;
    for (const auto bytes : {rest, identity}) {
        if (bytes.empty())
            continue;
        auto document = record::read_document(bytes);
        if (!document)
            return document.error();
        auto* body = std::get_if<record::RecordBody>(&document->body);
        if (body == nullptr)
            return fail(Reason::damaged, "document", "What is stored here is not a record.");
        out.merge(body->answers);
    }
    return out;
}

void print_answers(const form::Answers& answers, const form::Form* form) {
    if (form == nullptr) {
        for (const auto& [path, value] : answers)
            std::cout << "  " << path << ": " << one_line(in_words(value, nullptr, nullptr))
                      << '\n';
        return;
    }
    std::size_t section = form::Question::kNone;
    for (const auto& question : form->questions) {
        const auto found = answers.find(question.name);
        if (found == answers.end() || question.type == form::Type::calculate)
            continue;
        if (question.parent != form::Question::kNone && question.parent != section) {
            section = question.parent;
            std::cout << "  " << form->questions[section].label.in("en") << '\n';
        }
        const auto& label = question.label.in("en");
        std::cout << "    " << (label.empty() ? question.name : label) << ": "
                  << one_line(in_words(found->second, &question, form)) << '\n';
    }
}

} // namespace suoja::kiosk::cli
