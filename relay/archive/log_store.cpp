// SPDX-License-Identifier: Apache-2.0
#include "relay/archive/log_store.h"

#include "relay/archive/log_reader.h"
#include "relay/archive/log_schema.h"
#include "relay/archive/log_tree.h"
#include "relay/archive/log_writer.h"

namespace suoja::relay {

struct LogStore::State {
    explicit State(LogSettings given)
        : settings(std::move(given)), tree(settings.origin, settings.log_key),
          reader(settings, tree) {}

    LogSettings settings;
    LogTree tree;
    mutable LogReader reader;
    std::optional<LogWriter> writer;
};

LogStore::LogStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
LogStore::~LogStore() = default;

Result<std::unique_ptr<LogStore>> LogStore::open(LogSettings settings, const Clock& clock) {
    auto state = std::make_unique<State>(std::move(settings));
    auto writing =
        open_log(state->settings, state->settings.create ? LogAccess::create : LogAccess::write);
    if (!writing)
        return writing.error();
    if (const auto migrated = database::migrate(*writing, kLogMigrations); !migrated)
        return migrated.error();
    // What a process before us could not flush may stand in the page cache alone; it must not be
    // vouched for from there.
    writing->harden_wal();
    if (!writing->checkpoint(true))
        return fail(Reason::busy, "in_use",
                    "Another program reads the log. Nothing was started; end it and try again.");
    if (const auto loaded = state->tree.load(*writing); !loaded)
        return loaded.error();
    auto checkpointing = open_log(state->settings, LogAccess::write);
    if (!checkpointing)
        return checkpointing.error();
    state->writer.emplace(state->settings, clock, state->tree, std::move(*writing),
                          std::move(*checkpointing));
    return std::unique_ptr<LogStore>(new LogStore(std::move(state)));
}

void LogStore::submit(std::vector<Submission> batch, Done done) {
    state_->writer->submit(std::move(batch), std::move(done));
}
bool LogStore::has_room(std::uint64_t bytes) const {
    return state_->writer->has_room(bytes);
}
void LogStore::on_growth(std::function<void(std::uint64_t)> tell) {
    state_->writer->on_growth(std::move(tell));
}
bool LogStore::stopped() const {
    return state_->writer->stopped();
}

std::vector<link::Item> LogStore::entries(envelope::Group group, std::uint64_t after,
                                          std::size_t max_bytes) const {
    return state_->reader.entries(group, after, max_bytes);
}
std::vector<link::Item> LogStore::mail(std::string_view device, std::uint64_t after,
                                       std::size_t max_bytes) const {
    return state_->reader.mail(device, after, max_bytes);
}
std::optional<std::string> LogStore::receipt(const envelope::EnvelopeId& id) const {
    return state_->reader.receipt(id);
}
Result<LogStore::Verified>
LogStore::verify(const std::function<void(std::uint64_t done, std::uint64_t all)>& progress) const {
    return state_->reader.verify(progress);
}

std::string LogStore::checkpoint() const {
    return state_->tree.published()->note;
}
std::uint64_t LogStore::size() const {
    return state_->tree.published()->size;
}
Result<envelope::Proof> LogStore::inclusion(std::uint64_t leaf, std::uint64_t size) const {
    return state_->tree.inclusion(leaf, size);
}
Result<envelope::Proof> LogStore::consistency(std::uint64_t from, std::uint64_t to) const {
    return state_->tree.consistency(from, to);
}

} // namespace suoja::relay
