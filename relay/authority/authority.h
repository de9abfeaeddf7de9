// SPDX-License-Identifier: Apache-2.0
#pragma once
// The office's certificate authority and directory at the archive: online CA, directory key,
// invitations, devices. Holds no root and no recovery key. Tables: docs/formats.md, "Authority".
// One mutex inside; any thread, but not the I/O thread for what signs more than once (each call is
// under 5 ms). Every change is one transaction, durable when the call returns, and makes a new
// directory with the next serial.
#include "core/envelope/directory.h"
#include "core/envelope/pkcs12.h"
#include "core/link/wire.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace suoja::relay {

struct AuthoritySettings {
    std::filesystem::path directory; // authority.db, keys/*.key (0600, refused otherwise)
    Secret key;                      // database::kKeyBytes
    std::vector<envelope::SiteEntry> sites;
    std::string enrol_endpoint;                               // "host:port" that goes into codes
    std::string archive_name = "central";                     // of the TLS identity; fixed at init
    std::vector<std::string> hosts{"localhost", "127.0.0.1"}; // what stock TLS clients reach it by
    std::string vfs;
};

struct OfficeKeys { // what office-init hands out and then forgets
    envelope::Bundle root, recovery;
};

struct NewInvite {
    envelope::RoleKind kind = envelope::RoleKind::reception;
    std::string site, name; // "joutseno", "kiosk-1"; a relay has site ""
    bool admin = false;
    std::chrono::hours lasts{72};
};

class Authority {
  public:
    // Makes root, recovery key, online CA, directory key, log key, archive identity and the first
    // directory (serial 1). usage "office_name"; refused "office_exists" when the directory holds
    // one already. `keep` runs before the office comes into being: when it fails or the power goes,
    // there is no office yet and nobody was enrolled under a root that nobody holds.
    using Keep = std::function<Result<void>(const OfficeKeys&)>;
    [[nodiscard]] static Result<OfficeKeys> init(const AuthoritySettings& settings,
                                                 std::string_view office_name, const Clock& clock,
                                                 const Keep& keep = {});
    [[nodiscard]] static Result<std::unique_ptr<Authority>> open(AuthoritySettings settings,
                                                                 const Clock& clock);
    ~Authority();

    [[nodiscard]] const envelope::Certificate& root() const;
    [[nodiscard]] const envelope::Certificate& online_ca() const;
    [[nodiscard]] envelope::LogKey log_key() const;
    [[nodiscard]] std::string log_origin() const;
    // the archive's own TLS identity, issued by the online CA
    [[nodiscard]] envelope::Bundle identity() const;

    [[nodiscard]] Bytes directory_der() const;
    [[nodiscard]] std::shared_ptr<const envelope::Directory> directory() const;
    void on_change(std::function<void()> tell); // after each new directory, from the calling thread
    // To be called daily: a new directory when the newest is a week old, a new identity from 60
    // days before the old one ends (the server then has to load it).
    struct Renewed {
        bool directory = false, identity = false;
    };
    [[nodiscard]] Renewed renew_if_due();

    // the endpoint of codes, once `serve` knows the port that the system chose
    void listens_at(std::string enrol_endpoint);
    // usage "unknown_site", "bad_name", "bad_term", "admin_is_for_desks",
    // "no_endpoint"; refused "name_taken": a
    // listed device has it. The name of a revoked one may be given again, with a new number.
    [[nodiscard]] Result<envelope::EnrolmentCode> invite(const NewInvite& invite);
    // The proof is checked in constant time; an invitation is used up in the same transaction as
    // the device is listed. Until its term the same key gets the same certificate again (an answer
    // that was lost); any other is refused. refused "unknown_invite", "invite_used", "invite_expired", "bad_proof",
    // "bad_request", "name_taken". `checkpoint` goes into the answer.
    [[nodiscard]] Result<link::Enrolled> enrol(const link::EnrolRequest& request,
                                               std::string checkpoint);
    // CMS SignedData by the device's transport key over a certify body; a newer certificate of the
    // same use is added, the old one stays in the history; a request whose keys are certified
    // already (an answer that was lost) gets the same certificates again until they are due.
    // `device` is who the connection says it is, "" where a relay passed the request on.
    // untrusted "not_listed", "revoked", "wrong_device"; refused "bad_request", "wrong_use".
    [[nodiscard]] Result<link::Certificates> certify(ByteView signed_request,
                                                     std::string_view device);
    // not_found "unknown_device"; refused "already_revoked", "is_archive". Relays have plain names.
    [[nodiscard]] Result<void> revoke(std::string_view device, std::string_view reason);

    // office-sign, in two steps: the root's key is used where its PKCS#12 was opened, never in the
    // serving process, which gets the finished certificate alone. The group is the request's
    // common name ("centre", "hotline"): refused "unknown_group", "bad_request", "not_a_root".
    [[nodiscard]] static Result<void> check_root(const envelope::Bundle& root); // "not_a_root"
    [[nodiscard]] static Result<envelope::Certificate>
    issue_group(const envelope::Bundle& root, ByteView group_csr, const Clock& clock);
    // Enters the directory at once; the same certificate again changes nothing.
    // untrusted "not_from_root"; refused "unknown_group".
    [[nodiscard]] Result<void> install_group(const envelope::Certificate& certificate);
    [[nodiscard]] Result<envelope::Certificate> sign_group(const envelope::Bundle& root,
                                                           ByteView group_csr);

    // Keeps a package that the root signed and names it in the directory in place of the one
    // before. The package in use again: nothing changes. refused "form_older" below the version in
    // use, "form_version_taken" for other contents under its version; failures of open_form.
    [[nodiscard]] Result<envelope::ListedForm> publish_form(ByteView der);
    // any package that was ever published, by the digest of its DER
    [[nodiscard]] std::optional<Bytes> form_package(const Hash& sha256) const;
    struct PublishedForm {
        envelope::ListedForm form;
        Millis published_at{};
        bool in_use = false;
    };
    [[nodiscard]] std::vector<PublishedForm> published_forms() const; // newest first for each id

    struct OpenInvite {
        std::string name, kind;
        Millis expires_at{};
    };
    [[nodiscard]] std::vector<OpenInvite> open_invites() const;

  private:
    struct State;
    explicit Authority(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace suoja::relay
