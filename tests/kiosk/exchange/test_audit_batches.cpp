// SPDX-License-Identifier: Apache-2.0
// The audit log on its way: sealed at a kiosk, held and verified at the desk.
#include "kiosk/store/audit_batches.h"
#include "tests/kiosk/exchange/world.h"

namespace suoja::test {
namespace {

using kiosk::AuditWhen;

struct AuditWay : World {
    kiosk::DeviceAudit verify() {
        return kiosk::DeviceAudits(desk.store->database()).verify(kiosk_identity.name);
    }
    std::size_t send(Device& device) {
        clock.advance(std::chrono::milliseconds{10});
        return kiosk::send_audit(*device.store, device.outgoing, AuditWhen::now).value();
    }
};

TEST_F(AuditWay, WhatWasLoggedArrivesAndTheChainVerifies) {
    finalise(kiosk, "Aino");
    EXPECT_EQ(send(kiosk), 1U);
    finalise(kiosk, "");
    EXPECT_EQ(send(kiosk), 1U);
    const auto here = kiosk.store->audit().list(1, 1000);
    carry(kiosk);
    carry(desk);
    const auto found = verify();
    EXPECT_TRUE(found.problems.empty());
    EXPECT_EQ(found.batches, 2U);
    EXPECT_EQ(found.entries, here.size());
    const auto there =
        kiosk::DeviceAudits(desk.store->database()).list(kiosk_identity.name, 1, 1000);
    ASSERT_EQ(there.size(), here.size());
    for (std::size_t i = 0; i < here.size(); ++i)
        EXPECT_EQ(there[i].hash, here[i].hash);
    EXPECT_TRUE(desk.store->replica().set_aside_list(10).empty());
    EXPECT_TRUE(desk.store->replica().gaps(kiosk_identity.name).empty());
    carry(kiosk);
    EXPECT_TRUE(kiosk.store->records().unsettled().empty()) << "the centre signed for the batches";
}

TEST_F(AuditWay, ARoundSealsWhatIsDueByItself) {
    finalise(kiosk, "");
    carry(kiosk);
    carry(desk);
    EXPECT_EQ(verify().batches, 0U);
    clock.advance(kiosk::kAuditPatience);
    carry(kiosk);
    carry(desk);
    EXPECT_EQ(verify().batches, 1U);
    EXPECT_TRUE(verify().problems.empty());
}

TEST_F(AuditWay, ABatchThatTheRelayLostIsNamedUntilItComes) {
    finalise(kiosk, "");
    send(kiosk);
    carry(kiosk);
    finalise(kiosk, "");
    send(kiosk);
    const auto lost = kiosk.store->records().unsettled().back().id;
    far.meddle([&](std::vector<link::Item>& spool) {
        std::vector<link::Item> out;
        for (auto& item : spool)
            if (item.id != lost)
                out.push_back(std::move(item));
        spool.clear();
        return out;
    });
    carry(kiosk);
    far.meddle({});
    finalise(kiosk, "");
    send(kiosk);
    carry(kiosk);
    carry(desk);
    const auto found = verify();
    ASSERT_EQ(found.problems.size(), 1U);
    EXPECT_NE(found.problems.front().find("missing"), std::string::npos);
    EXPECT_EQ(desk.store->replica().gaps(kiosk_identity.name).size(), 1U);
}

TEST_F(AuditWay, ABatchOfNonsenseIsSetAside) {
    auto forgery = honest(kiosk, 1);
    forgery.document.header.kind = record::Kind::audit;
    record::AuditBody body;
    body.first = 1;
    body.entries = {"not an entry"};
    forgery.document.body = body;
    far.append(seal(forgery));
    carry(desk);
    const auto aside = desk.store->replica().set_aside_list(10);
    ASSERT_EQ(aside.size(), 1U);
    EXPECT_EQ(aside.front().set_aside, "document");
    EXPECT_EQ(verify().batches, 0U);
}

} // namespace
} // namespace suoja::test
