// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/store.h"

#include "kiosk/store/newest_state.h"
#include "kiosk/store/outgoing.h"
#include "kiosk/store/schema.h"

#include <exception>
#include <utility>
#include <vector>

namespace suoja::kiosk {
namespace {

// about 4 MiB: recovery after a crash stays short, and a checkpoint is rare enough to be cheap
constexpr std::int64_t kMostWalPages = 1000;

} // namespace

struct Store::State {
    State(database::Database opened, const Clock& time)
        : database(std::move(opened)), audit(database), staff(database), keys(database),
          office(database), drafts(database), records(database), replica(database), forms(database),
          clock(&time) {}

    // a copy that lags behind is told apart only on a real file system; fault tests name their own
    std::optional<NewestState> newest;
    database::Database database;
    database::AuditLog audit;
    Staff staff;
    Keys keys;
    Office office;
    Drafts drafts;
    Records records;
    Replica replica;
    FormLibrary forms;
    const Clock* clock;
    std::vector<std::filesystem::path> to_flush;

    void flush() { flush_outgoing(std::exchange(to_flush, {})); }
};

Result<Store> Store::open(const std::filesystem::path& file, const Secret& key, const Clock& clock,
                          bool create, std::string_view vfs) {
    database::Options options;
    options.create = create;
    options.vfs = vfs;
    auto database = database::Database::open(file, key, options);
    if (!database)
        return database.error();
    auto state = std::make_unique<State>(std::move(*database), clock);
    if (auto migrated = database::migrate(state->database, records_migrations()); !migrated)
        return migrated.error();
    // after a failed flush the page cache may show what the disk does not have
    state->database.harden_wal();
    if (vfs.empty()) {
        NewestState newest(file);
        if (auto good = newest.check(state->audit); !good)
            return good.error();
        state->newest = std::move(newest);
    }
    return Store(std::move(state));
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::Store(Store&&) noexcept = default;

Store& Store::operator=(Store&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}

Store::~Store() {
    if (state_ == nullptr)
        return;
    state_->flush();
    if (state_->database.broken())
        return;
    try {
        if (state_->newest)
            state_->newest->keep(state_->audit);
        static_cast<void>(state_->database.checkpoint(true));
    } catch (const std::exception&) {
        // The commits are durable without either; the next opening recovers from the WAL.
    }
}

database::Database& Store::database() {
    return state_->database;
}
database::AuditLog& Store::audit() {
    return state_->audit;
}
Staff& Store::staff() {
    return state_->staff;
}
Keys& Store::keys() {
    return state_->keys;
}
Office& Store::office() {
    return state_->office;
}
Drafts& Store::drafts() {
    return state_->drafts;
}
Records& Store::records() {
    return state_->records;
}
Replica& Store::replica() {
    return state_->replica;
}
FormLibrary& Store::forms() {
    return state_->forms;
}
const Clock& Store::clock() const {
    return *state_->clock;
}

std::string Store::setting(std::string_view name) {
    auto find = state_->database.prepare("SELECT value FROM setting WHERE name = ?");
    find.bind(1, name);
    return find.step() ? std::string(find.text(0)) : std::string();
}

void Store::set_setting(std::string_view name, std::string_view value) {
    auto put = state_->database.prepare("INSERT INTO setting(name, value) VALUES(?,?) ON "
                                        "CONFLICT(name) DO UPDATE SET value = excluded.value");
    put.bind_all(name, value).run();
}

void Store::flush_when_resting(const std::filesystem::path& file) {
    state_->to_flush.push_back(file);
}

void Store::rest() {
    state_->flush();
    if (state_->newest)
        state_->newest->keep(state_->audit);
    if (state_->database.wal_pages() > kMostWalPages)
        static_cast<void>(state_->database.checkpoint(true));
}

} // namespace suoja::kiosk
