// SPDX-License-Identifier: Apache-2.0
#pragma once
// What an open Authority holds: tables, keys, and the newest directory as a value. Every change
// copies the directory, alters the copy, and commits the signed result with the rows it tells of.
#include "core/database/database.h"
#include "relay/authority/authority.h"
#include "relay/authority/issue.h"
#include "relay/authority/kinds.h"

#include <array>
#include <mutex>
#include <set>

namespace suoja::relay {

inline constexpr std::array<database::Migration, 2> kAuthorityMigrations{{{R"(
create table office (
  one integer primary key check (one = 1),
  name text not null,
  log_origin text not null,
  archive text not null,
  root blob not null,
  recovery blob not null,
  online_ca blob not null,
  signer blob not null,
  made_at integer not null) strict;
create table invite (
  id blob primary key,
  name text not null,
  kind text not null,
  site text not null,
  admin integer not null,
  secret blob,
  expires_at integer not null,
  used_at integer) strict;
create table device (
  name text primary key,
  kind text not null,
  site text not null,
  number integer not null,
  admin integer not null,
  state text not null check (state in ('listed', 'revoked')),
  listed_at integer not null,
  revoked_at integer,
  reason text) strict;
create table certificate (
  serial text primary key,
  device text not null references device (name),
  use text not null check (use in ('transport', 'signing', 'sealing')),
  der blob not null,
  issued_at integer not null,
  revoked_at integer) strict;
create index certificate_by_device on certificate (device);
create table group_certificate (
  number integer primary key,
  "group" text not null,
  der blob not null unique,
  added_at integer not null) strict;
create table directory (serial integer primary key, der blob not null) strict;
)"},
                                                                          {R"(
create table form (
  sha256 blob primary key check (length(sha256) = 32),
  id text not null,
  version text not null,
  der blob not null,
  published_at integer not null) strict;
)"}}};

inline constexpr std::size_t kOldDirectories = 8; // kept for people who look into a mishap

struct Keys {
    envelope::PrivateKey online_ca, directory, identity;
    envelope::LogKey log;
    [[nodiscard]] static Keys make();
    void write(const std::filesystem::path& folder) const;
    [[nodiscard]] static Result<Keys> read(const std::filesystem::path& folder);
};

struct Office {
    std::string name, log_origin, archive;
    envelope::Certificate root, recovery, online_ca, signer;
};

[[nodiscard]] std::filesystem::path authority_file(const AuthoritySettings& settings);
[[nodiscard]] std::filesystem::path key_directory(const AuthoritySettings& settings);

struct Signed {
    std::shared_ptr<const envelope::Directory> directory;
    Bytes der;
};
// Next serial, dates, signature; stored in the caller's transaction.
[[nodiscard]] Signed store_directory(database::Database& database, envelope::Directory next,
                                     const Office& office, const envelope::PrivateKey& key,
                                     Millis now);
void store_certificate(database::Database& database, std::string_view device, Use use,
                       const envelope::Certificate& certificate, Millis now);

// The archive's own identity, or a newer one: issued, stored, and listed in `next`.
[[nodiscard]] envelope::Certificate
issue_identity(database::Database& database, envelope::Directory& next, const Office& office,
               const Keys& keys, const std::vector<std::string>& hosts, Millis now);

// What answers for a form package: the digests in memory, and one connection kept open, since an
// opening derives keys and anybody may ask for anything.
struct FormShelf {
    std::mutex mutex; // everything below
    std::optional<database::Database> reading;
    std::set<Hash> known;
};

struct Authority::State {
    AuthoritySettings settings;
    const Clock& clock;
    database::Database database;
    Office office;
    Keys keys;
    envelope::Certificate identity;
    Signed newest;
    std::function<void()> tell;
    mutable std::mutex mutex; // everything above but settings, clock, office and keys
    mutable FormShelf forms{};

    // A connection for one look: where a page does not read, the one that writes is not concerned.
    [[nodiscard]] database::Database reading() const;
    // a transaction; before it, the WAL goes into the file when it has grown
    [[nodiscard]] database::Transaction begin();
    // commits, then shows the new directory; the mutex is held
    void publish(database::Transaction& transaction, envelope::Directory next);
    // calls `tell` without the mutex
    void tell_change();
};

} // namespace suoja::relay
