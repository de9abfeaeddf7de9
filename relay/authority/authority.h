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
    std::string enrol_endpoint;      // "host:port" that goes into codes
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
    // directory (serial 1). refused "office_exists" when the directory holds one already.
    [[nodiscard]] static Result<OfficeKeys> init(const AuthoritySettings& settings,
                                                 std::string_view office_name, const Clock& clock);
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

    [[nodiscard]] Result<envelope::EnrolmentCode> invite(const NewInvite& invite);
    // The proof is checked in constant time; an invitation is used up in the same transaction as
    // the device is listed. refused "unknown_invite", "invite_used", "invite_expired", "bad_proof".
    // `checkpoint` goes into the answer.
    [[nodiscard]] Result<link::Enrolled> enrol(const link::EnrolRequest& request,
                                               std::string checkpoint);
    // CMS SignedData by the device's transport key over a certify body; a newer certificate of the
    // same use is added, the old one stays in the history.
    [[nodiscard]] Result<link::Certificates> certify(ByteView signed_request,
                                                     std::string_view device);
    [[nodiscard]] Result<void> revoke(std::string_view device, std::string_view reason);

    // office-sign: the root's key comes from its PKCS#12 and is used for one signature. The
    // certificate enters the directory at once.
    [[nodiscard]] Result<envelope::Certificate> sign_group(const envelope::Bundle& root,
                                                           ByteView group_csr);

  private:
    struct State;
    explicit Authority(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace suoja::relay
