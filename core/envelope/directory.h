// SPDX-License-Identifier: Apache-2.0
#pragma once
// The office's directory: who is listed, with which keys (docs/formats.md, "Directory"). JSON in a
// CMS SignedData by urn:suoja:office; the office root is enclosed. A reader keeps the highest
// serial it has seen and takes no lower one. Values; any thread.
#include "core/envelope/checkpoint.h"
#include "core/envelope/signed.h"

#include <map>

namespace suoja::envelope {

struct ListedKey {
    Certificate certificate;
    std::optional<Millis> revoked_at;
};
enum class DeviceState { listed, revoked };
struct ListedDevice {
    std::string name; // "joutseno/kiosk-1"
    RoleKind kind = RoleKind::reception;
    std::string site;
    std::uint32_t number = 1;
    bool admin = false;
    DeviceState state = DeviceState::listed;
    std::vector<ListedKey> transport, signing, sealing; // newest last, history kept
};
struct ListedGroup {
    std::string name;
    std::vector<Certificate> certificates; // newest last
};
struct ListedLog {
    std::string origin;
    LogPublicKey key{};
    std::uint64_t from = 0;
    std::optional<std::uint64_t> to;
};
inline constexpr std::size_t kMostForms = 64; // of a directory
struct ListedForm {                           // the package in use (form_package.h)
    std::string id, version;
    Hash sha256{}; // of its DER
    bool operator==(const ListedForm&) const = default;
};
struct SiteEntry {
    std::string id, code;                    // "joutseno", "JOU"
    std::map<std::string, std::string> name; // by language
};

struct Directory {
    std::string office;
    std::uint64_t serial = 0;
    Millis issued_at{}, expires_at{};
    std::vector<SiteEntry> sites;
    std::vector<ListedGroup> groups;
    std::vector<Certificate> authorities; // online CAs, newest last
    std::vector<Certificate> recovery;    // newest last
    std::vector<ListedDevice> devices;    // kinds reception, hotline, desk
    std::vector<ListedDevice> relays;     // transport keys only
    std::vector<ListedForm> forms;        // one an id; none: the forms that devices came with
    std::vector<ListedLog> log;           // newest last

    [[nodiscard]] const ListedDevice* device(std::string_view name) const;
    [[nodiscard]] const ListedDevice* by_transport_serial(std::string_view serial) const;
    [[nodiscard]] const Certificate* group(std::string_view name) const; // the newest
    [[nodiscard]] const SiteEntry* site(std::string_view id) const;
};

[[nodiscard]] std::string write_directory(const Directory& directory); // canonical JSON
[[nodiscard]] Result<Directory> read_directory(std::string_view json);
// Verifies against the root (signer's role must be `office`, issued by the root directly) and
// reads. Refuses a serial below `least_serial` ("directory_rolled_back"), and a group's or recovery
// certificate that the root did not issue for it ("foreign_recipient").
[[nodiscard]] Result<Directory> open_directory(ByteView der, const Certificate& root,
                                               std::uint64_t least_serial);

// An enrolment code, docs/formats.md: suoja1.<host:port>.<root fingerprint>.<invite>.<secret>
struct EnrolmentCode {
    std::string endpoint;
    Hash root_fingerprint{};
    InviteId invite;
    Secret secret; // 16 bytes
};
[[nodiscard]] std::string write_enrolment_code(const EnrolmentCode& code);
[[nodiscard]] Result<EnrolmentCode> read_enrolment_code(std::string_view text);
// HMAC-SHA256(HKDF-SHA256(secret, info "suoja enrol"), csr)
[[nodiscard]] Hash enrolment_proof(const Secret& secret, ByteView csr);

} // namespace suoja::envelope
