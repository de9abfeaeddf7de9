// SPDX-License-Identifier: Apache-2.0
#include "kiosk/cli/answers_text.h"

#include "core/form/entry.h"

#include <algorithm>
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

// what a person typed may hold line breaks: its further lines cannot pass for answers of their own
std::string indented(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '\n' ? std::string("\n      ") : std::string(1, c);
    return out;
}

bool says_anything(const form::Entry& entry, const form::Answers& answers, const form::Path& path) {
    const auto members = entry.members(path);
    return std::any_of(members.begin(), members.end(), [&](const form::Path& member) {
        if (answers.contains(member) || says_anything(entry, answers, member))
            return true;
        for (std::size_t i = 1; i <= entry.count(member); ++i)
            if (says_anything(entry, answers, member + "[" + std::to_string(i) + "]"))
                return true;
        return false;
    });
}

// what stands in the group or instance, under its title when it says anything
void print_members(const form::Entry& entry, const form::Answers& answers, const form::Path& path,
                   int depth) {
    const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    for (const auto& member : entry.members(path)) {
        const auto& question = *entry.question(member);
        const auto& label = question.label.in("en");
        const std::string title = label.empty() ? question.name : label;
        if (question.type == form::Type::group && says_anything(entry, answers, member)) {
            std::cout << indent << title << '\n';
            print_members(entry, answers, member, depth + 1);
        }
        for (std::size_t i = 1; i <= entry.count(member); ++i) {
            const auto instance = member + "[" + std::to_string(i) + "]";
            if (!says_anything(entry, answers, instance))
                continue;
            std::cout << indent << title << " " << i << '\n';
            print_members(entry, answers, instance, depth + 1);
        }
        const auto found = answers.find(member);
        if (found != answers.end() && question.type != form::Type::calculate)
            std::cout << indent << title << ": "
                      << indented(in_words(found->second, &question, &entry.form())) << '\n';
    }
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
            std::cout << "  " << path << ": " << indented(in_words(value, nullptr, nullptr))
                      << '\n';
        return;
    }
    // one or the other part alone may lack what makes a question relevant: only its places count
    const form::Entry entry(std::shared_ptr<const form::Form>(std::shared_ptr<void>(), form), {},
                            answers);
    print_members(entry, answers, "", 1);
}

} // namespace suoja::kiosk::cli
