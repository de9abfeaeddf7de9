// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/setup.h"

#include "core/database/database.h"
#include "core/envelope/chain.h"
#include "core/envelope/directory.h"
#include "kiosk/exchange/calls.h"
#include "kiosk/exchange/checkpoints.h"
#include "kiosk/store/access.h"
#include "kiosk/store/slots.h"
#include "kiosk/store/user_name.h"

#include <thread>

namespace suoja::kiosk {
namespace fs = std::filesystem;
namespace {

using envelope::Certificate;
using envelope::PrivateKey;

constexpr std::string_view kUnix = "unix:";

// What the relay gave for this device, checked before anything is written.
struct Identity {
    PrivateKey signing_key = PrivateKey::make(), sealing_key = PrivateKey::make();
    std::optional<Certificate> signing, sealing, authority, root;
    Bytes directory_der;
    std::optional<envelope::Directory> directory;
    std::string checkpoint; // signed note, or "" when the relay has none yet
    const envelope::ListedDevice* device = nullptr;
};

Failure bad_answer(std::string_view code) {
    return fail(Reason::untrusted, code,
                "What the relay of this device gave does not fit together. Nothing was kept; enrol "
                "the relay again or ask the central team.");
}

Result<Certificate> issued(const Bytes& der, const PrivateKey& key, const Certificate& authority,
                           const Certificate& root) {
    auto certificate = Certificate::from_der(der);
    if (!certificate || !key.belongs_to(*certificate) || !certificate->role() ||
        !certificate->role()->device())
        return bad_answer("certificate");
    if (!envelope::chains_to(*certificate, std::span(&authority, 1), root))
        return bad_answer("chain");
    return certificate;
}

Result<void> certify(link::LocalClient& relay, Identity& identity) {
    link::CertifyRequest request;
    request.signing_csr = envelope::make_request(identity.signing_key, "signing");
    request.sealing_csr = envelope::make_request(identity.sealing_key, "sealing");
    const auto given = calls::certify(relay, request);
    if (!given)
        return given.error();
    if (given->chain.size() != 2)
        return bad_answer("chain");
    auto authority = Certificate::from_der(given->chain[0]);
    auto root = Certificate::from_der(given->chain[1]);
    if (!authority || !root || !root->issued_by(*root) || !authority->issued_by(*root))
        return bad_answer("chain");
    auto signing = issued(given->signing, identity.signing_key, *authority, *root);
    if (!signing)
        return signing.error();
    auto sealing = issued(given->sealing, identity.sealing_key, *authority, *root);
    if (!sealing)
        return sealing.error();
    if (!(signing->role() == sealing->role()))
        return bad_answer("certificate");
    identity.signing = std::move(*signing);
    identity.sealing = std::move(*sealing);
    identity.authority = std::move(*authority);
    identity.root = std::move(*root);
    return {};
}

bool lists_our_keys(const Identity& identity) {
    for (const auto& key : identity.device->sealing)
        if (key.certificate == *identity.sealing)
            return true;
    return false;
}

// The archive makes a new directory with the new keys; it comes back through the relay in a moment.
// Nothing depends on its being here at once.
Result<void> fetch_directory(link::LocalClient& relay, Identity& identity) {
    constexpr int kTries = 25;
    for (int i = 0; i < kTries; ++i) {
        auto der = calls::directory(relay);
        if (!der)
            return der.error();
        auto directory = envelope::open_directory(*der, *identity.root, 0);
        if (!directory)
            return directory.error();
        identity.directory_der = std::move(*der);
        identity.directory = std::move(*directory);
        identity.device = identity.directory->device(identity.signing->role()->name);
        if (identity.device == nullptr || identity.device->kind != identity.signing->role()->kind)
            return bad_answer("not_listed");
        if (lists_our_keys(identity))
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    if (identity.directory->recovery.empty())
        return bad_answer("no_recovery_key");
    // the key of all that this device will hold is sealed to it
    if (!envelope::root_lets_receive(identity.directory->recovery.back(),
                                     envelope::RoleKind::recovery, *identity.root))
        return bad_answer("recovery_key");
    return {};
}

Result<Identity> fetch_identity(link::LocalClient& relay) {
    const auto hello = calls::hello(relay);
    if (!hello)
        return hello.error();
    if (!hello->role.starts_with("device:"))
        return fail(Reason::refused, "not_a_device_relay",
                    "The relay at this socket is not a device's own. Nothing was made; give the "
                    "socket of the enrolled device relay.");
    Identity identity;
    if (auto done = certify(relay, identity); !done)
        return done.error();
    if (auto done = fetch_directory(relay, identity); !done)
        return done.error();
    if (auto note = calls::checkpoint(relay); note && read_note(*identity.directory, *note))
        identity.checkpoint = std::move(*note);
    return identity;
}

// Something was handed over under this device's number before: its relay keeps what became of it.
Result<bool> had_data_before(link::LocalClient& relay) {
    const auto known = calls::deliveries(relay, 0, std::chrono::seconds{0});
    return known ? Result<bool>(!known->events.empty()) : known.error();
}

// in the words of somebody who has no work here yet that could be kept
Failure nothing_made(Failure failure) {
    if (failure.code == "too_many_certificates")
        failure.what = "The office certified as many keys of this device today as it may. Nothing "
                       "was made; try again tomorrow.";
    else if (failure.reason == Reason::unreachable)
        failure.what = "The relay of this device does not answer, or cannot reach the office now. "
                       "Nothing was made; try again when it does.";
    return failure;
}

Failure codes_are_taken() {
    return fail(Reason::refused, "had_data_before",
                "This device has had a data directory before, and its case codes must not be given "
                "to other people. Nothing was made; say with --case-number which number comes next "
                "(43 when the last code was JOU1-26-0042-K; the central team sees the last one).");
}

Role workspace(envelope::RoleKind kind) {
    switch (kind) {
    case envelope::RoleKind::hotline:
        return Role::hotline;
    case envelope::RoleKind::desk:
        return Role::desk;
    case envelope::RoleKind::reception:
    case envelope::RoleKind::relay:
    case envelope::RoleKind::archive:
    case envelope::RoleKind::office:
    case envelope::RoleKind::group:
    case envelope::RoleKind::recovery:
        break;
    }
    return Role::reception;
}

DeviceFile device_file(const NewDevice& wanted, const Identity& identity) {
    DeviceFile file;
    file.relay = wanted.relay;
    file.device = identity.device->name;
    file.kind = identity.device->kind == envelope::RoleKind::hotline ? "hotline"
                : identity.device->kind == envelope::RoleKind::desk  ? "desk"
                                                                     : "reception";
    file.site = identity.device->site;
    if (const auto* site = identity.directory->site(file.site)) {
        const auto name = [&](const char* language) {
            const auto found = site->name.find(language);
            return found == site->name.end() ? std::string() : found->second;
        };
        file.site_name_en = name("en");
        file.site_name_fi = name("fi");
        file.site_name_sv = name("sv");
    }
    return file;
}

void install_key(Keys& keys, KeyUse use, const PrivateKey& key, const Certificate& certificate) {
    keys.add_pending(use, "", key);
    keys.certify(use, "", certificate);
}

void furnish(Store& store, const NewDevice& wanted, const Identity& identity, const User& user) {
    database::Transaction transaction(store.database());
    store.office().keep_root(*identity.root);
    if (auto taken = store.office().take_directory(identity.directory_der); !taken)
        throw StorageFailure("the directory that was checked does not read");
    if (!identity.checkpoint.empty())
        if (const auto checkpoint = read_note(*identity.directory, identity.checkpoint))
            store.office().keep_checkpoint(*checkpoint, identity.checkpoint);
    install_key(store.keys(), KeyUse::signing, identity.signing_key, *identity.signing);
    install_key(store.keys(), KeyUse::sealing, identity.sealing_key, *identity.sealing);
    store.keys().keep_chain({*identity.authority});
    store.keys().start_epoch();
    store.staff().add(user);
    const auto now = store.clock().now();
    if (wanted.first_case_number)
        store.keys().begin_case_numbers(now, *wanted.first_case_number);
    store.audit().append(now, database::Act::device_initialised, user.id.str(), "");
    store.audit().append(now, database::Act::user_added, user.id.str(), user.id.str());
    transaction.commit();
}

Result<void> make(const NewDevice& wanted, const Identity& identity, const Secret& passphrase,
                  const DataDirectory& directory, const Clock& clock) {
    const Secret key = Secret::random(database::kKeyBytes);
    Slots slots(directory.slots(), clock);
    slots.initialise();
    slots.write(wanted.user, passphrase, key);
    slots.write_recovery(key, identity.directory->recovery.back());
    write_device_file(directory, device_file(wanted, identity));
    User user;
    user.id = UserId::make(clock.now());
    user.name = wanted.user;
    user.display = wanted.display.empty() ? wanted.user : wanted.display;
    user.roles = {Role::supervisor, workspace(identity.device->kind)};
    user.slot = slots.file_of(wanted.user, passphrase);
    // last: a folder with a records.db is a device
    auto store = Store::open(directory.database(), key, clock, true);
    if (!store)
        return store.error();
    furnish(*store, wanted, identity, user);
    return {};
}

// What init made and nobody can use: gone again, so that the next try starts clean.
void clear(const fs::path& data, bool existed) {
    std::error_code ignored;
    for (const auto* name : {"records.db", "records.db-wal", "records.db-shm", "records.head",
                             "device.json", "slots", "outgoing", "lock"})
        fs::remove_all(data / name, ignored);
    if (!existed)
        fs::remove(data, ignored);
}

} // namespace

Result<void> check_new_user(std::string_view name, const Secret& passphrase) {
    if (fold_user_name(name).empty() || name.size() > 128 || !is_utf8(name))
        return fail(Reason::usage, "user_name",
                    "A user needs a name of at most 128 letters. Nothing was made.");
    if (!strong_enough(passphrase, name))
        return fail(Reason::refused, "weak_passphrase",
                    "The passphrase is too easy to guess. Nothing was made; take several unusual "
                    "words or let one be generated.");
    return {};
}

Result<void> initialise(const NewDevice& wanted, const Secret& passphrase, const Clock& clock) {
    if (!wanted.relay.starts_with(kUnix) || wanted.relay.size() == kUnix.size())
        return fail(Reason::usage, "relay",
                    "The relay is given as unix:PATH, the socket of this device's own relay.");
    if (const auto good = check_new_user(wanted.user, passphrase); !good)
        return good.error();
    const bool existed = fs::exists(wanted.data);
    auto directory = DataDirectory::take(wanted.data, true);
    if (!directory)
        return directory.error();
    const auto attempt = [&]() -> Result<void> {
        link::LocalClient relay(wanted.relay.substr(kUnix.size()));
        // before any key is certified: what is refused here leaves the device as it was
        const auto before = had_data_before(relay);
        if (!before)
            return before.error();
        if (*before && !wanted.first_case_number)
            return codes_are_taken();
        const auto identity = fetch_identity(relay);
        if (!identity)
            return identity.error();
        return make(wanted, *identity, passphrase, *directory, clock);
    };
    try {
        auto made = attempt();
        if (!made)
            clear(wanted.data, existed);
        return made ? made : nothing_made(made.error());
    } catch (...) {
        clear(wanted.data, existed);
        throw;
    }
}

} // namespace suoja::kiosk
