// SPDX-License-Identifier: Apache-2.0
#include "relay/authority/state.h"

#include "relay/authority/key_file.h"

#include <algorithm>

namespace suoja::relay {
namespace {

constexpr std::chrono::days kDirectoryLasts{30};

} // namespace

std::filesystem::path authority_file(const AuthoritySettings& settings) {
    return settings.directory / "authority.db";
}
std::filesystem::path key_directory(const AuthoritySettings& settings) {
    return settings.directory / "keys";
}

Keys Keys::make() {
    return {envelope::PrivateKey::make(), envelope::PrivateKey::make(),
            envelope::PrivateKey::make(), envelope::LogKey::make()};
}

void Keys::write(const std::filesystem::path& folder) const {
    write_key_file(folder / "online_ca.key", online_ca);
    write_key_file(folder / "directory.key", directory);
    write_key_file(folder / "identity.key", identity);
    write_hex_file(folder / "log.key", log.seed);
}

Result<Keys> Keys::read(const std::filesystem::path& folder) {
    if (const auto right = private_directory(folder); !right)
        return right.error();
    auto online_ca = read_key_file(folder / "online_ca.key");
    if (!online_ca)
        return online_ca.error();
    auto signer = read_key_file(folder / "directory.key");
    if (!signer)
        return signer.error();
    auto identity = read_key_file(folder / "identity.key");
    if (!identity)
        return identity.error();
    auto log = read_hex_file(folder / "log.key", 32);
    if (!log)
        return log.error();
    return Keys{std::move(*online_ca), std::move(*signer), std::move(*identity),
                envelope::LogKey{std::move(*log)}};
}

Signed store_directory(database::Database& database, envelope::Directory next, const Office& office,
                       const envelope::PrivateKey& key, Millis now) {
    next.serial += 1;
    next.issued_at = std::max(next.issued_at, now); // a clock set back does not make it older
    next.expires_at = next.issued_at + kDirectoryLasts;
    Signed out;
    out.der =
        envelope::sign(view(envelope::write_directory(next)), key, office.signer, {office.root});
    // What cannot be read again must not become the newest: nobody could start from it.
    if (!envelope::open_directory(out.der, office.root, 1))
        throw CryptoFailure("the directory that was made cannot be read; the one before it stands");
    auto insert = database.prepare("insert into directory (serial, der) values (?, ?)");
    insert.bind_all(static_cast<std::int64_t>(next.serial), ByteView(out.der)).run();
    auto forget = database.prepare("delete from directory where serial <= ?");
    forget
        .bind(1,
              static_cast<std::int64_t>(next.serial) - static_cast<std::int64_t>(kOldDirectories))
        .run();
    out.directory = std::make_shared<const envelope::Directory>(std::move(next));
    return out;
}

void store_certificate(database::Database& database, std::string_view device, Use use,
                       const envelope::Certificate& certificate, Millis now) {
    auto insert = database.prepare("insert into certificate (serial, device, use, der, issued_at) "
                                   "values (?, ?, ?, ?, ?)");
    insert
        .bind_all(std::string_view(certificate.serial()), device, name(use),
                  ByteView(certificate.der()), unix_ms(now))
        .run();
}

envelope::Certificate issue_identity(database::Database& database, envelope::Directory& next,
                                     const Office& office, const Keys& keys,
                                     const std::vector<std::string>& hosts, Millis now) {
    const envelope::Role role{envelope::RoleKind::archive, office.archive};
    auto certificate = issue(peer_profile(role, Use::transport, hosts), keys.identity.handle(),
                             &office.online_ca, keys.online_ca, now);
    store_certificate(database, office.archive, Use::transport, certificate, now);
    auto listed = std::find_if(next.relays.begin(), next.relays.end(),
                               [&](const auto& relay) { return relay.name == office.archive; });
    if (listed == next.relays.end()) {
        envelope::ListedDevice archive;
        archive.name = office.archive;
        archive.kind = role.kind;
        listed = next.relays.insert(next.relays.end(), std::move(archive));
    }
    listed->transport.push_back({certificate, std::nullopt});
    return certificate;
}

database::Database Authority::State::reading() const {
    database::Options options;
    options.vfs = settings.vfs;
    options.read_only = true;
    auto opened = database::Database::open(authority_file(settings), settings.key, options);
    if (!opened)
        throw StorageFailure("the office's tables cannot be opened for reading");
    return std::move(*opened);
}

database::Transaction Authority::State::begin() {
    constexpr std::int64_t kMostPages = 256; // 1 MiB
    if (database.wal_pages() > kMostPages)
        (void)database.checkpoint(false);
    return database::Transaction(database);
}

void Authority::State::publish(database::Transaction& transaction, envelope::Directory next) {
    auto made = store_directory(database, std::move(next), office, keys.directory, clock.now());
    transaction.commit();
    newest = std::move(made);
}

void Authority::State::tell_change() {
    std::function<void()> call;
    {
        const std::lock_guard lock(mutex);
        call = tell;
    }
    if (call)
        call();
}

} // namespace suoja::relay
