// SPDX-License-Identifier: Apache-2.0
#pragma once
// The review before an intake is finalised (picture 04): what is still needed, the consent in its
// words, what was not asked, urgency, and the three ways on without consent. Pure models.
#include "kiosk/presenters/filling.h"

namespace suoja::kiosk {

struct NeededModel {
    std::string path, label;
    std::string where; // "3 Information and consent · none ticked yet"
};
struct UnansweredModel {
    std::string path, label, words; // "not asked", "declined"
};
struct ReviewModel {
    std::string title;
    std::string needed_title;           // "2 answers are needed before sending", or that none is
    std::vector<NeededModel> needed;    // each with "Go to answer"
    std::vector<QuestionModel> consent; // answered here too; update() reaches them
    std::string consent_section;        // "3 Information and consent": where they stand
    std::optional<Message> consent_message; // why it may not be sent, when consent is what lacks
    std::string unanswered;                 // "21 questions not asked, 2 declined."
    std::string unanswered_advice; // "That is fine. They can be added later as a new version."
    std::vector<UnansweredModel> unanswered_list; // filled after "See them"
    std::vector<QuestionModel> urgency;           // the questions of the section that sends
    bool without_consent = false;                 // the three ways on are offered
    std::string keep_label;                       // "Keep as draft until 11 April"
    bool may_consult = true; // the consultation form is there and the user may write it
    std::optional<Message> erase_question; // inline, with Erase and Keep, after "Erase …"
    std::vector<std::pair<std::string, std::string>> about; // "Language" – "Russian" …
    std::vector<Message> steps; // "When you finalise": fact and advice, in order
    bool may_finalise = false;
    bool busy = false;              // being sealed
    std::string why_not;            // beside the button: "2 answers still needed"
    std::optional<Message> message; // what the last press came to
};

// The form's sections that hold the consent and the sending: by their questions consent_referral
// and forward_priority; npos when a form has none.
[[nodiscard]] std::size_t consent_section(const form::Form& form);
[[nodiscard]] std::size_t sending_section(const form::Form& form);

struct ReviewState { // what only the presenter knows
    bool busy = false, erase_asked = false, see_unanswered = false, may_consult = true;
    std::optional<Message> message;
    Millis now{}, started{};
    std::chrono::days draft_term{30};
};
[[nodiscard]] ReviewModel review(const Filling& filling, const ReviewState& state);

} // namespace suoja::kiosk
