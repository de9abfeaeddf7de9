// SPDX-License-Identifier: Apache-2.0
#pragma once
// An intake by sections (pictures 03, 13) with its review (picture 04). Sections are the form's
// top-level groups. Every change is queued to the store at once; nothing asks "Save?". Messages
// appear after a field was left. Window's thread; the store answers later.
#include "kiosk/presenters/filling.h"
#include "kiosk/presenters/navigator.h"
#include "kiosk/presenters/review.h"
#include "kiosk/presenters/saver.h"

namespace suoja::kiosk {

enum class SectionState { not_started, to_look_at, done, later };
struct SectionEntry {
    int number = 1;
    std::string name;  // group
    std::string label; // "Immediate safety"
    SectionState state = SectionState::not_started;
    std::string words; // "1 to look at"
    bool current = false;
    bool operator==(const SectionEntry&) const = default;
};
struct NavigatorModel {
    std::string code;     // "JOU3-26-0147-K"
    Badge state;          // Draft
    std::string started;  // "Started 13:42"
    double fraction = 0;  // done of all
    std::string progress; // "1 of 8 sections done"
    std::vector<SectionEntry> sections;
    bool review_current = false;
    bool operator==(const NavigatorModel&) const = default;
};
struct SectionModel {
    int number = 1;
    std::string name, title, second_title;
    std::vector<QuestionModel> questions; // hidden ones too, visible = false
    std::string previous, next;           // labels: "Home", "Next: Language"; F7 and F8
    bool may_leave =
        true; // "Leave for later" is offered; false: it is left already (offer "Take up again")
    std::string language_card; // the person's language in words, or ""
    std::string danger;        // words of the danger card, or ""
};

struct IntakeView {
    virtual ~IntakeView() = default;
    virtual void show_navigator(const NavigatorModel& model) = 0;
    virtual void show_section(const SectionModel& model) = 0; // replaces what is in the middle
    // rows of the section have come or gone; those that stay keep the cursor and what is typed
    virtual void show_rows(const std::vector<QuestionModel>& questions) = 0;
    virtual void show_review(const ReviewModel& model) = 0; // likewise; updates in place when shown
    // one row changed; leave the text alone when it is the same. Rows not in the page are ignored.
    virtual void update(const QuestionModel& model) = 0;
    virtual void show_saved(const SavedModel& model) = 0;
    virtual void focus(std::string_view path, std::int64_t cursor) = 0; // "" = the first field
};

class IntakePresenter final : public Answering {
  public:
    IntakePresenter(Session& session, Navigator& navigator);
    ~IntakePresenter() override; // saves what is not saved

    // Opens when the store has answered; a failure goes home with a message.
    void open(const DraftId& draft);
    void start(); // F2: a new draft with its case code
    [[nodiscard]] bool ready() const { return filling_ != nullptr; }
    [[nodiscard]] std::optional<DraftId> draft() const;
    void attach(IntakeView& view);
    void detach() { view_ = nullptr; }

    void go_to(int section); // from 1; Alt+1…9
    void previous();         // F7; home from the first
    void next();             // F8; the review behind the last
    void review();           // F9
    [[nodiscard]] bool reviewing() const { return review_; }
    void leave_for_later(); // and back: toggles
    void person_language(); // F10: to the question
    void main_action();     // Ctrl+Enter: next, or finalise

    void go_to_answer(std::string_view path);
    void see_unanswered(); // "See them": the list opens in the review, or closes
    void finalise();
    void keep_as_draft();
    void consultation();
    void erase(); // asks inline once
    void confirm_erase();
    void cancel_erase();

    void choose(std::string_view path, std::string_view choice) override;
    void toggle(std::string_view path, std::string_view choice, bool on) override;
    void type(std::string_view path, std::string_view text) override;
    void set_absence(std::string_view path, std::string_view kind) override;
    void add(std::string_view repeat) override;
    void remove(std::string_view instance) override;
    void keep(std::string_view instance) override;
    void entered(std::string_view path) override;
    void moved(std::string_view path, std::int64_t cursor) override;
    void left(std::string_view path) override;

    void save_now(); // before lock and hide: queued ahead of what follows
    void relabel();  // the language changed
    void tick();

  private:
    void opened(Draft draft);
    void replaced(); // what was open is saved and goes
    void changed(const std::vector<form::Path>& paths);
    void show_all();
    void show_navigator();
    void show_middle();
    void show_saved();
    void show_at(std::size_t section);
    void keep_shown(const std::vector<QuestionModel>& questions);
    void go_on();
    void keep_place();
    void refused(const Failure& failure);
    [[nodiscard]] form::Context context() const;
    [[nodiscard]] std::vector<std::size_t> visible() const; // sections with a relevant question
    [[nodiscard]] SectionState state_of(std::size_t group) const;
    [[nodiscard]] NavigatorModel navigator_model() const;
    [[nodiscard]] SectionModel section_model() const;
    [[nodiscard]] ReviewModel review_model() const;
    [[nodiscard]] Draft snapshot() const;
    void read_marks();
    void close();
    Session* session_;
    Navigator* navigator_;
    IntakeView* view_ = nullptr;
    std::unique_ptr<Filling> filling_;
    std::unique_ptr<Saver> saver_;
    std::vector<std::size_t> sections_; // form indexes of the groups
    std::set<std::string, std::less<>> later_, seen_;
    std::size_t section_ = 0;               // form index of the group shown
    std::optional<SavedModel> shown_saved_; // what the view has: told only when it changes
    std::optional<NavigatorModel> shown_navigator_;
    std::map<std::string, QuestionModel, std::less<>> shown_;
    std::vector<form::Path> rows_; // of the section, as the view has them
    bool review_ = false, erase_asked_ = false, busy_ = false, see_unanswered_ = false,
         opening_ = false;
    std::optional<Message> message_;
    Living living_;
};

} // namespace suoja::kiosk
