// SPDX-License-Identifier: Apache-2.0
#pragma once
// A form entry with what the screen adds: which rows have been left (only they show messages), what
// stands in text fields as typed, the staff's and the person's language. Answers in, models out.
// Window's thread; no I/O.
#include "core/record/consent.h"
#include "kiosk/presenters/forms.h"
#include "kiosk/presenters/question.h"
#include "kiosk/store/drafts.h"

#include <set>

namespace suoja::kiosk {

class Filling {
  public:
    Filling(Draft draft, std::shared_ptr<const form::Form> form, form::Context context);

    // Each returns the paths to repaint.
    std::vector<form::Path> choose(std::string_view path, std::string_view choice);
    std::vector<form::Path> toggle(std::string_view path, std::string_view choice, bool on);
    std::vector<form::Path> type(std::string_view path, std::string_view text);
    std::vector<form::Path> set_absence(std::string_view path, std::string_view kind);
    std::vector<form::Path> left(std::string_view path);
    // a value the program knows (start, end), not typed by anybody
    std::vector<form::Path> set(std::string_view path, form::Value value);
    // Instances of a repeat that no answer counts. A removal of one that holds an answer asks
    // first, in the heading; the second removes it.
    std::vector<form::Path> add(std::string_view repeat);
    std::vector<form::Path> remove(std::string_view instance);
    std::vector<form::Path> keep(std::string_view instance);

    // of a question, of an instance ("children[2]": its heading) or of a repeat ("children")
    [[nodiscard]] QuestionModel model(std::string_view path) const;
    // what a page shows of a section in order: questions, groups opened, calculated ones left out;
    // each instance of a repeat behind its heading, and behind the last one the repeat itself
    [[nodiscard]] std::vector<form::Path> rows(std::size_t group) const;
    // the questions among those
    [[nodiscard]] std::vector<form::Path> questions(std::size_t group) const;
    // the question in words with the instances it stands in: "Child 2 · Year of birth"
    [[nodiscard]] std::string name_of(std::string_view path) const;
    // whether anything of it is to be answered now
    [[nodiscard]] bool relevant(std::size_t group) const;
    // the section that a question, an instance or a repeat stands in; kNone when none
    [[nodiscard]] std::size_t section(std::string_view path) const;
    [[nodiscard]] std::string section_label(std::size_t group) const;
    [[nodiscard]] std::string second_section_label(std::size_t group) const;
    // what still holds back sending in a section: needed answers and faults
    [[nodiscard]] std::size_t to_look_at(std::size_t group) const;
    [[nodiscard]] bool started(std::size_t group) const;
    [[nodiscard]] std::string person_language() const; // code, "" = not said
    [[nodiscard]] std::string
    second_language() const; // the form carries it and it is not the staff's
    [[nodiscard]] std::string
    answer_words(std::string_view path) const; // labels in the staff's language
    void show_all_messages();                  // after a try to send

    [[nodiscard]] const form::Entry& entry() const { return entry_; }
    [[nodiscard]] const form::Form& form() const { return *form_; }
    [[nodiscard]] Draft& draft() { return draft_; } // place, marks, ended_at; answers by snapshot()
    [[nodiscard]] const Draft& draft() const { return draft_; }
    [[nodiscard]] Draft snapshot() const; // to be stored

  private:
    std::vector<form::Path> take(std::string_view path, Result<std::vector<form::Path>> changed);
    [[nodiscard]] std::optional<Message> message(const form::Question& question,
                                                 const form::Path& path) const;
    void block(const form::Question& question, QuestionModel& model) const;
    void add_rows(const form::Path& within, std::vector<form::Path>& rows) const;
    // those of the instance that a question stands in, or of its section
    [[nodiscard]] std::vector<form::Path> rows_beside(std::string_view path) const;
    [[nodiscard]] QuestionModel heading(std::string_view instance) const;
    [[nodiscard]] QuestionModel repeat_end(std::string_view repeat) const;
    // "Person 1 · Child 2", in the language; "" outside all repeats
    [[nodiscard]] std::string heading_words(std::string_view path, std::string_view language) const;
    [[nodiscard]] bool holds_answers(const form::Path& instance) const;
    void forget(std::string_view instance); // what is kept by path follows a removal
    // where another question stands that one at `path` reads: in the same instance or around it;
    // "" when it stands in instances of its own
    [[nodiscard]] form::Path seen_from(std::string_view path, const form::Question& other) const;
    [[nodiscard]] std::vector<form::Path> everywhere(const form::Question& question) const;
    Draft draft_;
    std::shared_ptr<const form::Form> form_;
    form::Entry entry_;
    form::Entry fresh_; // nothing answered: what defaults say
    bool all_messages_ = false;
    form::Path asked_; // the instance whose removal waits for a second press, or ""
    form::Path full_;  // the repeat that could take no more, or ""
    std::set<std::string, std::less<>> left_;
    std::map<std::string, std::string, std::less<>> typed_; // as on the screen
    std::set<std::string, std::less<>> unread_; // typed, and not a value of the question's type
};

// Question names that the program itself knows, in whatever form carries them.
inline constexpr std::string_view kContactLanguage = "contact_language";
inline constexpr std::string_view kCallLanguage = "language";
inline constexpr std::string_view kConsultationForm = "call";
inline constexpr std::string_view kConsentAt = "consent_at";
inline constexpr std::string_view kDanger = "immediate_danger";
inline constexpr std::string_view kConsent = "consent_referral";
inline constexpr std::string_view kCallType = "call_type";
inline constexpr std::string_view kChannel = "channel";
inline constexpr std::string_view kReason = "reason_main";
inline constexpr std::string_view kOtherReasons = "reason_other";
inline constexpr std::string_view kNote = "summary";
inline constexpr std::string_view kStartedAt = "started_at";
inline constexpr std::string_view kEndedAt = "ended_at";
inline constexpr std::string_view kUrgency = "forward_priority";

} // namespace suoja::kiosk
