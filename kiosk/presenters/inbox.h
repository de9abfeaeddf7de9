// SPDX-License-Identifier: Apache-2.0
#pragma once
// The desk (picture 07): what has been received, urgent first, then oldest; and one record with its
// provenance. Selecting a row opens nothing; opening is written to the audit log in the same
// transaction and tells the device it came from. Identity is read only for roles that may.
#include "kiosk/presenters/navigator.h"
#include "kiosk/presenters/session.h"

#include <set>

namespace suoja::kiosk {

struct InboxRow {
    std::string id; // record
    bool urgent = false;
    std::string urgency;                   // "Urgent", "Normal"
    std::string code, language, from, age; // "JOU3-26-0211-P", "English", "Joutseno", "41 min"
    std::string kind;                      // form's title: "Intake", "Call"
    Badge state;                           // New, Opened
    bool selected = false;
};
struct InboxModel {
    std::string title; // "Received intakes"
    std::string count; // "14"
    struct Filter {
        std::string id, label; // "all", "All 14"; "new", "Not opened 5"
        bool chosen = false;
    };
    std::vector<Filter> filters;
    std::vector<InboxRow> rows;
    std::string empty;
    std::vector<Message> alarms; // what is not in the list, and what to do; the gravest first
    std::string more_alarms;     // button that shows the others, or hides them again; or ""
};

struct AnswerLine {
    std::string label, words;
    bool identifying = false; // class D
    bool long_text = false;   // shown across the whole width
};
struct AnswerSection {
    std::string title;
    std::vector<AnswerLine> lines;
};
struct ProvenanceStep {
    std::string title, words; // "Signed by device", "Joutseno kiosk 1 · 9C·41·E7"
    bool done = true;
};
struct RecordVersionRow {
    std::uint32_t number = 1;
    std::string title, words; // "Version 2", "12 March 10:58"
    bool shown = false;
};
struct DeskRecordModel {
    std::string id, code, kind;
    Badge state;
    bool urgent = false;
    std::string received; // "Received 13:27 from Joutseno, kiosk 1"
    std::vector<AnswerSection> sections;
    std::optional<Message> not_asked; // "17 questions not asked. …"
    std::optional<Message> identity;  // why names are not shown, or that they have not come yet
    std::string signature;            // "Signature checked, not changed since"
    std::vector<ProvenanceStep> provenance;
    std::vector<RecordVersionRow> versions; // newest first
    std::optional<Message> message;
};

struct InboxView {
    virtual ~InboxView() = default;
    virtual void show_list(const InboxModel& model) = 0; // keep the selection by id
    virtual void show_record(const DeskRecordModel& model) = 0;
    virtual void show_nothing(std::string_view words) = 0; // no record is open
};

class InboxPresenter {
  public:
    InboxPresenter(Session& session, Navigator& navigator);
    void attach(InboxView& view);
    void detach() { view_ = nullptr; }
    void filter(std::string_view id);
    void select(std::string_view id); // moves in the list; nothing is opened
    void open(std::string_view id);   // Enter
    void open_version(std::uint32_t number);
    void previous(); // F7, F8: opens the one above, below
    void next();
    void close_record(); // Esc
    void see_alarms();   // all of them, or the gravest again
    void reload();
    void relabel();
    void tick();
    [[nodiscard]] std::string opened() const { return open_id_; }

  private:
    struct Rows;
    struct Record;
    void show_list();
    void show_record();
    void load(std::string_view id, std::uint32_t version);
    void step(int by);
    [[nodiscard]] std::vector<const Received*> filtered() const;
    // the office's name of a site; "" when it is not in the directory
    [[nodiscard]] std::string site_name(const std::string& site) const;
    // "Joutseno, kiosk 1"
    [[nodiscard]] std::string place_words(const std::string& site, const std::string& device) const;
    [[nodiscard]] InboxModel list_model() const;
    [[nodiscard]] DeskRecordModel record_model() const;
    Session* session_;
    Navigator* navigator_;
    InboxView* view_ = nullptr;
    std::shared_ptr<const Rows> rows_;
    std::shared_ptr<const Record> record_;
    std::string filter_ = "all", selected_, open_id_;
    std::optional<Message> message_;
    bool all_alarms_ = false;
    std::set<std::string> told_; // alarms that have been said
    Millis shown_at_{};
    Living living_;
};

} // namespace suoja::kiosk
