// SPDX-License-Identifier: Apache-2.0
#include "relay/office/stores.h"

#include "core/files.h"

#include <algorithm>

namespace suoja::relay {
namespace {

// Names and addresses a stock TLS client may call the archive by; a wildcard is none.
std::vector<std::string> hosts_of(const Settings& settings) {
    std::vector<std::string> out{"localhost", "127.0.0.1"};
    const auto add = [&](const std::optional<HostPort>& at) {
        if (at && !at->host.empty() && at->host != "0.0.0.0" && at->host != "::" &&
            std::find(out.begin(), out.end(), at->host) == out.end())
            out.push_back(at->host);
    };
    add(settings.listen.device);
    add(settings.listen.enrol);
    add(parse_host_port(settings.enrol_public));
    return out;
}

bool nobody_listed(const Authority& authority) {
    const auto directory = authority.directory();
    return directory->devices.empty() &&
           std::all_of(directory->relays.begin(), directory->relays.end(),
                       [](const auto& relay) { return relay.kind == envelope::RoleKind::archive; });
}

} // namespace

Result<AuthoritySettings> authority_settings(const Settings& settings, bool make) {
    if (!settings.is_archive())
        return fail(Reason::usage, "not_an_archive",
                    "The configuration has an [upstream], so it is not the archive's. Nothing was "
                    "done; give the archive's configuration.");
    if (make)
        if (const auto there = private_directory(settings.data); !there)
            return there.error();
    auto key = database_key(settings.data / "authority.key", make);
    if (!key && key.error().reason == Reason::not_found)
        return fail(Reason::not_found, "no_office",
                    "There is no office in this data directory. Nothing was started; make one with "
                    "office-init.");
    if (!key)
        return key.error();
    AuthoritySettings out;
    out.directory = settings.data;
    out.key = std::move(*key);
    out.sites = settings.sites;
    out.archive_name = settings.archive_name;
    out.hosts = hosts_of(settings);
    if (!settings.enrol_public.empty())
        out.enrol_endpoint = settings.enrol_public;
    else if (settings.listen.enrol && settings.listen.enrol->port != 0)
        out.enrol_endpoint = settings.listen.enrol->str();
    return out;
}

Result<OfficeStores> open_office(const Settings& settings, const Clock& clock) {
    auto for_authority = authority_settings(settings, false);
    if (!for_authority)
        return for_authority.error();
    OfficeStores out;
    auto authority = Authority::open(std::move(*for_authority), clock);
    if (!authority)
        return authority.error();
    out.authority = std::move(*authority);
    const bool fresh = nobody_listed(*out.authority);
    auto key = database_key(settings.archive_key, fresh);
    if (!key)
        return key.error();
    LogSettings for_log;
    for_log.file = settings.archive;
    for_log.key = std::move(*key);
    for_log.origin = out.authority->log_origin();
    for_log.log_key = out.authority->log_key();
    for_log.least_free_bytes = settings.limits.least_free_bytes;
    for_log.create = fresh;
    auto log = LogStore::open(std::move(for_log), clock);
    if (!log)
        return log.error();
    out.log = std::move(*log);
    return out;
}

} // namespace suoja::relay
