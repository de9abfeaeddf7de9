// SPDX-License-Identifier: Apache-2.0
#include "core/files.h"
#include "relay/authority/key_file.h"
#include "relay/authority/state.h"

namespace suoja::relay {
namespace {

// "Ihmiskaupan uhrien auttamisjärjestelmä" → "ihmiskaupan-uhrien-auttamisj-rjestelm": ASCII letters
// and digits, everything else a hyphen; at least "office".
std::string slug(std::string_view name) {
    constexpr std::size_t kMost = 48;
    std::string out;
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out += upper ? static_cast<char>(c - 'A' + 'a') : c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
        if (out.size() == kMost)
            break;
    }
    while (out.ends_with('-'))
        out.pop_back();
    return out.empty() ? "office" : out;
}

bool office_name_fits(std::string_view name) {
    // X.520 allows a common name 64 characters; ours get a word behind the office's
    constexpr std::size_t kMost = 48;
    std::size_t characters = 0;
    bool printable = true;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        characters += (byte & 0xc0U) != 0x80U ? 1 : 0;
        printable = printable && byte >= 0x20U && byte != 0x7fU;
    }
    return is_utf8(name) && printable && characters > 0 && characters <= kMost;
}

void store_office(database::Database& database, const Office& office, Millis now) {
    auto insert = database.prepare(
        "insert into office (one, name, log_origin, archive, root, recovery, online_ca, signer, "
        "made_at) values (1, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert
        .bind_all(std::string_view(office.name), std::string_view(office.log_origin),
                  std::string_view(office.archive), ByteView(office.root.der()),
                  ByteView(office.recovery.der()), ByteView(office.online_ca.der()),
                  ByteView(office.signer.der()), unix_ms(now))
        .run();
    auto archive = database.prepare("insert into device (name, kind, site, number, admin, state, "
                                    "listed_at) values (?, 'archive', '', 0, 0, 'listed', ?)");
    archive.bind_all(std::string_view(office.archive), unix_ms(now)).run();
}

Failure exists() {
    return fail(Reason::refused, "office_exists",
                "This data directory already holds an office. Nothing was changed; choose another "
                "directory for a new one.");
}

} // namespace

Result<OfficeKeys> Authority::init(const AuthoritySettings& settings, std::string_view office_name,
                                   const Clock& clock, const Keep& keep) {
    if (!office_name_fits(office_name))
        return fail(Reason::usage, "office_name",
                    "The office's name has to have 1 to 48 printable characters. Nothing was made; "
                    "give another name.");
    if (!envelope::Role::parse(
            envelope::Role{envelope::RoleKind::archive, settings.archive_name}.uri()))
        return fail(Reason::usage, "bad_name",
                    "The archive's name may have small letters, digits and hyphens only. Nothing "
                    "was made; give another name.");
    for (const auto& directory : {settings.directory, key_directory(settings)})
        if (const auto made = private_directory(directory); !made)
            return made.error();
    database::Options options;
    options.create = true;
    options.vfs = settings.vfs;
    auto opened = database::Database::open(authority_file(settings), settings.key, options);
    if (!opened)
        return opened.error();
    database::Database& database = *opened;
    if (const auto migrated = database::migrate(database, kAuthorityMigrations); !migrated)
        return migrated.error();
    // The office exists once its row is committed, and that is the last step: an init that was cut
    // short is begun again from the start.
    if (database.prepare("select 1 from office").step())
        return exists();

    const Millis now = clock.now();
    const Keys keys = Keys::make();
    const auto root_key = envelope::PrivateKey::make();
    const auto recovery_key = envelope::PrivateKey::make();
    Office office;
    office.name = office_name;
    office.log_origin = slug(office_name) + "/log/" + hex(random_bytes(4));
    office.archive = settings.archive_name;
    office.root = issue(root_profile(office_name), root_key.handle(), nullptr, root_key, now);
    const auto by_root = [&](const Profile& profile, const envelope::PrivateKey& key) {
        return issue(profile, key.handle(), &office.root, root_key, now);
    };
    office.recovery = by_root(recovery_profile(office_name), recovery_key);
    office.online_ca = by_root(online_ca_profile(office_name), keys.online_ca);
    office.signer = by_root(office_profile(office_name), keys.directory);

    keys.write(key_directory(settings));
    OfficeKeys out{{root_key, office.root, {}}, {recovery_key, office.recovery, {office.root}}};
    if (keep)
        if (const auto kept = keep(out); !kept)
            return kept.error();

    envelope::Directory first;
    first.office = office.name;
    first.sites = settings.sites;
    first.authorities = {office.online_ca};
    first.recovery = {office.recovery};
    envelope::ListedLog log;
    log.origin = office.log_origin;
    log.key = keys.log.public_key();
    first.log = {log};
    database::Transaction transaction(database);
    store_office(database, office, now);
    (void)issue_identity(database, first, office, keys, settings.hosts, now);
    (void)store_directory(database, std::move(first), office, keys.directory, now);
    transaction.commit();
    return out;
}

} // namespace suoja::relay
