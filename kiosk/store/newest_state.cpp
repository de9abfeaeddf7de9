// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/newest_state.h"

#include "core/files.h"
#include "core/json.h"

namespace suoja::kiosk {
namespace {

constexpr std::size_t kMost = 1024;

Failure older_copy() {
    return fail(Reason::damaged, "older_copy",
                "The records file is not the one this device used last: an older copy was put "
                "back. Nothing was changed; put the newest file back or restore from the backup.");
}

} // namespace

NewestState::NewestState(std::filesystem::path database)
    : file_(std::move(database.replace_extension(".head"))) {}

Result<void> NewestState::check(database::AuditLog& audit) const {
    const auto bytes = read_secret(file_, kMost);
    if (!bytes && bytes.error().reason == Reason::not_found)
        return {};
    if (!bytes)
        return bytes.error();
    const auto object = json::parse_object(bytes->text(), kMost);
    const auto size = object ? json::integer_of(*object, "audit") : std::nullopt;
    const auto digits = object ? json::text_of(*object, "hash") : std::nullopt;
    const auto hash = digits ? hash_from_hex(*digits) : std::nullopt;
    if (!size || *size < 1 || !hash)
        return fail(Reason::damaged, "head_file",
                    "The file " + file_.filename().string() +
                        " does not read. The records are safe; put it back from the backup or ask "
                        "support.");
    const auto entry = audit.list(static_cast<std::uint64_t>(*size), 1);
    if (entry.empty() || entry.front().number != static_cast<std::uint64_t>(*size) ||
        entry.front().hash != *hash)
        return older_copy();
    return {};
}

void NewestState::keep(database::AuditLog& audit) {
    const auto size = audit.size();
    if (size == kept_ || size == 0)
        return;
    const boost::json::object value{{"audit", static_cast<std::int64_t>(size)},
                                    {"hash", hex(audit.head())}};
    write_durable(file_, view(json::canonical(value)), Mode::secret);
    kept_ = size;
}

} // namespace suoja::kiosk
