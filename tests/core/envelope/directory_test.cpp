// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/directory.h"
#include "core/json.h"
#include "tests/support/envelope_office.h"

#include <gtest/gtest.h>

#include <functional>

namespace suoja::envelope {
namespace {

using test::Office;
using test::Use;

struct DirectoryTest : testing::Test {
    Office office = Office::make();

    Directory full() {
        Directory out = office.directory();
        ListedDevice kiosk;
        kiosk.name = "joutseno/kiosk-1";
        kiosk.site = "joutseno";
        kiosk.transport.push_back(
            {office.device(Use::transport, "reception", "joutseno", "kiosk-1").certificate, {}});
        kiosk.signing.push_back(
            {office.device(Use::signing, "reception", "joutseno", "kiosk-1").certificate,
             from_unix_ms(1'772'000'100'000)});
        kiosk.sealing.push_back(
            {office.device(Use::sealing, "reception", "joutseno", "kiosk-1").certificate, {}});
        out.devices.push_back(kiosk);
        test::Wish wish;
        wish.issuer = &office.online_ca;
        wish.role = "urn:suoja:archive:central";
        wish.use = Use::transport;
        ListedDevice archive;
        archive.name = "central";
        archive.kind = RoleKind::archive;
        archive.transport.push_back({test::issue(wish).certificate, {}});
        out.relays.push_back(archive);
        out.log.front().to = 7;
        out.forms.push_back({"call", "2026-12", sha256(view("call"))});
        out.forms.push_back({"intake", "2026-9", sha256(view("intake"))});
        return out;
    }
};

TEST_F(DirectoryTest, ReadsBackWhatItWrote) {
    const auto directory = full();
    const auto text = write_directory(directory);
    const auto again = read_directory(text);
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(write_directory(*again), text);
    ASSERT_NE(again->device("joutseno/kiosk-1"), nullptr);
    EXPECT_EQ(again->device("joutseno/kiosk-1")->signing[0].revoked_at,
              from_unix_ms(1'772'000'100'000));
    EXPECT_EQ(again->device("joutseno/kiosk-2"), nullptr);
    ASSERT_NE(again->group("centre"), nullptr);
    EXPECT_EQ(*again->group("centre"), office.centre.certificate);
    EXPECT_EQ(again->group("hotline"), nullptr);
    EXPECT_EQ(again->site("joutseno")->code, "JOU");
    EXPECT_EQ(again->forms, directory.forms);
    EXPECT_EQ(again->relays[0].kind, RoleKind::archive);
    EXPECT_EQ(again->by_transport_serial(directory.relays[0].transport[0].certificate.serial()),
              &again->relays[0]);
    EXPECT_EQ(again->by_transport_serial("00"), nullptr);
}

TEST_F(DirectoryTest, RefusesRecipientsThatItsRootDidNotIssue) {
    const auto code = [&](const Directory& directory) {
        const auto opened =
            open_directory(office.sign_directory(directory), office.root.certificate, 1);
        return opened ? std::string() : opened.error().code;
    };
    const auto foreign = Office::make();
    test::Wish wish;
    wish.issuer = &office.online_ca;
    wish.role = "urn:suoja:recovery";
    wish.use = Use::sealing;
    const auto by_online_ca = test::issue(wish).certificate;
    for (const auto& bad : {foreign.recovery.certificate, by_online_ca, office.centre.certificate,
                            office.root.certificate}) {
        auto directory = full();
        directory.recovery.push_back(bad);
        EXPECT_EQ(code(directory), "foreign_recipient");
        directory.recovery.pop_back();
        EXPECT_EQ(code(directory), "");
    }
    for (const auto& bad : {foreign.centre.certificate, office.recovery.certificate,
                            office.group("hotline").certificate}) {
        auto directory = full();
        directory.groups.front().certificates.push_back(bad);
        EXPECT_EQ(code(directory), "foreign_recipient");
        directory.groups.front().certificates.pop_back();
        EXPECT_EQ(code(directory), "");
    }
}

TEST_F(DirectoryTest, OpensUnderItsRoot) {
    const auto der = office.sign_directory(full());
    const auto opened = open_directory(der, office.root.certificate, 1);
    ASSERT_TRUE(opened) << opened.error().code;
    EXPECT_EQ(opened->serial, 1U);
    const auto enclosed = enclosed_certificates(der);
    ASSERT_TRUE(enclosed);
    EXPECT_NE(std::find(enclosed->begin(), enclosed->end(), office.root.certificate),
              enclosed->end());
}

TEST_F(DirectoryTest, AnOlderSerialIsRefused) {
    const auto der = office.sign_directory(full());
    EXPECT_EQ(open_directory(der, office.root.certificate, 2).error().code,
              "directory_rolled_back");
    EXPECT_TRUE(open_directory(der, office.root.certificate, 1));
}

TEST_F(DirectoryTest, AnotherRootIsRefused) {
    EXPECT_EQ(open_directory(office.sign_directory(full()), Office::make().root.certificate, 0)
                  .error()
                  .code,
              "chain");
}

TEST_F(DirectoryTest, OnlyTheOfficesKeyIssuedByTheRootItselfSignsIt) {
    const auto text = write_directory(full());
    const auto desk = office.device(Use::signing, "desk", "centre", "desk-1");
    EXPECT_EQ(open_directory(sign(view(text), desk.key, desk.certificate, desk.chain),
                             office.root.certificate, 0)
                  .error()
                  .code,
              "not_office");
    test::Wish wish; // the online CA gives itself an office
    wish.issuer = &office.online_ca;
    wish.role = "urn:suoja:office";
    const auto forged = test::issue(wish);
    EXPECT_EQ(open_directory(sign(view(text), forged.key, forged.certificate, forged.chain),
                             office.root.certificate, 0)
                  .error()
                  .code,
              "not_office");
    EXPECT_TRUE(open_directory(office.sign_directory(full()), office.root.certificate, 0));
}

TEST_F(DirectoryTest, WhatTheFormatDoesNotSayIsRefused) {
    const auto good = json::parse_object(write_directory(full()), 1U << 20U).value();
    const auto read = [](const boost::json::object& object) {
        return static_cast<bool>(read_directory(json::canonical(object)));
    };
    ASSERT_TRUE(read(good));
    for (const auto& member : good) { // every member is required
        auto changed = good;
        changed.erase(member.key());
        EXPECT_FALSE(read(changed)) << member.key();
    }
    const auto change = [&](auto edit) {
        auto changed = good;
        edit(changed);
        return read(changed);
    };
    EXPECT_FALSE(change([](auto& o) { o["more"] = 1; }));
    EXPECT_FALSE(change([](auto& o) { o["serial"] = -1; }));
    EXPECT_FALSE(change([](auto& o) { o["serial"] = "1"; }));
    EXPECT_FALSE(change([](auto& o) { o["issued_at"] = "2026-02-25"; }));
    const auto device = [&](auto edit) {
        return change([&](auto& o) { edit(o["devices"].as_array()[0].as_object()); });
    };
    EXPECT_FALSE(device([](auto& d) { d["kind"] = "kiosk"; }));
    EXPECT_FALSE(device([](auto& d) { d["state"] = "gone"; }));
    EXPECT_FALSE(device([](auto& d) { d["site"] = "helsinki"; }));
    EXPECT_FALSE(device([](auto& d) { d["number"] = -1; }));
    EXPECT_FALSE(
        device([](auto& d) { d["transport"].as_array()[0].as_object()["cert"] = "AAAA"; }));
    EXPECT_FALSE(change([](auto& o) { // listed twice
        o["devices"].as_array().push_back(boost::json::value(o["devices"].as_array()[0]));
    }));
    EXPECT_TRUE(device([](auto& d) { d["state"] = "revoked"; }));
}

// `visit` may edit the value but leaves it as it was.
void each_value(boost::json::value& value, const std::function<void(boost::json::value&)>& visit) {
    visit(value);
    if (auto* const object = value.if_object())
        for (auto& member : *object)
            each_value(member.value(), visit);
    if (auto* const array = value.if_array())
        for (auto& element : *array)
            each_value(element, visit);
}

TEST_F(DirectoryTest, EveryValueHasOneTypeAndNoObjectHasMoreMembers) {
    boost::json::value whole = json::parse_object(write_directory(full()), 1U << 20U).value();
    std::size_t visited = 0;
    const auto refused = [&] { return !read_directory(json::canonical(whole)); };
    each_value(whole, [&](boost::json::value& value) {
        ++visited;
        const boost::json::value kept = value;
        for (const boost::json::value& other :
             {boost::json::value(), boost::json::value(-1), boost::json::value(1.5)}) {
            value = other;
            EXPECT_TRUE(refused()) << json::canonical(kept);
        }
        value = kept;
        if (auto* const object = value.if_object()) {
            object->emplace("unknown", "x");
            EXPECT_TRUE(refused()) << json::canonical(kept);
            object->erase("unknown");
        }
    });
    EXPECT_GT(visited, 50U);
    EXPECT_FALSE(refused());
}

TEST_F(DirectoryTest, CertificatesAndTimesInListsAreReadStrictly) {
    const auto good = json::parse_object(write_directory(full()), 1U << 20U).value();
    const auto with = [&](auto edit) {
        boost::json::object changed = good;
        edit(changed);
        return static_cast<bool>(read_directory(json::canonical(changed)));
    };
    const auto key = [](boost::json::object& o, const char* use) -> boost::json::object& {
        return o["devices"].as_array()[0].as_object()[use].as_array()[0].as_object();
    };
    EXPECT_FALSE(with([](auto& o) { o["recovery"].as_array()[0] = "not base64"; }));
    EXPECT_FALSE(with([](auto& o) { o["authorities"].as_array().push_back(""); }));
    EXPECT_FALSE(with([&](auto& o) { key(o, "signing")["revoked_at"] = "yesterday"; }));
    EXPECT_FALSE(with([](auto& o) { o["log"].as_array()[0].as_object()["to"] = -1; }));
    EXPECT_FALSE(with([](auto& o) { o["log"].as_array()[0].as_object()["key"] = "AAAA"; }));
    EXPECT_FALSE(with([](auto& o) { // a kiosk's certificate does not make a relay
        o["relays"].as_array()[0].as_object()["transport"] =
            o["devices"].as_array()[0].as_object()["transport"];
    }));
    EXPECT_FALSE(with([](auto& o) { o["forms"].as_array().push_back("x"); }));
    const auto forms = [](std::size_t count) {
        return [count](boost::json::object& o) {
            boost::json::array all;
            for (std::size_t i = 0; i < count; ++i)
                all.push_back({{"id", "form-" + std::to_string(i)},
                               {"version", "1"},
                               {"sha256", hex(sha256(view("form")))}});
            o["forms"] = std::move(all);
        };
    };
    EXPECT_FALSE(with(forms(kMostForms + 1)));
    EXPECT_TRUE(with(forms(kMostForms)));
    EXPECT_TRUE(with([&](auto& o) { key(o, "signing").erase("revoked_at"); }));
    EXPECT_TRUE(with([](auto& o) { o["log"].as_array()[0].as_object().erase("to"); }));
}

TEST(EnrolmentCodeTest, ReadsBackWhatItWrote) {
    EnrolmentCode code{"10.0.0.1:8443", sha256(view("root")),
                       InviteId::make(from_unix_ms(1'772'000'000'000)), Secret::random(16)};
    const auto text = write_enrolment_code(code);
    const auto again = read_enrolment_code(text);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->endpoint, "10.0.0.1:8443");
    EXPECT_EQ(again->root_fingerprint, code.root_fingerprint);
    EXPECT_EQ(again->invite, code.invite);
    EXPECT_TRUE(constant_time_equal(again->secret.view(), code.secret.view()));
    for (std::size_t n = 0; n < text.size(); ++n)
        EXPECT_FALSE(read_enrolment_code(text.substr(0, n))) << n;
    EXPECT_FALSE(read_enrolment_code(text + "A"));
    EXPECT_FALSE(read_enrolment_code("suoja2" + text.substr(6)));
    EXPECT_FALSE(read_enrolment_code(text + "\n"));
}

TEST(EnrolmentProof, DependsOnSecretAndRequest) {
    const Bytes csr = make_request(PrivateKey::make(), "kiosk-1");
    const Secret secret = Secret::random(16);
    const Hash proof = enrolment_proof(secret, csr);
    EXPECT_EQ(proof, enrolment_proof(secret, csr));
    EXPECT_NE(proof, enrolment_proof(Secret::random(16), csr));
    EXPECT_NE(proof, enrolment_proof(secret, ByteView(csr).first(csr.size() - 1)));
}

} // namespace
} // namespace suoja::envelope
