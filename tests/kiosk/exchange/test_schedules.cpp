// SPDX-License-Identifier: Apache-2.0
#include "tests/kiosk/exchange/world.h"

#include <cstdlib>
#include <iostream>
#include <random>

namespace suoja::test {
namespace {

using kiosk::State;

// Relays that drop, hold, double, swap and forget, by seeded schedules, against a simple model:
// what is in the log is shown once, what is missing shows as a gap, and once the relays are honest
// everything arrives without anybody's doing.
struct Schedules : World {
    std::mt19937_64 random{20261125};
    std::size_t dropped = 0, doubled = 0, swapped = 0, held = 0;
    std::map<std::string, std::vector<RecordId>> made; // by device, in order

    std::vector<link::Item> meddle(std::vector<link::Item>& spool) {
        std::vector<link::Item> going;
        std::vector<link::Item> left;
        for (auto& item : spool) {
            switch (random() % 6) {
            case 0:
                ++dropped;
                break;
            case 1:
                ++held;
                left.push_back(std::move(item));
                break;
            case 2:
                ++doubled;
                going.push_back(item);
                going.push_back(std::move(item));
                break;
            default:
                going.push_back(std::move(item));
                break;
            }
        }
        if (going.size() > 1 && random() % 2 == 0) {
            ++swapped;
            std::shuffle(going.begin(), going.end(), random);
        }
        spool = std::move(left);
        return going;
    }
    void work(Device& device) {
        far.connect(false); // so that several wait together and can change places
        for (std::uint64_t i = 0; i <= random() % 3; ++i)
            made[device.identity->name].push_back(finalise(device, random() % 2 ? "Aino" : ""));
        carry(device);
        far.connect(true);
        carry(device);
    }
    // every record the desk shows is one that was made, once, byte for byte
    void check_desk(bool whole) {
        std::map<RecordId, int> shown;
        for (const auto& received : desk.store->replica().list("", 10'000))
            ++shown[received.record];
        std::size_t known = 0;
        for (auto* device : {&kiosk, &other})
            for (const auto& record : made[device->identity->name]) {
                const auto found = shown.find(record);
                EXPECT_LE(found == shown.end() ? 0 : found->second, 1);
                if (found == shown.end()) {
                    EXPECT_FALSE(whole) << record.str();
                    continue;
                }
                ++known;
                EXPECT_EQ(desk.store->replica().documents(record, 0).rest,
                          device->store->records().find(record)->rest);
            }
        EXPECT_EQ(known, shown.size());
        EXPECT_TRUE(desk.store->replica().set_aside_list(1).empty());
    }
    // a record is received at the kiosk exactly when all its envelopes are in the log
    void check_kiosk(const Device& device) {
        for (const auto& record : made[device.identity->name]) {
            bool in_log = true;
            for (const auto& row : device.rows(record))
                in_log = in_log && far.log().receipt(row.id).has_value();
            EXPECT_EQ(device.state(record) == State::received, in_log) << record.str();
        }
    }
    void check_gaps(const Device& device) {
        std::uint64_t newest = 0;
        std::vector<std::uint64_t> missing;
        std::vector<kiosk::OutboxRow> rows;
        for (const auto& record : made[device.identity->name])
            for (auto& row : device.rows(record))
                rows.push_back(std::move(row));
        for (const auto& row : rows)
            if (far.log().receipt(row.id))
                newest = std::max(newest, row.sequence);
        for (const auto& row : rows)
            if (!far.log().receipt(row.id) && row.sequence < newest)
                missing.push_back(row.sequence);
        std::sort(missing.begin(), missing.end());
        EXPECT_EQ(desk.store->replica().gaps(device.identity->name), missing);
    }
};

TEST_F(Schedules, OfADishonestRelayLoseNothingAndShowEveryGap) {
    const char* asked = std::getenv("SUOJA_SCHEDULES");
    const int schedules = asked == nullptr ? 50 : std::max(1, std::atoi(asked));
    for (int i = 0; i < schedules; ++i) {
        far.meddle([this](auto& spool) { return meddle(spool); });
        work(kiosk);
        work(other);
        carry(desk);
        far.connect(false); // the log stands still while everybody looks at it
        for (auto* device : {&kiosk, &other, &desk})
            carry(*device);
        check_desk(false);
        for (auto* device : {&kiosk, &other}) {
            check_kiosk(*device);
            check_gaps(*device);
        }
        if (i % 10 != 9 && i + 1 != schedules)
            continue;
        far.meddle({}); // honest from here on: what was dropped is offered again
        far.forget_spools();
        far.connect(true);
        for (auto* device : {&kiosk, &other}) {
            device->round->forget_offered();
            device->store->set_setting("deliveries_after", "0");
            carry(*device);
            carry(*device);
        }
        carry(desk);
        check_desk(true);
        for (auto* device : {&kiosk, &other}) {
            check_kiosk(*device);
            EXPECT_TRUE(desk.store->replica().gaps(device->identity->name).empty());
            EXPECT_EQ(device->files(), 0U);
        }
    }
    std::cout << "[ schedules] " << schedules << " schedules, "
              << made["joutseno/kiosk-1"].size() + made["joutseno/kiosk-2"].size()
              << " records: " << dropped << " envelopes dropped, " << held << " held, " << doubled
              << " doubled, " << swapped << " times swapped\n";
    EXPECT_GT(std::min({dropped, held, doubled, swapped}), 3U);
}

} // namespace
} // namespace suoja::test
