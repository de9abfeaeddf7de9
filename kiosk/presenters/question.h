// SPDX-License-Identifier: Apache-2.0
#pragma once
// One question as a field row shows it, and what the row tells back. Intake, review and call use
// the same row and the same messages.
#include "kiosk/presenters/models.h"

#include <string_view>

namespace suoja::kiosk {

enum class Control {
    tiles,       // one of a few: radio tiles of two lines
    check_tiles, // several of a few
    strip,       // one of 2–4 short words, joined
    drop_down,   // one of many
    check_list,  // several of many: a scrolled list of check boxes
    text,
    multiline,
    partial_date,
    phone,
    integer,
    decimal,
    date,
    time,
    date_time,
    note,     // words only
    instance, // heading of one instance of a repeat; path "children[2]"
    repeat,   // behind the last instance: adds one; path "children"
};

struct ChoiceModel {
    std::string name, label;
    std::string second; // the person's language, "" when the form does not carry it
    bool chosen = false;
    bool operator==(const ChoiceModel&) const = default;
};

struct AbsenceModel { // entry of the "No answer" menu; the first is not_asked
    std::string name, label;
    bool chosen = false;
    bool operator==(const AbsenceModel&) const = default;
};

struct QuestionModel {
    std::string path;
    Control control = Control::text;
    std::string within; // headings of the instances it stands in, "Child 2", or ""
    std::string label, second_label, hint, second_hint;
    std::string second_language; // BCP 47 of the second lines, "" when there are none
    std::vector<ChoiceModel> choices;
    std::string text;                   // of text controls, as typed
    std::string placeholder;            // "dd.mm.yyyy, mm.yyyy or yyyy"
    std::vector<AbsenceModel> absences; // empty: no menu
    std::string absence;                // "No answer", or the words of the chosen kind
    bool absent = false;                // a kind other than not_asked is chosen
    bool needed = false;                // tag "Needed to send"
    bool read_only = false;
    bool visible = true;       // false: relevance says no; the answer is kept
    std::string block;         // questions with the same block stand on one soft ground; "" = none
    std::string shown_because; // of the first question of a block
    std::optional<Message> message;
    int max_length = 0;                 // 0 = the form sets none
    std::string length;                 // "402 / 1000", or ""
    std::string accessible_description; // second line, message and hint as one text
    std::string add;          // of a repeat: its button, or "" where an answer says how many
    std::string remove, keep; // of an instance: its buttons; `keep` while it asks whether really
    // what assistive technology says: "Child 2, Year of birth"
    [[nodiscard]] std::string name() const {
        return within.empty() ? label : within + ", " + label;
    }
    bool operator==(const QuestionModel&) const = default;
};

// What a field row tells its presenter. Paths are the model's.
struct Answering {
    virtual ~Answering() = default;
    virtual void choose(std::string_view path,
                        std::string_view choice) = 0; // tiles, strip, drop-down
    virtual void toggle(std::string_view path, std::string_view choice, bool on) = 0;
    virtual void type(std::string_view path, std::string_view text) = 0; // every change
    virtual void set_absence(std::string_view path, std::string_view kind) = 0;
    virtual void add(std::string_view repeat) = 0; // an instance at the end
    // asks first where something is answered; the second press removes, `keep` takes it back
    virtual void remove(std::string_view instance) = 0;
    virtual void keep(std::string_view instance) = 0;
    virtual void entered(std::string_view path) = 0;
    virtual void moved(std::string_view path, std::int64_t cursor) = 0; // cursor in characters
    virtual void left(std::string_view path) = 0; // messages appear now, never while typing
};

} // namespace suoja::kiosk
