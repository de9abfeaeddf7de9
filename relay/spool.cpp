// SPDX-License-Identifier: Apache-2.0
#include "relay/spool.h"

#include "core/log.h"
#include "relay/spool_state.h"

#include <array>
#include <future>
#include <sys/statvfs.h>

namespace suoja::relay {
namespace {

using database::Database;
using envelope::EnvelopeId;

constexpr std::array<database::Migration, 2> kSteps{{{R"sql(
create table setting(name text primary key, value blob not null) without rowid;
create table envelope(
  row integer primary key autoincrement,
  id blob not null unique,
  "group" text not null,
  "to" text not null,
  device text not null,
  peer text not null,
  sha256 blob not null,
  bytes integer not null,
  state integer not null,
  handed_at integer not null,
  settled_at integer,
  der blob);
create index envelope_state on envelope(state, device, row);
create table delivery(
  n integer primary key autoincrement,
  id blob not null unique,
  peer text not null,
  state integer not null,
  at integer not null,
  reason text not null,
  receipt text not null);
create index delivery_peer on delivery(peer, n);
create table mail(
  device text not null,
  leaf integer not null,
  id blob not null,
  "group" text not null,
  "to" text not null,
  author text not null,
  received_at integer,
  sha256 blob,
  receipt text not null,
  der blob not null,
  unique(device, leaf));
create table entry(
  "group" text not null,
  leaf integer not null,
  id blob not null,
  class text not null,
  "to" text not null,
  author text not null,
  received_at integer,
  sha256 blob,
  receipt text not null,
  der blob not null,
  unique("group", leaf));
create table known(id blob primary key, sha256 blob not null) without rowid;
)sql"},
                                                     // form packages lay among the settings
                                                     {R"sql(
create table form(sha256 blob primary key, body integer not null unique);
create table form_body(body integer primary key, der blob not null);
insert into form_body(der) select value from setting
  where name >= 'form:' and name < 'form;' and length(name) = 69 order by name;
insert into form(sha256, body) select unhex(substr(name, 6)), row_number() over (order by name)
  from setting where name >= 'form:' and name < 'form;' and length(name) = 69;
delete from setting where name >= 'form:' and name < 'form;';
)sql"}}};

// true when it was new
bool insert(Database& database, const Submission& submission, Millis now) {
    auto known =
        database.prepare("insert into known(id, sha256) values(?, ?) on conflict do nothing");
    known.bind(1, ByteView(submission.id.bytes)).bind(2, ByteView(submission.sha256));
    known.run();
    if (database.changes() == 0)
        return false;
    auto row = database.prepare(
        "insert into envelope(id, \"group\", \"to\", device, peer, sha256, bytes, state, handed_at,"
        " der) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    row.bind(1, ByteView(submission.id.bytes))
        .bind(2, envelope::name(submission.group))
        .bind(3, std::string_view(submission.to))
        .bind(4, std::string_view(submission.device))
        .bind(5, std::string_view(submission.peer))
        .bind(6, ByteView(submission.sha256))
        .bind(7, static_cast<std::int64_t>(submission.der.size()))
        .bind(8, std::int64_t{kWaiting})
        .bind(9, unix_ms(now))
        .bind(10, ByteView(submission.der));
    row.run();
    return true;
}

Outcome refused(Written written) {
    return written == Written::full ? Outcome{link::PutState::refused, "no_space", 507, ""}
                                    : Outcome{link::PutState::refused, "storage_stopped", 503, ""};
}

} // namespace

EnvelopeId id_from(ByteView blob) {
    EnvelopeId id;
    if (blob.size() != id.bytes.size())
        throw StorageFailure("The spool holds an id of a wrong length.");
    std::copy(blob.begin(), blob.end(), id.bytes.begin());
    return id;
}

Hash hash_from(ByteView blob) {
    Hash hash{};
    if (blob.size() != hash.size())
        throw StorageFailure("The spool holds a digest of a wrong length.");
    std::copy(blob.begin(), blob.end(), hash.begin());
    return hash;
}

envelope::Group group_from(std::string_view text) {
    const auto group = envelope::parse_group(text);
    if (!group)
        throw StorageFailure("The spool holds an unknown group.");
    return *group;
}

Spool::Spool(std::unique_ptr<State> state) : state_(std::move(state)) {}
Spool::~Spool() = default;

Result<std::unique_ptr<Spool>> Spool::open(SpoolSettings settings, const Clock& clock) {
    database::Options options;
    options.create = settings.create;
    options.vfs = settings.vfs;
    auto writing = Database::open(settings.file, settings.key, options);
    if (!writing)
        return writing.error();
    if (auto migrated = database::migrate(*writing, kSteps); !migrated)
        return migrated.error();
    try {
        writing->harden_wal(); // nothing is vouched for from the page cache alone
    } catch (const StorageFailure&) {
        return fail(Reason::damaged, "storage",
                    "The spool's disk failed while it was opened. What was confirmed before is "
                    "kept; check the disk and start again.");
    }
    options.create = false;
    options.read_only = true;
    auto reading = Database::open(settings.file, settings.key, options);
    if (!reading)
        return reading.error();
    auto state = std::make_unique<State>(std::move(*reading), clock);
    state->max_bytes = settings.max_bytes;
    state->least_free = settings.least_free_bytes;
    state->directory = settings.file.parent_path();
    state->count();
    const auto key = std::make_shared<Secret>(std::move(settings.key));
    const auto opening = [key, file = settings.file](const database::Options& how) {
        return [key, file, how] { return Database::open(file, *key, how); };
    };
    state->open_reading = opening(options);
    options.read_only = false;
    Writer::Open again = opening(options);
    state->writer.emplace(std::move(*writing), std::move(again), std::move(settings.on_stop));
    return std::unique_ptr<Spool>(new Spool(std::move(state)));
}

Database& Spool::State::reader() const {
    if (reading.broken()) {
        auto opened = open_reading();
        if (!opened)
            throw StorageFailure("The spool cannot be opened again for reading.");
        reading = std::move(*opened);
    }
    return reading;
}

void Spool::State::count() {
    auto row =
        reading.prepare("select (select count(*) from envelope where state < 2),"
                        " (select coalesce(sum(bytes), 0) from envelope where state < 2),"
                        " (select coalesce(sum(bytes), 0) from envelope where der is not null)"
                        " + (select coalesce(sum(length(der)), 0) from form_body)");
    if (!row.step())
        return;
    unsettled = static_cast<std::uint64_t>(row.integer(0));
    unsettled_bytes = static_cast<std::uint64_t>(row.integer(1));
    kept_bytes = static_cast<std::uint64_t>(row.integer(2));
}

void Spool::submit(std::vector<Submission> batch, Done done) {
    struct Shared {
        std::vector<Submission> batch;
        std::vector<Outcome> outcomes;
        std::uint64_t fresh = 0, bytes = 0;
        Done done;
    };
    auto shared = std::make_shared<Shared>();
    shared->batch = std::move(batch);
    shared->done = std::move(done);
    auto* state = state_.get();
    state->writer->add(
        {[shared, state](Database& database) {
             for (const auto& submission : shared->batch) {
                 const bool fresh = insert(database, submission, state->clock->now());
                 shared->outcomes.push_back(fresh ? Outcome{link::PutState::stored, "", 201, ""}
                                                  : Outcome{link::PutState::known, "", 200, ""});
                 shared->fresh += fresh ? 1 : 0;
                 shared->bytes += fresh ? submission.der.size() : 0;
             }
         },
         [shared, state](Written written) {
             if (written != Written::committed)
                 shared->outcomes.assign(shared->batch.size(), refused(written));
             else {
                 state->unsettled += shared->fresh;
                 state->unsettled_bytes += shared->bytes;
                 state->kept_bytes += shared->bytes;
             }
             shared->done(std::move(shared->outcomes));
         }});
}

std::vector<Waiting> Spool::waiting(std::size_t most, std::size_t most_bytes) const {
    const std::lock_guard lock(state_->mutex);
    std::vector<std::string> devices;
    {
        auto row = state_->reader().prepare(
            "select distinct device from envelope where state = 0 limit 1024");
        while (row.step())
            devices.emplace_back(row.text(0));
    }
    std::vector<Waiting> out;
    if (devices.empty())
        return out;
    const auto share = std::max<std::size_t>(1, most / devices.size());
    std::size_t bytes = 0;
    for (const auto& device : devices) {
        auto row = state_->reader().prepare(
            "select id, \"group\", \"to\", device, sha256, der from envelope"
            " where state = 0 and device = ? order by row limit ?");
        row.bind(1, std::string_view(device)).bind(2, static_cast<std::int64_t>(share));
        while (row.step()) {
            const auto der = row.blob(5);
            if (out.size() >= most || (!out.empty() && bytes + der.size() > most_bytes))
                break;
            bytes += der.size();
            out.push_back({id_from(row.blob(0)), group_from(row.text(1)), std::string(row.text(2)),
                           std::string(row.text(3)), hash_from(row.blob(4)),
                           Bytes(der.begin(), der.end())});
        }
    }
    return out;
}

std::optional<Bytes> Spool::setting(std::string_view name) const {
    const std::lock_guard lock(state_->mutex);
    auto row = state_->reader().prepare("select value from setting where name = ?");
    row.bind(1, name);
    if (!row.step())
        return std::nullopt;
    const auto value = row.blob(0);
    return Bytes(value.begin(), value.end());
}

void Spool::set(Values values, std::function<void(bool)> done) {
    state_->writer->add({[values = std::move(values)](Database& database) {
                             for (const auto& [name, value] : values) {
                                 auto row = database.prepare(
                                     "insert into setting(name, value) values(?, ?)"
                                     " on conflict(name) do update set value = excluded.value");
                                 row.bind(1, std::string_view(name)).bind(2, ByteView(value));
                                 row.run();
                             }
                         },
                         [done = std::move(done)](Written written) {
                             if (done)
                                 done(written == Written::committed);
                         }});
}

bool Spool::set_and_wait(Values values) {
    std::promise<bool> promise;
    auto kept = promise.get_future();
    set(std::move(values), [&promise](bool good) { promise.set_value(good); });
    return kept.get();
}

Spool::Gauge Spool::gauge() const {
    return {state_->unsettled, state_->unsettled_bytes, state_->kept_bytes};
}

std::string_view Spool::room(std::uint64_t bytes) const {
    if (stopped())
        return "storage_stopped";
    if (state_->kept_bytes + bytes > state_->max_bytes)
        return "spool_full";
    struct statvfs disk {};
    if (::statvfs(state_->directory.c_str(), &disk) == 0 &&
        std::uint64_t{disk.f_bavail} * disk.f_frsize < state_->least_free + 2 * bytes)
        return "no_space";
    return "";
}

bool Spool::stopped() const {
    return state_->writer->stopped();
}

} // namespace suoja::relay
