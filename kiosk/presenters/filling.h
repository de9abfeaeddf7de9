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

    [[nodiscard]] QuestionModel model(std::string_view path) const;
    // the questions of a section in order, groups opened, hidden and calculated ones left out
    [[nodiscard]] std::vector<std::string> questions(std::size_t group) const;
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
    Draft draft_;
    std::shared_ptr<const form::Form> form_;
    form::Entry entry_;
    form::Entry fresh_; // nothing answered: what defaults say
    bool all_messages_ = false;
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
