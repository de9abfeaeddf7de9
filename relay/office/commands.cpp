// SPDX-License-Identifier: Apache-2.0
#include "relay/office/commands.h"

#include "core/json.h"
#include "relay/office/ask.h"
#include "relay/office/keys_out.h"
#include "relay/office/qr.h"
#include "relay/office/stores.h"

#include <iomanip>
#include <ostream>

namespace suoja::relay {
namespace {

namespace bj = boost::json;

int failed(Streams streams, const Failure& failure) {
    streams.err << failure.what << '\n';
    return exit_code(failure.reason);
}

// "2026-11-28 01:50 UTC"
std::string for_people(const std::string& time) {
    return time.size() < 16 ? time : time.substr(0, 10) + ' ' + time.substr(11, 5) + " UTC";
}

std::string grouped(ByteView bytes) {
    std::string out;
    const std::string digits = hex(bytes);
    for (std::size_t at = 0; at < digits.size(); at += 4)
        out += (at == 0 ? "" : " ") + digits.substr(at, 4);
    return out;
}

struct Passphrase {
    Secret words;
    bool generated = false;
};
Result<Passphrase> passphrase_for(const std::filesystem::path& file) {
    if (file.empty())
        return Passphrase{generate_passphrase(), true};
    auto read = read_passphrase_file(file);
    if (!read)
        return read.error();
    return Passphrase{std::move(*read), false};
}

Result<envelope::Certificate> make_office(const Settings& settings, const OfficeInit& wanted,
                                          const Passphrase& for_root,
                                          const Passphrase& for_recovery, const Clock& clock) {
    if (std::filesystem::absolute(wanted.root_out) ==
        std::filesystem::absolute(wanted.recovery_out))
        return fail(Reason::usage, "same_file",
                    "The root and the recovery key need a file each. Nothing was made; give two "
                    "names.");
    if (const auto there = private_directory(settings.data); !there)
        return there.error();
    const auto lock = FileLock::take(settings.data / kLockFile, std::chrono::milliseconds{2000});
    if (!lock)
        return lock.error();
    auto for_authority = authority_settings(settings, true);
    if (!for_authority)
        return for_authority.error();
    const auto made = Authority::init(
        *for_authority, wanted.name, clock, [&](const OfficeKeys& keys) -> Result<void> {
            if (auto kept = write_bundle(wanted.root_out, keys.root, for_root.words); !kept)
                return kept;
            auto kept = write_bundle(wanted.recovery_out, keys.recovery, for_recovery.words);
            if (!kept)
                remove_durable(wanted.root_out); // a root of no office
            return kept;
        });
    if (!made)
        return made.error();
    const auto stores = open_office(settings, clock); // makes the empty log
    if (!stores)
        return stores.error();
    return made->root.certificate;
}

// PKCS#10 as a file holds it: DER, or PEM with its label.
Result<Bytes> read_request_file(const std::filesystem::path& file) {
    constexpr std::size_t kMost = 16384;
    constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE REQUEST-----";
    constexpr std::string_view kEnd = "-----END CERTIFICATE REQUEST-----";
    auto bytes = read_file(file, kMost);
    if (!bytes)
        return bytes;
    const std::string_view all = text(*bytes);
    const auto begin = all.find(kBegin);
    if (begin == std::string_view::npos)
        return bytes;
    const auto from = begin + kBegin.size();
    const auto end = all.find(kEnd, from);
    std::string digits;
    if (end != std::string_view::npos)
        for (const char c : all.substr(from, end - from))
            if (c != '\n' && c != '\r')
                digits += c;
    auto der = from_base64(digits);
    if (!der || der->empty())
        return fail(Reason::damaged, "bad_request",
                    "The file does not hold a certificate request. Nothing was signed; write it "
                    "again with `suoja group new`.");
    return std::move(*der);
}

Result<bj::object> sign_and_install(const Settings& settings, const SignGroup& wanted,
                                    const Clock& clock) {
    auto request = read_request_file(wanted.request);
    if (!request)
        return request.error();
    const auto root = read_root(wanted.root, wanted.passphrase);
    if (!root)
        return root.error();
    const auto certificate = Authority::issue_group(*root, *request, clock);
    if (!certificate)
        return certificate.error();
    // The file first: what stands in the directory must be in somebody's hands.
    write_durable(wanted.out, view(envelope::write_pem(*certificate)), Mode::readable);
    auto installed = ask(settings, "install_group_certificate",
                         {{"certificate", base64(certificate->der())}}, clock);
    if (!installed) {
        remove_durable(wanted.out);
        return installed;
    }
    (*installed)["fingerprint"] = grouped(certificate->fingerprint());
    return installed;
}

std::string word(const bj::object& object, std::string_view key) {
    return json::text_of(object, key).value_or("");
}
std::int64_t number(const bj::object& object, std::string_view key) {
    return json::integer_of(object, key).value_or(0);
}

// The earliest end of the newest certificates, the one that somebody has to look at.
std::string first_end(const bj::object& device) {
    std::string out;
    for (const std::string_view use : {"transport", "signing", "sealing"})
        if (const auto* const row = json::object_of(device, use)) {
            const auto ends = word(*row, "ends");
            out = out.empty() ? ends : std::min(out, ends);
        }
    return out.substr(0, 10);
}

void print_devices(std::ostream& out, const bj::object& answer) {
    out << word(answer, "office") << ", directory " << number(answer, "directory_serial")
        << ", good until " << for_people(word(answer, "directory_ends")) << "\n\n";
    out << std::left << std::setw(28) << "name" << std::setw(11) << "kind" << std::setw(8)
        << "number" << std::setw(9) << "state" << std::setw(18) << "certificates end"
        << "\n";
    if (const auto* const devices = json::array_of(answer, "devices"))
        for (const auto& value : *devices) {
            const auto& device = value.as_object();
            const bool admin = json::bool_of(device, "admin").value_or(false);
            const auto site_number = number(device, "number");
            out << std::left << std::setw(28) << word(device, "name") << std::setw(11)
                << (word(device, "kind") + (admin ? "*" : "")) << std::setw(8)
                << (site_number == 0 ? "" : std::to_string(site_number)) << std::setw(9)
                << word(device, "state") << first_end(device) << '\n';
        }
    if (const auto* const groups = json::array_of(answer, "groups"))
        for (const auto& value : *groups)
            out << "\ngroup " << word(value.as_object(), "name") << ": "
                << number(value.as_object(), "certificates") << " certificate(s)";
    if (const auto* const invitations = json::array_of(answer, "invitations"))
        for (const auto& value : *invitations)
            out << "\ninvited " << word(value.as_object(), "name") << " until "
                << for_people(word(value.as_object(), "expires_at"));
    out << "\n* may administer the office\n";
}

} // namespace

int office_init(const Settings& settings, const OfficeInit& wanted, Streams streams,
                const Clock& clock) {
    auto for_root = passphrase_for(wanted.root_passphrase);
    if (!for_root)
        return failed(streams, for_root.error());
    auto for_recovery = passphrase_for(wanted.recovery_passphrase);
    if (!for_recovery)
        return failed(streams, for_recovery.error());
    const auto root = make_office(settings, wanted, *for_root, *for_recovery, clock);
    if (!root)
        return failed(streams, root.error());
    streams.out << "The office " << wanted.name << " stands.\n\nRoot fingerprint (SHA-256):\n  "
                << grouped(root->fingerprint()) << "\n\n";
    const auto tell = [&](std::string_view what, const std::filesystem::path& file,
                          const Passphrase& passphrase) {
        streams.out << what << ": " << file.string() << '\n';
        if (passphrase.generated)
            streams.out << "  passphrase, shown this once and kept nowhere: "
                        << passphrase.words.text() << '\n';
    };
    tell("Office root", wanted.root_out, *for_root);
    tell("Recovery key", wanted.recovery_out, *for_recovery);
    streams.out << "\nCarry both files and their passphrases to two safes, apart from each other; "
                   "this machine\ndoes not need them to run. Next: suoja-relay serve, then invite "
                   "the first desk.\n";
    return 0;
}

int office_sign_group(const Settings& settings, const SignGroup& wanted, Streams streams,
                      const Clock& clock) {
    const auto done = sign_and_install(settings, wanted, clock);
    if (!done)
        return failed(streams, done.error());
    streams.out << "The certificate of group " << word(*done, "group")
                << " is in the directory (serial " << number(*done, "directory_serial")
                << ") and in " << wanted.out.string() << ".\nFingerprint (SHA-256), to be compared "
                << "at the desk:\n  " << word(*done, "fingerprint") << '\n';
    return 0;
}

int invite(const Settings& settings, const Invite& wanted, Streams streams, const Clock& clock) {
    const auto done = ask(settings, "invite",
                          {{"kind", wanted.kind},
                           {"site", wanted.site},
                           {"name", wanted.name},
                           {"admin", wanted.admin},
                           {"hours", wanted.hours}},
                          clock);
    if (!done)
        return failed(streams, done.error());
    streams.out << "Enrolment code of " << word(*done, "name") << " (" << word(*done, "kind")
                << "), for one use until " << for_people(word(*done, "expires_at")) << ":\n\n  "
                << word(*done, "code") << '\n';
    if (wanted.qr) {
        const auto picture = qr_picture(word(*done, "code"));
        streams.out << '\n' << (picture ? *picture : picture.error().what + '\n');
    }
    streams.out << "\nOn the device: suoja-relay enrol --config FILE --code-file FILE\n";
    return 0;
}

int list_devices(const Settings& settings, bool as_json, Streams streams, const Clock& clock) {
    const auto done = ask(settings, "devices", {}, clock);
    if (!done)
        return failed(streams, done.error());
    if (as_json)
        streams.out << json::canonical(*done) << '\n';
    else
        print_devices(streams.out, *done);
    return 0;
}

int revoke(const Settings& settings, const std::string& device, const std::string& reason,
           Streams streams, const Clock& clock) {
    const auto done = ask(settings, "revoke", {{"device", device}, {"reason", reason}}, clock);
    if (!done)
        return failed(streams, done.error());
    streams.out << word(*done, "device") << " is revoked in directory "
                << number(*done, "directory_serial")
                << "; relays and devices follow within a minute of reaching the archive.\n";
    return 0;
}

int log_verify(const Settings& settings, Streams streams, const Clock& clock) {
    const auto done =
        ask(settings, "log_verify", {}, clock, [&](std::uint64_t at, std::uint64_t all) {
            if (at % 65536 == 0)
                streams.err << at << " of " << all << " leaves\n";
        });
    if (!done)
        return failed(streams, done.error());
    streams.out << "The log is whole: " << number(*done, "leaves")
                << " leaves and their bodies fit the signed checkpoint.\nRoot: "
                << word(*done, "root") << '\n';
    return 0;
}

int log_checkpoint(const Settings& settings, Streams streams, const Clock& clock) {
    const auto done = ask(settings, "log_checkpoint", {}, clock);
    if (!done)
        return failed(streams, done.error());
    streams.out << word(*done, "checkpoint");
    return 0;
}

} // namespace suoja::relay
