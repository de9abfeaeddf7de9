// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reception home (picture 02): drafts, on the way, received, needs attention. Lists show case codes
// and languages, never a name. Rows come from the store; every change asks for them again.
#include "kiosk/presenters/navigator.h"
#include "kiosk/presenters/session.h"

#include <set>

namespace suoja::kiosk {

struct HomeRow {
    std::string id;       // draft or record: given back
    std::string code;     // "JOU3-26-0042-K"
    std::string language; // "Russian", or ""
    Badge state;
    bool urgent = false;     // also show the word "Urgent" with its icon
    std::string line;        // "Saved 14:06", "Finalised 14:05 by you"
    int reached = 0;         // delivery track: 1 device, 2 relay, 3 centre; 0 = no track
    std::string track_words; // beside it: "Encrypted on this device. Goes by itself."
    std::uint32_t sections_done = 0, sections = 0; // drafts; sections 0 = no bar
    std::string progress;                          // "1 of 8 sections"
    std::optional<Message> message;                // needs attention, late
    std::vector<ActionModel> actions;              // "continue"; "take_back", "send_now" while held
};
struct HomeList {
    std::string title, count;
    std::vector<HomeRow> rows;
    std::string empty; // shown when there are no rows
    std::string foot;  // below the rows, or ""
};
struct HomeModel {
    ConnectionModel connection;
    std::string last_delivery; // "Last delivery 13:58.", or ""
    struct Stop {
        std::string title, words; // "This device", "1 waiting"
        bool reached = false;
    };
    std::vector<Stop> stops;      // device, relay, centre
    std::vector<Message> notices; // of the device itself: alarms, drafts erased by their term
    HomeList attention;           // drawn above the drafts when it has rows
    HomeList drafts, on_the_way, received;
    std::optional<Message> message; // what the last press came to
};

struct HomeView {
    virtual ~HomeView() = default;
    virtual void show(const HomeModel& model) = 0; // keep the selected row by its id
};

class HomePresenter {
  public:
    HomePresenter(Session& session, Navigator& navigator);
    void attach(HomeView& view); // shows what is known, then asks again
    void detach() { view_ = nullptr; }
    void new_intake();                                       // F2
    void act(std::string_view row, std::string_view action); // an ActionModel's id
    void open(std::string_view row);                         // Enter: the row's first action
    void reload();
    void tell(const Message& message); // above the lists, until the next press
    void relabel() { message_.reset(); }
    void tick(); // holds run out, ages grow

  private:
    struct Data;
    void show();
    Session* session_;
    Navigator* navigator_;
    HomeView* view_ = nullptr;
    std::shared_ptr<const Data> data_;
    std::optional<Message> message_;
    std::set<std::string> told_; // notices that have been said
    Millis shown_at_{};
    Living living_;
};

} // namespace suoja::kiosk
