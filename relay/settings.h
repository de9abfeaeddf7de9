// SPDX-License-Identifier: Apache-2.0
#pragma once
// The daemon's configuration (docs/formats.md, "Configuration"): TOML in, values out. An unknown
// key, a wrong type or a value out of bounds is refused (usage, exit 78) with the file, the line
// and the nearest known key. Relative paths are against the file's directory. Pure but for the
// read.
#include "core/envelope/directory.h"
#include "core/failure.h"
#include "core/log.h"

#include <filesystem>

namespace suoja::relay {

struct HostPort {
    std::string host; // a name, an IPv4 address or, without brackets, an IPv6 address
    std::uint16_t port = 0;
    [[nodiscard]] std::string str() const; // brackets around IPv6
    bool operator==(const HostPort&) const = default;
};
[[nodiscard]] std::optional<HostPort> parse_host_port(std::string_view text);

struct Limits {
    std::uint64_t envelope_bytes = std::uint64_t{8} << 20U;
    std::uint64_t batch_bytes = std::uint64_t{32} << 20U;
    std::uint64_t header_bytes = std::uint64_t{8} << 10U;
    std::uint64_t connections = 16384;
    std::uint64_t connections_per_device = 8;
    std::uint64_t bytes_per_day = std::uint64_t{1} << 30U;
    std::uint64_t idle_seconds = 60;
    std::uint64_t least_free_bytes = std::uint64_t{64} << 20U;
};

struct Settings {
    std::filesystem::path data; // absolute from here on
    struct {
        std::optional<HostPort> device, enrol, admin;
        std::filesystem::path local; // empty: none
    } listen;
    std::vector<std::uint32_t> local_users; // uids
    std::string enrol_public;               // "" = the bound address
    std::optional<HostPort> upstream;       // nullopt: this is the archive
    std::filesystem::path upstream_ca;      // empty: the root kept at enrolment
    std::filesystem::path spool, spool_key;
    std::uint64_t spool_max_bytes = std::uint64_t{4} << 30U;
    std::filesystem::path archive, archive_key;
    std::string archive_name = "central";
    std::vector<envelope::SiteEntry> sites; // in the order of the file
    std::uint64_t erasure_signers = 2;
    Limits limits;
    Level log = Level::info;
    [[nodiscard]] bool is_archive() const { return !upstream.has_value(); }
};

[[nodiscard]] Result<Settings> read_settings(const std::filesystem::path& file);
// `directory` is what relative paths stand against, `name` what messages call the file
[[nodiscard]] Result<Settings> parse_settings(std::string_view toml, std::string_view name,
                                              const std::filesystem::path& directory);

// The 48 bytes of a database key from its file (0600, refused otherwise); with `make`, a missing
// file is made with random bytes, durable before it is used.
[[nodiscard]] Result<Secret> database_key(const std::filesystem::path& file, bool make);

} // namespace suoja::relay
