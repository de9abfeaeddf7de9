// SPDX-License-Identifier: Apache-2.0
// One intake and one call from a kiosk and the hotline to the desk, through the shipped programs;
// what every hop keeps is opened and checked by stock tools.
#include "tests/scenarios/support/demo_office.h"

#include <gtest/gtest.h>

#include <set>

namespace suoja::test {
namespace {

namespace json = boost::json;

DemoOffice& office() {
    return office_with_hotline();
}

json::object row_of(const Device& device, const std::string& record) {
    const auto rows = device.suoja_json({"record", "list", "--json"});
    for (const auto& row : rows.as_array())
        if (row.at("record").as_string() == record)
            return row.as_object();
    return {};
}

// What `openssl cms` makes of one envelope with the recovery key; "" when it refuses.
std::string opened_by_openssl(const std::string& der, const std::filesystem::path& root) {
    const auto& dir = office().path();
    spill(dir / "e.der", der);
    const auto inner = run({"openssl", "cms", "-decrypt", "-inform", "DER", "-in", dir / "e.der",
                            "-recip", office().recovery_pem, "-inkey", office().recovery_key,
                            "-binary", "-out", dir / "e.signed"});
    if (inner.code != 0)
        return {};
    const auto text = run({"openssl", "cms", "-verify", "-inform", "DER", "-in", dir / "e.signed",
                           "-CAfile", root, "-purpose", "any", "-binary", "-out", dir / "e.json"});
    return text.code == 0 ? slurp(dir / "e.json") : std::string();
}

TEST(TheWay, AnIntakeReachesTheDeskAndItsReceiptReachesTheKiosk) {
    const auto record = office().kiosk.add("intake");
    ASSERT_TRUE(office().arrives(office().kiosk, record));
    const auto row = row_of(office().kiosk, record);
    EXPECT_EQ(row.at("state").as_string(), "received");
    EXPECT_EQ(must(office().kiosk.suoja({"record", "verify", record}), "verify").code, 0);
    const auto shown = must(office().desk.suoja({"desk", "show", record, "--json"}), "show").out;
    EXPECT_NE(shown.find("Esimerkki"), std::string::npos) << "the identity part is merged";
    EXPECT_NE(shown.find("safety_shelter"), std::string::npos);
}

TEST(TheWay, ACallReachesTheDeskFromTheHotline) {
    const auto record = office().hotline.add("call");
    ASSERT_TRUE(office().arrives(office().hotline, record));
    EXPECT_EQ(row_of(office().hotline, record).at("state").as_string(), "received");
}

TEST(TheWay, TheOpenedNoteComesBackToTheKiosk) {
    const auto record = office().kiosk.add("intake");
    ASSERT_TRUE(office().arrives(office().kiosk, record));
    EXPECT_TRUE(eventually([&] {
        static_cast<void>(office().desk.suoja({"sync", "--wait", "1"}));
        static_cast<void>(office().kiosk.suoja({"sync", "--wait", "1"}));
        const auto row = row_of(office().kiosk, record);
        const auto* opened = row.if_contains("opened_at");
        return opened != nullptr && opened->is_string();
    }));
}

TEST(TheWay, EveryEnvelopeOpensWithStockOpensslAndVerifiesAgainstTheRoot) {
    const auto record = office().kiosk.add("intake");
    ASSERT_TRUE(office().arrives(office().kiosk, record));
    const auto items = log_entries(office().desk);
    ASSERT_GE(items.size(), 3U); // the group key's copy, and both parts
    std::set<std::string> parts;
    for (const auto& item : items) {
        const auto text = opened_by_openssl(item.der, office().root_pem);
        ASSERT_FALSE(text.empty()) << item.line.at("id");
        EXPECT_GE(text.size(), 4096U);
        const auto document = json::parse(text).as_object();
        if (const auto* of = document.if_contains("record");
            of != nullptr && *of == json::value(record) && document.at("kind") == "record") {
            parts.insert(std::string(document.at("part").as_string()));
            EXPECT_EQ(text.find("Esimerkki") != std::string::npos,
                      document.at("part") == "identity");
        }
        auto flipped = item.der;
        flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
        EXPECT_TRUE(opened_by_openssl(flipped, office().root_pem).empty());
    }
    EXPECT_EQ(parts, (std::set<std::string>{"identity", "rest"}));
    EXPECT_TRUE(opened_by_openssl(items.back().der, office().recovery_pem).empty())
        << "another certificate than the root must not verify";
}

TEST(TheWay, RecordsFinalisedWithoutARelayArriveWhenItIsBack) {
    office().kiosk.relay->kill();
    const auto record = office().kiosk.add("intake");
    const auto away = office().kiosk.suoja({"sync", "--wait", "1"});
    EXPECT_EQ(away.code, 5) << away.err;
    EXPECT_EQ(row_of(office().kiosk, record).at("state").as_string(), "waiting");
    office().restart(office().kiosk);
    EXPECT_TRUE(office().arrives(office().kiosk, record));
}

TEST(TheWay, RecordsWaitAtTheDeviceRelayWhileTheArchiveIsAway) {
    office().archive->kill();
    const auto record = office().kiosk.add("intake");
    static_cast<void>(office().kiosk.suoja({"sync", "--wait", "1"}));
    EXPECT_EQ(row_of(office().kiosk, record).at("state").as_string(), "waiting");
    office().kiosk.relay->kill();
    office().restart(office().kiosk);
    office().restart_archive();
    EXPECT_TRUE(office().arrives(office().kiosk, record));
}

TEST(TheWay, AWrongPassphraseIsRefusedAndTheRightOneTaken) {
    auto wrong = office().kiosk.passphrase;
    wrong += ".wrong";
    spill(wrong, "not the passphrase at all\n");
    const Arguments list{
        program("suoja"),    "record",           "list", "--data", office().kiosk.data, "--user",
        office().kiosk.user, "--passphrase-file"};
    auto with = [&](const std::filesystem::path& file) {
        auto words = list;
        words.push_back(file);
        return run(words);
    };
    EXPECT_EQ(with(wrong).code, 3);
    EXPECT_EQ(with(office().kiosk.passphrase).code, 0);
}

TEST(TheWay, APassphraseFileThatOthersMayReadIsRefusedByName) {
    std::filesystem::permissions(office().kiosk.passphrase, std::filesystem::perms(0644));
    const auto refused = office().kiosk.suoja({"record", "list"});
    std::filesystem::permissions(office().kiosk.passphrase, std::filesystem::perms(0600));
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE(refused.err.find("reception.passphrase"), std::string::npos);
    EXPECT_EQ(office().kiosk.suoja({"record", "list"}).code, 0);
}

TEST(TheWay, TheAuditLogTellsOfTheReadingAndHolds) {
    EXPECT_EQ(office().kiosk.suoja({"audit", "verify"}).code, 0);
    const auto log = must(office().desk.suoja({"audit", "list", "--json"}), "audit list").out;
    EXPECT_NE(log.find("opened_at_desk"), std::string::npos);
    EXPECT_EQ(log.find("Esimerkki"), std::string::npos);
}

TEST(TheWay, TheArchiveVerifiesItsWholeLogBesideTheRunningDaemon) {
    EXPECT_EQ(must(office().office({"log", "verify"}), "log verify").code, 0);
    const auto devices = must(office().office({"devices", "--json"}), "devices").out;
    for (const auto* name : {"joutseno/kiosk-1", "joutseno/desk-1", "helsinki/hotline-1"})
        EXPECT_NE(devices.find(name), std::string::npos);
}

TEST(TheWay, EveryDaemonDrainsAndEndsWithZeroOnSigterm) {
    EXPECT_EQ(office().kiosk.relay->terminate(), 0);
    EXPECT_EQ(office().desk.relay->terminate(), 0);
    EXPECT_EQ(office().hotline.relay->terminate(), 0);
    EXPECT_EQ(office().archive->terminate(), 0);
}

} // namespace
} // namespace suoja::test
