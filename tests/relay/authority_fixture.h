// SPDX-License-Identifier: Apache-2.0
#pragma once
// An office in a temporary directory, devices that ask to belong to it, and the stock openssl
// program as a second opinion.
#include "core/database/database.h"
#include "core/files.h"
#include "relay/authority/authority.h"
#include "tests/support/clock.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

namespace suoja::test {

struct Ran {
    int status = -1;
    std::string output;
};
inline Ran run_openssl(const std::string& arguments) {
    Ran out;
    FILE* const pipe = ::popen(("openssl " + arguments + " 2>&1").c_str(), "r");
    if (pipe == nullptr)
        return out;
    std::array<char, 4096> buffer{};
    while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr)
        out.output += buffer.data();
    out.status = ::pclose(pipe);
    return out;
}

struct OfficePlace {
    TemporaryDirectory directory;
    FakeClock clock;
    Secret key = Secret::random(database::kKeyBytes);
    std::vector<std::string> hosts{"localhost", "127.0.0.1"};
    std::vector<envelope::SiteEntry> sites{
        {"joutseno", "JOU", {{"en", "Joutseno"}, {"fi", "Joutseno"}, {"sv", "Joutseno"}}},
        {"helsinki", "HEL", {{"en", "Helsinki"}, {"fi", "Helsinki"}, {"sv", "Helsingfors"}}}};

    [[nodiscard]] std::filesystem::path data() const { return directory / "data"; }
    [[nodiscard]] relay::AuthoritySettings settings() const {
        relay::AuthoritySettings out;
        out.directory = data();
        out.key = key.copy();
        out.sites = sites;
        out.enrol_endpoint = "archive.example:7444";
        out.hosts = hosts;
        return out;
    }
    [[nodiscard]] Result<relay::OfficeKeys> init(const relay::Authority::Keep& keep = {}) const {
        return relay::Authority::init(settings(), "Assistance Office", clock, keep);
    }
    [[nodiscard]] Result<std::unique_ptr<relay::Authority>> try_open() const {
        return relay::Authority::open(settings(), clock);
    }
    [[nodiscard]] std::unique_ptr<relay::Authority> open() const {
        auto authority = try_open();
        EXPECT_TRUE(authority) << (authority ? "" : authority.error().code);
        return authority ? std::move(*authority) : nullptr;
    }
    [[nodiscard]] std::string save(const envelope::Certificate& certificate,
                                   const std::string& name) const {
        const auto file = directory / name;
        write_durable(file, view(envelope::write_pem(certificate)), Mode::readable);
        return file.string();
    }
};

// With the root's key still in hand, and opened.
struct OpenOffice : ::testing::Test {
    OfficePlace place;
    std::optional<relay::OfficeKeys> keys;
    std::unique_ptr<relay::Authority> authority;
    void SetUp() override {
        auto made = place.init();
        ASSERT_TRUE(made);
        keys.emplace(std::move(*made));
        authority = place.open();
    }
};

inline relay::NewInvite invite_for(std::string site, std::string name,
                                   envelope::RoleKind kind = envelope::RoleKind::reception) {
    relay::NewInvite out;
    out.kind = kind;
    out.site = std::move(site);
    out.name = std::move(name);
    return out;
}

// What a device sends when somebody typed its code.
inline link::EnrolRequest request_of(const envelope::EnrolmentCode& code,
                                     const envelope::PrivateKey& key) {
    link::EnrolRequest out;
    out.invite = code.invite;
    out.csr = envelope::make_request(key, "no issuer copies this");
    out.proof = envelope::enrolment_proof(code.secret, out.csr);
    return out;
}

struct Enrolled { // a device that belongs
    envelope::PrivateKey transport_key;
    envelope::Certificate transport;
};
inline Enrolled enrol(relay::Authority& authority, const relay::NewInvite& invite) {
    const auto code = authority.invite(invite);
    EXPECT_TRUE(code) << (code ? "" : code.error().code);
    Enrolled out{envelope::PrivateKey::make(), {}};
    const auto answer = authority.enrol(request_of(*code, out.transport_key), "");
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().code);
    out.transport = *envelope::Certificate::from_der(answer->certificate);
    return out;
}

inline std::string code_of(const auto& result) {
    return result ? "accepted" : result.error().code;
}

} // namespace suoja::test
