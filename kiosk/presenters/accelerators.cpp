// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/accelerators.h"

#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

constexpr Chord plain(Key key) {
    return Chord{key, false, false, false, 0};
}
constexpr Chord shift(Key key) {
    return Chord{key, false, false, true, 0};
}
constexpr Chord ctrl(Key key) {
    return Chord{key, true, false, false, 0};
}
constexpr Chord alt(int digit) {
    return Chord{Key::digit, false, true, false, digit};
}

std::string key_name(const Chord& chord) {
    switch (chord.key) {
    case Key::f1:
    case Key::f2:
    case Key::f3:
    case Key::f4:
    case Key::f5:
    case Key::f6:
    case Key::f7:
    case Key::f8:
    case Key::f9:
    case Key::f10:
    case Key::f11:
    case Key::f12:
        return "F" + std::to_string(static_cast<int>(chord.key) - static_cast<int>(Key::f1) + 1);
    case Key::enter:
        return "Enter";
    case Key::escape:
        return "Esc";
    case Key::space:
        return trc("a key", "Space");
    case Key::tab:
        return "Tab";
    case Key::up:
        return "↑";
    case Key::down:
        return "↓";
    case Key::left:
        return "←";
    case Key::right:
        return "→";
    case Key::shift:
        return "Shift";
    case Key::digit:
        return std::to_string(chord.digit);
    case Key::plus:
        return "+";
    case Key::minus:
        return "−";
    case Key::zero:
        return "0";
    case Key::e:
        return "E";
    case Key::t:
        return "T";
    case Key::none:
    case Key::other:
        break;
    }
    return "";
}

std::string label(const Situation& situation, Command command) {
    switch (command) {
    case Command::new_item:
        return situation.page == Page::call ? tr("New call") : tr("New intake");
    case Command::contrast:
        return tr("High contrast");
    case Command::send_and_fetch:
        return tr("Send and fetch");
    case Command::next_pane:
        return tr("Next pane");
    case Command::previous_pane:
        return tr("Previous pane");
    case Command::previous_section:
    case Command::next_section:
        return situation.page == Page::inbox ? tr("Previous, next") : tr("Section");
    case Command::review:
        return tr("Review");
    case Command::person_language:
        return tr("Person’s language");
    case Command::lock:
        return tr("Lock");
    case Command::hide:
        return tr("Hide");
    case Command::go_to:
        return situation.page == Page::call ? tr("Reason") : tr("Go to section");
    case Command::main_action:
        return tr("Main action");
    case Command::time_stamp:
        return tr("Time stamp");
    case Command::end_call:
        return tr("End call");
    case Command::larger:
    case Command::smaller:
    case Command::plain_size:
        return tr("Text size");
    case Command::back:
        return tr("Back");
    case Command::move:
        return tr("Move");
    case Command::open:
        return tr("Open");
    }
    return "";
}

void add(std::vector<Accelerator>& table, Chord chord, Command command, bool in_strip = false,
         bool native = false) {
    table.push_back(Accelerator{chord, command, in_strip, native});
}

void add_numbers(std::vector<Accelerator>& table) {
    for (int digit = 1; digit <= 9; ++digit)
        add(table, alt(digit), Command::go_to, true);
}

void add_list(std::vector<Accelerator>& table) {
    add(table, plain(Key::up), Command::move, true, true);
    add(table, plain(Key::down), Command::move, true, true);
    add(table, plain(Key::enter), Command::open, true, true);
}

} // namespace

std::vector<Accelerator> accelerators(const Situation& situation) {
    std::vector<Accelerator> table;
    switch (situation.page) {
    case Page::home:
        add(table, plain(Key::f2), Command::new_item, true);
        add(table, plain(Key::f5), Command::send_and_fetch, true);
        add(table, plain(Key::f6), Command::next_pane, true);
        add_list(table);
        break;
    case Page::intake:
        add(table, plain(Key::f7), Command::previous_section, true);
        add(table, plain(Key::f8), Command::next_section, true);
        if (situation.review)
            add_numbers(table);
        else
            add(table, plain(Key::f9), Command::review, true);
        add(table, plain(Key::f10), Command::person_language, true);
        add(table, plain(Key::f6), Command::next_pane, true);
        if (!situation.review)
            for (int digit = 1; digit <= 9; ++digit)
                add(table, alt(digit), Command::go_to);
        if (situation.review)
            add(table, plain(Key::f9), Command::review);
        add(table, plain(Key::f2), Command::new_item);
        add(table, plain(Key::f5), Command::send_and_fetch);
        break;
    case Page::call:
        add(table, plain(Key::f2), Command::new_item, !situation.call_running);
        if (situation.call_running)
            add(table, ctrl(Key::e), Command::end_call, true);
        add_numbers(table);
        add(table, ctrl(Key::t), Command::time_stamp, true);
        add(table, plain(Key::f6), Command::next_pane, true);
        add(table, plain(Key::f5), Command::send_and_fetch);
        break;
    case Page::inbox:
        add(table, plain(Key::f5), Command::send_and_fetch, true);
        add_list(table);
        add(table, plain(Key::f7), Command::previous_section, true);
        add(table, plain(Key::f8), Command::next_section, true);
        add(table, plain(Key::f6), Command::next_pane, true);
        break;
    }
    add(table, shift(Key::f6), Command::previous_pane);
    add(table, Chord{Key::enter, true, false, false, 0}, Command::main_action);
    add(table, ctrl(Key::f4), Command::contrast);
    add(table, plain(Key::f11), Command::lock);
    add(table, plain(Key::f12), Command::hide);
    add(table, ctrl(Key::plus), Command::larger);
    add(table, ctrl(Key::minus), Command::smaller);
    add(table, ctrl(Key::zero), Command::plain_size);
    add(table, plain(Key::escape), Command::back);
    return table;
}

std::optional<Command> command_for(const Situation& situation, const Chord& chord) {
    for (const auto& each : accelerators(situation))
        if (!each.native && each.chord == chord)
            return each.command;
    return std::nullopt;
}

std::vector<KeyCap> key_strip(const Situation& situation) {
    std::vector<KeyCap> strip;
    bool numbers = false;
    for (const auto& each : accelerators(situation)) {
        if (!each.in_strip)
            continue;
        const auto words = label(situation, each.command);
        if (each.command == Command::go_to) {
            if (!numbers)
                strip.push_back(KeyCap{{"Alt+1…9"}, words});
            numbers = true;
        } else if (!strip.empty() && strip.back().label == words) {
            strip.back().caps.push_back(cap(each.chord)); // F7 F8, ↑ ↓ stand together
        } else {
            strip.push_back(KeyCap{{cap(each.chord)}, words});
        }
    }
    return strip;
}

std::vector<KeyCap> shortest_key_strip(const Situation& situation) {
    std::vector<KeyCap> strip;
    for (const auto& each : accelerators(situation))
        if (each.command == Command::lock || each.command == Command::hide)
            strip.push_back(KeyCap{{cap(each.chord)}, label(situation, each.command)});
    return strip;
}

std::string cap(const Chord& chord) {
    std::string words;
    if (chord.ctrl)
        words += "Ctrl ";
    if (chord.alt)
        words += "Alt ";
    if (chord.shift)
        words += "Shift ";
    return words + key_name(chord);
}

std::string cap_of(const Situation& situation, Command command) {
    for (const auto& each : accelerators(situation))
        if (each.command == command)
            return cap(each.chord);
    return "";
}

} // namespace suoja::kiosk
