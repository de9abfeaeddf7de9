// SPDX-License-Identifier: Apache-2.0
// Every daemon is killed with SIGKILL at random moments while records flow; every record that
// `record add` confirmed arrives, with effect exactly once. SUOJA_KILLS (20) for each daemon,
// SUOJA_SEED for the moments.
#include "tests/scenarios/support/demo_office.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <thread>

namespace suoja::test {
namespace {

namespace json = boost::json;

unsigned from_environment(const char* name, unsigned otherwise) {
    const char* text = std::getenv(name); // NOLINT(concurrency-mt-unsafe): before any thread
    return text == nullptr ? otherwise : static_cast<unsigned>(std::stoul(text));
}

std::string three_records() {
    const auto one = json::serialize(json::parse(slurp(source("config/samples/intake.json"))));
    return one + "\n" + one + "\n" + one + "\n";
}

std::vector<std::string> add_three(const Device& kiosk) {
    const auto said =
        must(kiosk.suoja({"record", "add", "--form", "intake", "--json", "-"}, three_records()),
             "add")
            .out;
    std::vector<std::string> out;
    for (std::size_t at = 0; (at = said.find("\"record\":\"", at)) != std::string::npos; at += 10)
        out.push_back(said.substr(at + 10, 36));
    return out;
}

std::multiset<std::string> listed(const Device& desk) {
    std::multiset<std::string> out;
    const auto rows = desk.suoja_json({"desk", "list", "--json"});
    for (const auto& row : rows.as_array())
        out.insert(std::string(row.at("record").as_string()));
    return out;
}

// The checker: what was confirmed and is not there, and what is there twice.
struct Verdict {
    std::size_t lost = 0, doubled = 0;
};
Verdict judge(const std::set<std::string>& confirmed, const std::multiset<std::string>& there) {
    Verdict verdict;
    for (const auto& record : confirmed) {
        verdict.lost += there.count(record) == 0 ? 1 : 0;
        verdict.doubled += there.count(record) > 1 ? 1 : 0;
    }
    return verdict;
}

std::size_t unsettled(const Device& kiosk) {
    std::size_t out = 0;
    const auto rows = kiosk.suoja_json({"record", "list", "--json"});
    for (const auto& row : rows.as_array())
        out += row.at("state").as_string() == "received" ? 0 : 1;
    return out;
}

TEST(Kills, NoConfirmedRecordIsLostOrDoubled) {
    DemoOffice office;
    const unsigned kills = from_environment("SUOJA_KILLS", 20);
    const unsigned seed = from_environment("SUOJA_SEED", 20261125);
    std::mt19937 random(seed);
    std::set<std::string> confirmed;
    unsigned in_flight = 0;
    unsigned all = 0;
    const std::vector<std::string> victims{"archive", "kiosk", "desk"};
    for (unsigned i = 0; i < kills; ++i) {
        for (const auto& victim : victims) {
            for (const auto& record : add_three(office.kiosk))
                confirmed.insert(record);
            std::thread kiosk_sync([&] {
                static_cast<void>(office.kiosk.suoja({"sync", "--wait", "2"}));
            });
            std::thread desk_sync([&] {
                static_cast<void>(office.desk.suoja({"sync", "--wait", "2"}));
            });
            std::this_thread::sleep_for(
                std::chrono::milliseconds(std::uniform_int_distribution<int>(300, 900)(random)));
            if (victim == "archive")
                office.archive->kill();
            else
                (victim == "kiosk" ? office.kiosk : office.desk).relay->kill();
            kiosk_sync.join();
            desk_sync.join();
            ++all;
            in_flight += unsettled(office.kiosk) > 0 ? 1 : 0;
            if (victim == "archive")
                office.restart_archive();
            else
                office.restart(victim == "kiosk" ? office.kiosk : office.desk);
        }
    }
    EXPECT_TRUE(eventually(
        [&] {
            static_cast<void>(office.kiosk.suoja({"sync", "--wait", "1"}));
            static_cast<void>(office.desk.suoja({"sync", "--wait", "1"}));
            return judge(confirmed, listed(office.desk)).lost == 0 && unsettled(office.kiosk) == 0;
        },
        std::chrono::seconds(120)));
    const auto verdict = judge(confirmed, listed(office.desk));
    std::cout << all << " kills (seed " << seed << "), " << in_flight
              << " of them with records on their way, " << confirmed.size()
              << " records confirmed, " << verdict.lost << " lost, " << verdict.doubled
              << " doubled\n";
    EXPECT_EQ(verdict.lost, 0U);
    EXPECT_EQ(verdict.doubled, 0U);
    // each envelope once in the log
    std::set<std::string> ids;
    const auto items = log_entries(office.desk);
    for (const auto& item : items)
        ids.insert(std::string(item.line.at("id").as_string()));
    EXPECT_EQ(ids.size(), items.size());
    must(office.office({"log", "verify"}), "log verify");
}

TEST(Kills, AnArchiveThatForgetsWhatItAcknowledgedIsCaughtByTheSameChecker) {
    DemoOffice office;
    const auto before = office.path() / "archive.before";
    static_cast<void>(office.archive->terminate());
    std::filesystem::copy(office.archive_data, before, std::filesystem::copy_options::recursive);
    office.restart_archive();
    // the desk's relay hears of new entries at once and would keep what the archive is to forget
    office.desk.relay->kill();
    std::set<std::string> confirmed;
    for (const auto& record : add_three(office.kiosk))
        confirmed.insert(record);
    ASSERT_TRUE(eventually([&] {
        static_cast<void>(office.kiosk.suoja({"sync", "--wait", "1"}));
        return unsettled(office.kiosk) == 0;
    }));
    office.archive->kill();
    std::filesystem::remove_all(office.archive_data);
    std::filesystem::rename(before, office.archive_data);
    office.restart_archive();
    office.restart(office.desk);
    static_cast<void>(office.kiosk.suoja({"sync", "--wait", "1"}));
    static_cast<void>(office.desk.suoja({"sync", "--wait", "1"}));
    EXPECT_EQ(judge(confirmed, listed(office.desk)).lost, 3U);
    auto twice = std::multiset<std::string>(confirmed.begin(), confirmed.end());
    twice.insert(*confirmed.begin());
    EXPECT_EQ(judge(confirmed, twice).doubled, 1U);
}

} // namespace
} // namespace suoja::test
