// SPDX-License-Identifier: Apache-2.0
#pragma once
// The tables of log.db and how its connections are opened (docs/formats.md, "Tables").
// Pages of 16 KiB: batches are large and bodies about 4 KiB (measured fastest for both).
#include "core/database/database.h"
#include "relay/archive/log_store.h"

#include <array>

namespace suoja::relay {

// Both indexes hold only what is not the common case (records for the centre), so they cost the
// common case nothing.
inline constexpr std::array<database::Migration, 1> kLogMigrations{{{R"(
create table leaf (
  leaf integer primary key,
  id blob not null unique check (length(id) = 32),
  sha256 blob not null check (length(sha256) = 32),
  received_at integer not null,
  "group" text not null,
  "to" text not null,
  device text not null,
  bytes integer not null) strict;
create index leaf_by_group on leaf ("group", leaf) where "group" <> 'centre';
create index leaf_by_addressee on leaf ("to", leaf) where "to" <> '';
create table body (leaf integer primary key, der blob not null) strict;
create table checkpoint (size integer primary key, note text not null) strict;
)"}}};

enum class LogAccess { create, write, read };

[[nodiscard]] inline Result<database::Database> open_log(const LogSettings& settings,
                                                         LogAccess access) {
    database::Options options;
    options.create = access == LogAccess::create;
    options.vfs = settings.vfs;
    options.page_size = 16384;
    options.read_only = access == LogAccess::read;
    return database::Database::open(settings.file, settings.key, options);
}

[[nodiscard]] inline Hash hash_of(ByteView blob) {
    Hash out{};
    if (blob.size() != out.size())
        throw StorageFailure("a digest in the log has the wrong length");
    std::copy(blob.begin(), blob.end(), out.begin());
    return out;
}

} // namespace suoja::relay
