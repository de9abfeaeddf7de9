// SPDX-License-Identifier: Apache-2.0
#pragma once
// The one table of keys: pages act by it and the key strip is made from it, so the two cannot
// differ (interface.md section 6). What a build does not have yet is not in the table.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace suoja::kiosk {

enum class Page { home, intake, call, inbox };

enum class Key {
    none,
    f1,
    f2,
    f3,
    f4,
    f5,
    f6,
    f7,
    f8,
    f9,
    f10,
    f11,
    f12,
    enter,
    escape,
    space,
    tab,
    up,
    down,
    left,
    right,
    shift,
    digit, // Chord::digit says which
    plus,
    minus,
    zero,
    e,
    t,
    other,
};
struct Chord {
    Key key = Key::none;
    bool ctrl = false, alt = false, shift = false;
    int digit = 0; // 1–9 with Key::digit
    bool operator==(const Chord&) const = default;
};

enum class Command {
    new_item,
    contrast,
    send_and_fetch,
    next_pane,
    previous_pane,
    previous_section,
    next_section,
    review,
    person_language,
    lock,
    hide,
    go_to,
    main_action,
    time_stamp,
    end_call,
    larger,
    smaller,
    plain_size,
    back,
    move,
    open,
};

struct Accelerator {
    Chord chord;
    Command command;
    bool in_strip = false; // else only acted on
    bool native = false;   // the control itself acts (arrows in a list); the strip only tells
};
// what is valid on a page now
struct Situation {
    Page page = Page::home;
    bool review = false; // intake: the review is open
    bool call_running = false;
};
[[nodiscard]] std::vector<Accelerator> accelerators(const Situation& situation);
[[nodiscard]] std::optional<Command> command_for(const Situation& situation, const Chord& chord);

struct KeyCap {
    std::vector<std::string> caps; // {"F7", "F8"}
    std::string label;             // "Section"
};
[[nodiscard]] std::vector<KeyCap> key_strip(const Situation& situation);
// where the text is largest: only what locks and hides
[[nodiscard]] std::vector<KeyCap> shortest_key_strip(const Situation& situation);
[[nodiscard]] std::string cap(const Chord& chord); // "Ctrl E"
// the cap of a command on this page for the control that does it, "" when there is none
[[nodiscard]] std::string cap_of(const Situation& situation, Command command);

} // namespace suoja::kiosk
