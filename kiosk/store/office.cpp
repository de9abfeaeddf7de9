// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/office.h"

#include "core/json.h"
#include "kiosk/store/columns.h"

namespace suoja::kiosk {
namespace {

constexpr std::string_view kRoot = "root", kDirectory = "directory", kCheckpoint = "checkpoint";
constexpr std::size_t kMostCheckpoint = std::size_t{64} << 10U;

std::optional<Bytes> read(database::Database& database, std::string_view name) {
    auto find = database.prepare("SELECT value FROM office WHERE name = ?");
    find.bind(1, name);
    return find.step() ? std::optional(columns::bytes(find, 0)) : std::nullopt;
}

void write(database::Database& database, std::string_view name, ByteView value) {
    auto put = database.prepare("INSERT INTO office(name, value) VALUES(?,?) ON CONFLICT(name) DO "
                                "UPDATE SET value = excluded.value");
    put.bind_all(name, value).run();
}

} // namespace

void Office::keep_root(const envelope::Certificate& root) {
    write(*database_, kRoot, root.der());
    root_ = root;
    cached_.reset();
}

std::optional<envelope::Certificate> Office::root() {
    if (root_)
        return root_;
    const auto der = read(*database_, kRoot);
    if (!der)
        return std::nullopt;
    auto certificate = envelope::Certificate::from_der(*der);
    if (!certificate)
        throw StorageFailure("the office root in the database does not read");
    root_ = std::move(*certificate);
    return root_;
}

Result<bool> Office::take_directory(ByteView der) {
    const auto trusted = root();
    if (!trusted)
        return fail(Reason::refused, "no_root",
                    "This device knows no office yet. Nothing was changed; enrol it first.");
    const auto kept = directory();
    auto directory = envelope::open_directory(der, *trusted, kept ? kept->serial : 0);
    if (!directory)
        return directory.error();
    if (kept && directory->serial == kept->serial) {
        // the archive issues one directory a serial; another one is not taken for it
        if (envelope::write_directory(*kept) == envelope::write_directory(*directory))
            return false;
        return fail(Reason::untrusted, "directory_conflict",
                    "The office's directory came in two different forms. The one this device knows "
                    "is kept; tell the central team.");
    }
    write(*database_, kDirectory, der);
    cached_ = std::make_shared<const envelope::Directory>(std::move(*directory));
    return true;
}

std::shared_ptr<const envelope::Directory> Office::directory() {
    if (cached_)
        return cached_;
    const auto der = read(*database_, kDirectory);
    const auto trusted = root();
    if (!der || !trusted)
        return nullptr;
    auto directory = envelope::open_directory(*der, *trusted, 0);
    if (!directory)
        throw StorageFailure("the directory in the database does not verify");
    cached_ = std::make_shared<const envelope::Directory>(std::move(*directory));
    return cached_;
}

void Office::keep_checkpoint(const envelope::Checkpoint& newer, std::string_view note) {
    const auto kept = checkpoint();
    // a smaller one of the same log tells nothing new; consistency was shown by the caller
    if (kept && kept->origin == newer.origin && newer.size < kept->size)
        return;
    const boost::json::object value{{"origin", newer.origin},
                                    {"size", static_cast<std::int64_t>(newer.size)},
                                    {"root", hex(newer.root)},
                                    {"note", note}};
    write(*database_, kCheckpoint, view(json::canonical(value)));
}

std::optional<envelope::Checkpoint> Office::checkpoint() {
    const auto bytes = read(*database_, kCheckpoint);
    if (!bytes)
        return std::nullopt;
    const auto parsed = json::parse_object(text(*bytes), kMostCheckpoint);
    const auto object = parsed ? *parsed : boost::json::object{};
    const auto root = hash_from_hex(json::text_of(object, "root").value_or(""));
    const auto size = json::integer_of(object, "size").value_or(-1);
    envelope::Checkpoint kept;
    kept.origin = json::text_of(object, "origin").value_or("");
    kept.size = static_cast<std::uint64_t>(size);
    if (kept.origin.empty() || size < 0 || !root)
        throw StorageFailure("the checkpoint in the database does not read");
    kept.root = *root;
    return kept;
}

std::optional<envelope::ListedLog> Office::log(std::string_view origin) {
    const auto known = directory();
    if (!known)
        return std::nullopt;
    for (const auto& log : known->log)
        if (log.origin == origin)
            return log;
    return std::nullopt;
}

} // namespace suoja::kiosk
