// SPDX-License-Identifier: Apache-2.0
#pragma once
// The archive's two stores, opened as the configuration says: by `serve`, and by a command when no
// `serve` runs. The caller holds <data>/lock. Files: authority.db, authority.key, keys/, and
// [archive] store and key_file. An office without its log is refused, except before the first
// device was listed: until then no envelope can have been accepted, so none can be missing.
#include "relay/archive/log_store.h"
#include "relay/authority/authority.h"
#include "relay/settings.h"

namespace suoja::relay {

struct OfficeStores {
    std::unique_ptr<Authority> authority;
    std::unique_ptr<LogStore> log;
};

[[nodiscard]] Result<OfficeStores> open_office(const Settings& settings, const Clock& clock);

// `make`: the key of authority.db is made where there is none; only office-init does
[[nodiscard]] Result<AuthoritySettings> authority_settings(const Settings& settings, bool make);

} // namespace suoja::relay
