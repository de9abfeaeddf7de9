// SPDX-License-Identifier: Apache-2.0
#include "relay/authority/authority.h"

#include "relay/authority/state.h"

#include <algorithm>

namespace suoja::relay {
namespace {

constexpr std::chrono::days kDirectoryAge{7};
constexpr std::chrono::days kBeforeEnd{60};

Failure damaged() {
    return fail(Reason::damaged, "authority",
                "The office's tables and keys do not fit together. Nothing was changed; restore "
                "the archive from its newest copy.");
}

Result<envelope::Certificate> certificate_of(ByteView der) {
    return envelope::Certificate::from_der(der);
}

Result<Office> read_office(database::Database& database) {
    auto row = database.prepare(
        "select name, log_origin, archive, root, recovery, online_ca, signer from office");
    if (!row.step())
        return fail(Reason::not_found, "no_office",
                    "There is no office in this data directory. Nothing was started; make one with "
                    "office-init.");
    Office out{std::string(row.text(0)),
               std::string(row.text(1)),
               std::string(row.text(2)),
               {},
               {},
               {},
               {}};
    int column = 3;
    for (auto* const part : {&out.root, &out.recovery, &out.online_ca, &out.signer}) {
        auto read = certificate_of(row.blob(column++));
        if (!read)
            return damaged();
        *part = std::move(*read);
    }
    return out;
}

bool fit(const Office& office, const Keys& keys, const envelope::Certificate& identity) {
    return keys.online_ca.belongs_to(office.online_ca) &&
           keys.directory.belongs_to(office.signer) && keys.identity.belongs_to(identity) &&
           office.online_ca.issued_by(office.root) && office.signer.issued_by(office.root) &&
           identity.issued_by(office.online_ca);
}

bool same_sites(const std::vector<envelope::SiteEntry>& a,
                const std::vector<envelope::SiteEntry>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.id == y.id && x.code == y.code && x.name == y.name;
    });
}

Result<Signed> read_newest(database::Database& database, const Office& office) {
    auto row = database.prepare("select der from directory order by serial desc limit 1");
    if (!row.step())
        return damaged();
    Signed out;
    out.der.assign(row.blob(0).begin(), row.blob(0).end());
    auto directory = envelope::open_directory(out.der, office.root, 1);
    if (!directory)
        return directory.error();
    out.directory = std::make_shared<const envelope::Directory>(std::move(*directory));
    return out;
}

Result<envelope::Certificate> read_identity(database::Database& database, const Office& office) {
    auto row = database.prepare("select der from certificate where device = ? and use = "
                                "'transport' order by issued_at desc, rowid desc limit 1");
    row.bind(1, std::string_view(office.archive));
    if (!row.step())
        return damaged();
    return certificate_of(row.blob(0));
}

} // namespace

Authority::Authority(std::unique_ptr<State> state) : state_(std::move(state)) {}
Authority::~Authority() = default;

Result<std::unique_ptr<Authority>> Authority::open(AuthoritySettings settings, const Clock& clock) {
    database::Options options;
    options.vfs = settings.vfs;
    auto database = database::Database::open(authority_file(settings), settings.key, options);
    if (!database)
        return database.error();
    if (const auto migrated = database::migrate(*database, kAuthorityMigrations); !migrated)
        return migrated.error();
    database->harden_wal(); // as the log does: nothing is vouched for from the page cache alone
    if (!database->checkpoint(true))
        return fail(Reason::busy, "in_use",
                    "Another program uses the office's tables. Nothing was started; end it and try "
                    "again.");
    auto office = read_office(*database);
    if (!office)
        return office.error();
    auto keys = Keys::read(key_directory(settings));
    if (!keys)
        return keys.error();
    auto identity = read_identity(*database, *office);
    if (!identity)
        return identity.error();
    if (!fit(*office, *keys, *identity))
        return damaged();
    auto newest = read_newest(*database, *office);
    if (!newest)
        return newest.error();
    std::unique_ptr<State> state(new State{std::move(settings),
                                           clock,
                                           std::move(*database),
                                           std::move(*office),
                                           std::move(*keys),
                                           std::move(*identity),
                                           std::move(*newest),
                                           {},
                                           {}});
    std::unique_ptr<Authority> out(new Authority(std::move(state)));
    (void)out->renew_if_due(); // also what the configuration changed: sites, host names
    return out;
}

const envelope::Certificate& Authority::root() const {
    return state_->office.root;
}
const envelope::Certificate& Authority::online_ca() const {
    return state_->office.online_ca;
}
envelope::LogKey Authority::log_key() const {
    return {state_->keys.log.seed.copy()};
}
std::string Authority::log_origin() const {
    return state_->office.log_origin;
}
envelope::Bundle Authority::identity() const {
    const std::lock_guard lock(state_->mutex);
    return {state_->keys.identity, state_->identity, {state_->office.online_ca}};
}
Bytes Authority::directory_der() const {
    const std::lock_guard lock(state_->mutex);
    return state_->newest.der;
}
std::shared_ptr<const envelope::Directory> Authority::directory() const {
    const std::lock_guard lock(state_->mutex);
    return state_->newest.directory;
}
void Authority::on_change(std::function<void()> tell) {
    const std::lock_guard lock(state_->mutex);
    state_->tell = std::move(tell);
}

Authority::Renewed Authority::renew_if_due() {
    Renewed out;
    {
        State& state = *state_;
        const std::lock_guard lock(state.mutex);
        const Millis now = state.clock.now();
        const auto& directory = *state.newest.directory;
        const auto& hosts = state.settings.hosts;
        out.identity = now > state.identity.not_after() - kBeforeEnd ||
                       !std::all_of(hosts.begin(), hosts.end(),
                                    [&](const auto& host) { return covers(state.identity, host); });
        out.directory = out.identity || now >= directory.issued_at + kDirectoryAge ||
                        !same_sites(directory.sites, state.settings.sites);
        if (!out.directory)
            return out;
        auto next = directory;
        next.sites = state.settings.sites;
        database::Transaction transaction = state.begin();
        auto identity = state.identity;
        if (out.identity)
            identity = issue_identity(state.database, next, state.office, state.keys, hosts, now);
        state.publish(transaction, std::move(next));
        state.identity = std::move(identity);
    }
    state_->tell_change();
    return out;
}

Result<void> Authority::revoke(std::string_view device, std::string_view reason) {
    {
        State& state = *state_;
        const std::lock_guard lock(state.mutex);
        if (device == state.office.archive)
            return fail(Reason::refused, "is_archive",
                        "The archive cannot revoke itself. Nothing was changed.");
        auto next = *state.newest.directory;
        envelope::ListedDevice* listed = nullptr;
        for (auto* const list : {&next.devices, &next.relays})
            for (auto& one : *list)
                if (one.name == device)
                    listed = &one;
        if (listed == nullptr)
            return fail(Reason::not_found, "unknown_device",
                        "No device of this name is listed. Nothing was changed; `devices` shows "
                        "the names.");
        if (listed->state == envelope::DeviceState::revoked)
            return fail(Reason::refused, "already_revoked",
                        "The device is revoked already. Nothing was changed.");
        const Millis now = state.clock.now();
        listed->state = envelope::DeviceState::revoked;
        for (auto* const keys : {&listed->transport, &listed->signing, &listed->sealing})
            for (auto& key : *keys)
                if (!key.revoked_at)
                    key.revoked_at = now;
        database::Transaction transaction = state.begin();
        auto row = state.database.prepare(
            "update device set state = 'revoked', revoked_at = ?, reason = ? where name = ?");
        row.bind_all(unix_ms(now), reason, device).run();
        auto certificates = state.database.prepare(
            "update certificate set revoked_at = ? where device = ? and revoked_at is null");
        certificates.bind_all(unix_ms(now), device).run();
        auto invites = state.database.prepare(
            "update invite set used_at = coalesce(used_at, ?), secret = null where name = ?");
        invites.bind_all(unix_ms(now), device).run();
        state.publish(transaction, std::move(next));
    }
    state_->tell_change();
    return {};
}

} // namespace suoja::relay
