// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/question_words.h"

#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace suoja::kiosk {

namespace {

constexpr std::size_t kMostTiles = 8, kMostCheckTiles = 20;

// five digits in a row, spaces and hyphens between them not counted
bool long_number(std::string_view text) {
    int run = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            ++run;
        else if (c != ' ' && c != '-')
            run = 0;
        if (run >= 5)
            return true;
    }
    return false;
}

} // namespace

bool has_appearance(const form::Question& question, std::string_view appearance) {
    return std::find(question.appearance.begin(), question.appearance.end(), appearance) !=
           question.appearance.end();
}

Control control_of(const form::Question& question, std::size_t choices) {
    switch (question.type) {
    case form::Type::select_one:
        if (has_appearance(question, "horizontal"))
            return Control::strip;
        if (has_appearance(question, "minimal") || has_appearance(question, "autocomplete") ||
            choices > kMostTiles)
            return Control::drop_down;
        return Control::tiles;
    case form::Type::select_multiple:
        return has_appearance(question, "minimal") || choices > kMostCheckTiles
                   ? Control::check_list
                   : Control::check_tiles;
    case form::Type::text:
        if (has_appearance(question, "multiline"))
            return Control::multiline;
        if (has_appearance(question, "partial-date"))
            return Control::partial_date;
        return has_appearance(question, "phone") ? Control::phone : Control::text;
    case form::Type::integer:
        return Control::integer;
    case form::Type::decimal:
        return Control::decimal;
    case form::Type::date:
        return Control::date;
    case form::Type::time:
        return Control::time;
    case form::Type::date_time:
        return Control::date_time;
    case form::Type::acknowledge:
        return Control::tiles;
    case form::Type::note:
    case form::Type::calculate:
    case form::Type::hidden:
    case form::Type::group:
    case form::Type::repeat:
        break;
    }
    return Control::note;
}

std::string placeholder_words(Control control) {
    switch (control) {
    case Control::partial_date:
        return tr("dd.mm.yyyy, mm.yyyy or yyyy");
    case Control::date:
        return tr("dd.mm.yyyy");
    case Control::time:
        return tr("hh.mm");
    case Control::date_time:
        return tr("dd.mm.yyyy hh.mm");
    case Control::phone:
        return tr("+358 …");
    case Control::tiles:
    case Control::check_tiles:
    case Control::strip:
    case Control::drop_down:
    case Control::check_list:
    case Control::text:
    case Control::multiline:
    case Control::integer:
    case Control::decimal:
    case Control::note:
    case Control::instance:
    case Control::repeat:
        break;
    }
    return "";
}

Message in_three_parts(std::string_view text) {
    Message message;
    for (auto* part : {&message.fact, &message.safe}) {
        const auto end = text.find(". ");
        if (end == std::string_view::npos)
            break;
        *part = std::string(text.substr(0, end + 1));
        text.remove_prefix(end + 2);
    }
    (message.fact.empty() ? message.fact : message.advice) = std::string(text);
    if (message.safe.empty())
        message.safe = tr("What was answered is kept.");
    return message;
}

Message fault_message(const form::Question& question, form::Fault fault) {
    switch (fault) {
    case form::Fault::required: {
        const auto& own = question.required_message.in(language());
        return own.empty() ? Message{Tone::attention, tr("This answer is needed to send."),
                                     tr("The draft is saved."), tr("Answer it now or later.")}
                           : Message{Tone::attention, own, tr("The draft is saved."), ""};
    }
    case form::Fault::constraint: {
        const auto& own = question.constraint_message.in(language());
        if (!own.empty())
            return in_three_parts(own);
        return {Tone::attention, tr("This answer does not fit the question."),
                tr("What was answered is kept."), tr("Look at it again.")};
    }
    case form::Fault::too_long:
        return {Tone::attention,
                fill(tr("The text is longer than {n} characters."),
                     {{"n", std::to_string(question.max_length.value_or(0))}}),
                tr("All of it is kept."), tr("Make it shorter before sending.")};
    case form::Fault::too_many:
        return {Tone::attention, tr("One record can hold at most 200 of these."),
                tr("What was answered is kept."), tr("Look at the number again.")};
    case form::Fault::malformed:
        break;
    }
    const auto control = control_of(question, 0);
    const auto kept = tr("What you wrote stays here.");
    switch (control) {
    case Control::partial_date:
        return {Tone::attention, tr("This is not a date yet."), kept,
                tr("Write the day, the month and the year, or only the month and the year, or "
                   "only the year: 12.3.1998, 3.1998 or 1998.")};
    case Control::date:
        return {Tone::attention, tr("This is not a date yet."), kept,
                tr("Write the day, the month and the year: 12.3.2026.")};
    case Control::date_time:
        return {Tone::attention, tr("This is not a date and a time yet."), kept,
                tr("Write both: 12.3.2026 14.30.")};
    case Control::time:
        return {Tone::attention, tr("This is not a time yet."), kept,
                tr("Write hours and minutes: 14.30.")};
    case Control::integer:
    case Control::decimal:
        return {Tone::attention, tr("This is not a number."), kept, tr("Write it in digits.")};
    case Control::phone:
        return {Tone::attention, tr("This is not a whole telephone number."), kept,
                tr("Begin with + and the country: +358 40 123 4567.")};
    case Control::tiles:
    case Control::check_tiles:
    case Control::strip:
    case Control::drop_down:
    case Control::check_list:
    case Control::text:
    case Control::multiline:
    case Control::note:
    case Control::instance:
    case Control::repeat:
        break;
    }
    return {Tone::attention, tr("This answer does not fit the question."), kept,
            tr("Look at it again.")};
}

std::optional<Message> privacy_hint(const form::Question& question, std::string_view text) {
    if (question.type != form::Type::text || !has_appearance(question, "multiline") ||
        question.cls == form::Class::identifying || !long_number(text))
        return std::nullopt;
    return Message{Tone::waiting, tr("There is a long number in this text."), tr("It is kept."),
                   tr("Take it away if it could point to somebody.")};
}

std::string absence_words(form::Absence absence) {
    switch (absence) {
    case form::Absence::not_asked:
        return tr("Not asked");
    case form::Absence::unknown:
        return tr("Not known");
    case form::Absence::declined:
        return tr("Prefers not to say");
    case form::Absence::not_applicable:
        return tr("Does not apply");
    }
    return "";
}

std::string answer_words(const form::Form& form, const form::Question& question,
                         const form::Value& value) {
    const auto choice_words = [&](const std::string& name) {
        const auto* choice = form.choice(question.list, name);
        return choice != nullptr ? choice->label.in(language()) : name;
    };
    if (const auto* absence = std::get_if<form::Absence>(&value))
        return *absence == form::Absence::not_asked ? "" : absence_words(*absence);
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return std::to_string(*number);
    if (const auto* decimal = std::get_if<double>(&value)) {
        std::array<char, 32> buffer{};
        const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), *decimal).ptr;
        return std::string(buffer.data(), end);
    }
    if (const auto* many = std::get_if<std::vector<std::string>>(&value)) {
        std::string words;
        for (const auto& name : *many)
            words += (words.empty() ? "" : ", ") + choice_words(name);
        return words;
    }
    const auto& text = std::get<std::string>(value);
    if (question.type == form::Type::select_one)
        return choice_words(text);
    if (question.type == form::Type::date || question.type == form::Type::date_time ||
        has_appearance(question, "partial-date"))
        return date_answer_words(text);
    return text;
}

} // namespace suoja::kiosk
