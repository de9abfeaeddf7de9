// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/record_words.h"

#include "kiosk/presenters/texts.h"

namespace suoja::kiosk {

namespace {

// the first character, whole in UTF-8
std::string first_character(std::string_view word) {
    std::size_t length = word.empty() ? 0 : 1;
    while (length < word.size() && (static_cast<unsigned char>(word[length]) & 0xC0U) == 0x80U)
        ++length;
    return std::string(word.substr(0, length));
}

std::pair<std::string_view, std::string_view> first_and_last(std::string_view display) {
    const auto last = display.rfind(' ');
    if (last == std::string_view::npos)
        return {display, {}};
    return {display.substr(0, display.find(' ')), display.substr(last + 1)};
}

} // namespace

Badge state_badge(State state) {
    switch (state) {
    case State::draft:
        return {Tone::draft, tr("Draft")};
    case State::waiting:
        return {Tone::waiting, tr("Waiting to send")};
    case State::at_relay:
        return {Tone::relay, tr("At relay")};
    case State::received:
        return {Tone::received, tr("Received")};
    case State::needs_attention:
        return {Tone::attention, tr("Needs attention")};
    }
    return {};
}

Badge state_badge(const RecordRow& row) {
    if (row.withdrawn_at && row.withdrawal_refused.empty())
        return {Tone::neutral, tr("Withdrawn")};
    return state_badge(row.state);
}

Message attention_message(const RecordRow& row) {
    const auto kept = tr("It is safe on this device.");
    if (!row.withdrawal_refused.empty())
        return {
            Tone::attention, tr("The centre was not told that the consent was withdrawn."),
            tr("The record is erased on this device."),
            fill(tr("Phone the central team and say the code {code}."), {{"code", row.case_code}})};
    if (row.refused == "bad_receipt")
        return {Tone::attention, tr("The receipt for this record is not genuine."), kept,
                tr("Tell the administrator.")};
    if (!row.refused.empty())
        return {
            Tone::attention, tr("This record was not accepted on its way."), kept,
            fill(tr("Phone the central team and say the code {code}."), {{"code", row.case_code}})};
    if (row.late)
        return {Tone::attention, tr("The centre does not have this yet."),
                tr("It is safe and goes on by itself."),
                tr("It is urgent: phone the central team.")};
    return {Tone::attention, tr("The centre has this but has not opened it."), kept,
            fill(tr("Phone the central team and say the code {code}."), {{"code", row.case_code}})};
}

std::string initials(std::string_view display) {
    const auto [first, last] = first_and_last(display);
    return first_character(first) + first_character(last);
}

std::string short_name(std::string_view display) {
    const auto [first, last] = first_and_last(display);
    return last.empty() ? std::string(first)
                        : std::string(first) + " " + first_character(last) + ".";
}

} // namespace suoja::kiosk
