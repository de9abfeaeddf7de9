// SPDX-License-Identifier: Apache-2.0
#pragma once
// The hotline's call page (picture 05). A call starts a draft at once with its start time; ending
// it keeps the record open for the last notes; finalising sends it. A contact that is no call for
// help is closed with one press and 10 s to undo. The caller's number is never taken from the
// telephone.
#include "kiosk/presenters/filling.h"
#include "kiosk/presenters/navigator.h"
#include "kiosk/presenters/saver.h"
#include "kiosk/store/finalise.h"

namespace suoja::kiosk {

struct CallListRow {
    std::string id;    // draft id, or "" for finalised ones
    std::string time;  // "13:53"
    std::string title; // type of contact in words, "This call"
    std::string line;  // "Vietnamese · you"
    std::string right; // "now", "9 min"
    Badge state;       // Draft, Waiting to send, …
    bool current = false;
};
struct CallListGroup {
    std::string title; // "Today, 3 calls"
    std::vector<CallListRow> rows;
};
struct CallListModel {
    std::vector<Message> notices; // of the device itself
    std::vector<CallListGroup> groups;
    std::string empty;
    struct Closing {
        std::string choice, label; // "silent", "Silent"
    };
    std::vector<Closing> closings; // one press each
};
enum class CallPhase { none, running, ended };
struct CallClock {
    CallPhase phase = CallPhase::none;
    std::string timer; // "12:47"
    std::string words; // "Call in progress", "Call ended 14:21"
    bool operator==(const CallClock&) const = default;
};
struct CallModel {
    CallClock clock;
    std::string code;                     // "" when no call is open
    std::vector<QuestionModel> questions; // in form order, without note, reasons
    std::optional<QuestionModel> reason;  // main reason: one of, beside the page; Alt+number
    std::optional<QuestionModel> other_reasons;
    std::optional<QuestionModel> note; // the short summary, in the middle
    struct Needed {
        std::string path, label;
    };
    std::vector<Needed> needed; // after the end: what holds back sending
    bool may_finalise = false;  // the main button once the call has ended
    std::string why_not;
    bool busy = false;
    bool may_discard = false; // nothing was written: may be erased
    std::string empty;        // when no call is open: "No call is open. F2 starts one."
    std::optional<Message> message;
};
struct UndoModel {
    std::string words;  // "Closed as Silent."
    std::string button; // "Undo, 9 s"
};

struct CallView {
    virtual ~CallView() = default;
    virtual void show_list(const CallListModel& model) = 0;
    virtual void show_call(const CallModel& model) = 0; // the whole page; keep the focused field
    // rows have come or gone; those that stay keep the cursor and what is typed
    virtual void show_rows(const std::vector<QuestionModel>& questions) = 0;
    virtual void update(const QuestionModel& model) = 0; // one row, reasons and note too
    virtual void show_clock(const CallClock& clock) = 0; // once a second
    virtual void show_saved(const SavedModel& model) = 0;
    virtual void show_undo(const std::optional<UndoModel>& undo) = 0;
    virtual void insert_in_note(std::string_view text) = 0; // at the cursor of the note
    virtual void focus(std::string_view path, std::int64_t cursor) = 0;
};

class CallPresenter final : public Answering {
  public:
    CallPresenter(Session& session, Navigator& navigator);
    ~CallPresenter() override;
    void attach(CallView& view);
    void detach() { view_ = nullptr; }

    void start();                           // F2; a call that is open stays in the list
    void open(std::string_view draft);      // a row of the list that has an id
    void end_call();                        // Ctrl+E
    void finalise();                        // Ctrl+Enter after the end
    void close_as(std::string_view choice); // one press; nothing else is asked
    void undo();
    void discard();          // an empty call record
    void time_stamp();       // Ctrl+T
    void reason(int number); // Alt+1…9: on or off; the first is the main reason
    void go_to_answer(std::string_view path);
    [[nodiscard]] bool running() const; // a call is in progress
    [[nodiscard]] std::optional<DraftId> draft() const;

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

    void save_now();
    void relabel();
    void reload(); // the list
    void tick();

  private:
    struct Rows;
    struct Closed; // one press: what undo brings back within its 10 s
    void opened(Draft draft, bool fresh);
    void changed(const std::vector<form::Path>& paths);
    void show_call();
    void keep_shown(const CallModel& model);
    [[nodiscard]] std::vector<form::Path> rows() const; // of the middle
    void show_list();
    void show_undo();
    void show_saved();
    void show_clock();
    void finish_closed();
    void send(const Draft& draft, std::function<void(Result<Finalised>)> then);
    void refused(const Failure& failure);
    void close();
    [[nodiscard]] form::Context context() const;
    [[nodiscard]] Draft snapshot() const;
    [[nodiscard]] bool blank() const; // nothing but defaults and times
    [[nodiscard]] std::vector<CallListModel::Closing> closings() const;
    [[nodiscard]] CallModel call_model() const;
    [[nodiscard]] CallClock clock_model() const;
    [[nodiscard]] CallListModel list_model() const;
    Session* session_;
    Navigator* navigator_;
    CallView* view_ = nullptr;
    std::unique_ptr<Filling> filling_;
    std::unique_ptr<Saver> saver_;
    std::shared_ptr<const Rows> rows_;
    std::unique_ptr<Closed> closed_;
    mutable std::vector<std::string> closing_choices_; // of the newest call form, found once
    std::map<std::string, QuestionModel, std::less<>> shown_;
    std::vector<form::Path> rows_shown_; // of the middle, as the view has them
    bool busy_ = false, opening_ = false, all_messages_ = false;
    std::optional<Message> message_;
    Millis listed_at_{};
    std::optional<SavedModel> shown_saved_; // what the view has: told only when it changes
    std::optional<CallClock> shown_clock_;
    std::set<std::string> told_; // notices that have been said
    Living living_;
};

} // namespace suoja::kiosk
