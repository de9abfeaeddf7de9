// SPDX-License-Identifier: Apache-2.0
// Random days at a kiosk, restarts anywhere, against a model of a few lines: what is a draft, what
// is a record, how far its parts have come.
#include "core/log.h"
#include "kiosk/store/outgoing.h"
#include "tests/kiosk/store/kiosk.h"
#include "tests/kiosk/store/workload.h"

#include <algorithm>
#include <rapidcheck.h>

namespace suoja::test {
namespace {

using kiosk::Draft;
using kiosk::OutboxRow;
using kiosk::State;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Sent {
    RecordId record;
    form::Answers answers;
    Millis hold_until{};
    std::vector<int> steps; // of each part: 0 waiting, 1 handed over, 2 forwarded, 3 received
    bool refused = false;
    [[nodiscard]] State state() const {
        const int least = *std::min_element(steps.begin(), steps.end());
        return refused      ? State::needs_attention
               : least == 3 ? State::received
               : least == 2 ? State::at_relay
                            : State::waiting;
    }
};

class Day {
  public:
    explicit Day(Kiosk& kiosk) : kiosk_(kiosk) {}

    void step(int act, int which) {
        switch (act) {
        case 0:
        case 1:
            return begin(which);
        case 2:
        case 3:
            return change(which);
        case 4:
        case 5:
            return finalise(which);
        case 6:
            return take_back();
        case 7:
        case 8:
        case 9:
            return travel(which);
        case 10:
            return refuse(which);
        case 11:
            kiosk_.clock.time += seconds(which % 80 - 20); // it may go back, too
            return;
        case 12:
            kiosk_.reopen();
            return;
        case 13:
            kiosk_.reopen();
            kiosk::reconcile_outgoing(*kiosk_.store, kiosk_.outgoing());
            return check_folder();
        default:
            return kiosk_.store->rest();
        }
    }

    [[nodiscard]] bool took_back() const { return took_back_; }
    [[nodiscard]] std::size_t sent() const { return sent_.size(); }

    void check() {
        auto& store = *kiosk_.store;
        Picture expected;
        for (const auto& [code, draft] : drafts_)
            expected[code] = {false, draft.answers};
        for (const auto& [code, sent] : sent_)
            expected[code] = {true, sent.answers};
        RC_ASSERT(picture_of(store) == expected);
        RC_ASSERT(broken_rule(store, kiosk_.office) == "");
        for (const auto& [code, sent] : sent_)
            RC_ASSERT(store.records().row(sent.record, kiosk_.clock.now())->state == sent.state());
    }

  private:
    template <class Map> auto pick(Map& from, int which) {
        return std::next(from.begin(), which % static_cast<int>(from.size()));
    }
    void begin(int which) {
        auto draft = kiosk_.draft(kiosk_.filled("intake", which % 2 == 0));
        kiosk_.store->drafts().insert(draft);
        drafts_[draft.case_code] = std::move(draft);
    }
    void change(int which) {
        if (drafts_.empty())
            return;
        auto& draft = pick(drafts_, which)->second;
        draft.answers["narrative"] = "changed " + std::to_string(which);
        draft.saved_at = kiosk_.clock.now();
        kiosk_.store->drafts().save(draft);
    }
    void finalise(int which) {
        if (drafts_.empty())
            return;
        const auto at = pick(drafts_, which);
        const auto draft = at->second;
        form::Entry entry(small_form("intake"),
                          {kiosk_.clock.now(), 120, "aino", kiosk_.device.name}, draft.answers);
        const seconds hold{which % 3 == 0 ? 0 : 60};
        const auto made =
            kiosk::finalise(*kiosk_.store, kiosk_.outgoing(), kiosk_.user, draft, entry, hold)
                .value();
        const bool named = draft.answers.contains("first_name");
        sent_[draft.case_code] = {made.record, entry.answers(), kiosk_.clock.now() + hold,
                                  std::vector<int>(named ? 2 : 1, 0), false};
        newest_ = draft.case_code;
        drafts_.erase(at);
    }
    void take_back() {
        if (newest_.empty())
            return;
        const auto& sent = sent_.at(newest_);
        const auto made =
            kiosk::take_back(*kiosk_.store, kiosk_.outgoing(), kiosk_.user, sent.record);
        const bool may =
            kiosk_.clock.now() + seconds(1) < sent.hold_until && !sent.refused &&
            std::all_of(sent.steps.begin(), sent.steps.end(), [](int step) { return step == 0; });
        RC_ASSERT(made.has_value() == may);
        if (!may)
            return;
        auto draft = kiosk_.store->drafts().find(*made).value();
        sent_.erase(newest_);
        drafts_[draft.case_code] = std::move(draft);
        newest_.clear();
        took_back_ = true;
    }
    void travel(int which) {
        if (sent_.empty())
            return;
        auto& sent = pick(sent_, which)->second;
        const auto part = static_cast<std::size_t>(which / 7) % sent.steps.size();
        auto rows = kiosk_.store->records().outbox(sent.record);
        std::erase_if(rows, [](const OutboxRow& row) { return row.taken_back; });
        auto& row = rows.at(part);
        auto& step = sent.steps[part];
        step = std::min(step + 1, 3);
        (step == 1   ? row.handed_over_at
         : step == 2 ? row.forwarded_at
                     : row.received_at) = kiosk_.clock.now();
        kiosk_.store->records().update(row);
    }
    void refuse(int which) {
        if (sent_.empty())
            return;
        auto& sent = pick(sent_, which)->second;
        // one that could be taken back stays so: a refusal comes only after handing over
        if (sent.steps[0] == 0)
            return;
        auto rows = kiosk_.store->records().outbox(sent.record);
        std::erase_if(rows, [](const OutboxRow& row) { return row.taken_back; });
        rows.at(0).refused = sent.refused ? "" : "role";
        kiosk_.store->records().update(rows.at(0));
        sent.refused = !sent.refused;
    }
    void check_folder() {
        std::set<std::string> expected, found;
        for (const auto& row : kiosk_.store->records().unsettled())
            if (row.refused.empty())
                expected.insert(kiosk::outgoing_name(row));
        for (const auto& entry : std::filesystem::directory_iterator(kiosk_.outgoing()))
            found.insert(entry.path().filename().string());
        RC_ASSERT(found == expected);
    }

    Kiosk& kiosk_;
    std::map<std::string, Draft> drafts_;
    std::map<std::string, Sent> sent_;
    std::string newest_;
    bool took_back_ = false;
};

TEST(RandomDays, EndAsTheModelSays) {
    EXPECT_TRUE(rc::check("a day at the kiosk", [] {
        const auto acts = *rc::gen::container<std::vector<std::pair<int, int>>>(
            rc::gen::pair(rc::gen::inRange(0, 15), rc::gen::inRange(0, 1000)));
        Kiosk kiosk;
        Day day(kiosk);
        for (const auto& [act, which] : acts)
            day.step(act, which);
        RC_CLASSIFY(day.took_back(), "took back");
        RC_CLASSIFY(day.sent() > 2, "three records or more");
        day.check();
        kiosk.reopen();
        day.check();
    }));
}

} // namespace
} // namespace suoja::test
