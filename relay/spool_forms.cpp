// SPDX-License-Identifier: Apache-2.0
// The spool's form packages. A row names its body, so that a package whose pages do not read is
// fetched anew beside the old one: SQLite reads every page that it frees, and a failure in the
// writer's transaction stops the writer.
#include "core/log.h"
#include "relay/spool_state.h"

#include <algorithm>

namespace suoja::relay {
namespace {

using database::Database;

struct Unnamed {
    std::int64_t body = 0;
    std::uint64_t bytes = 0;
    std::optional<Hash> form; // that still leads to it
    bool readable = true;
};

std::vector<Unnamed> unnamed(Database& database, const std::vector<Hash>& named) {
    std::vector<Unnamed> out;
    auto row = database.prepare("select form_body.body, length(der), sha256 from form_body"
                                " left join form using (body)");
    while (row.step()) {
        Unnamed one{row.integer(0), static_cast<std::uint64_t>(row.integer(1)), std::nullopt, true};
        if (!row.null(2))
            one.form = hash_from(row.blob(2));
        if (!one.form || std::find(named.begin(), named.end(), *one.form) == named.end())
            out.push_back(one);
    }
    return out;
}

bool reads(Database& database, std::int64_t body) {
    try {
        auto row = database.prepare("select der from form_body where body = ?");
        row.bind(1, body);
        return row.step() && !row.blob(0).empty();
    } catch (const StorageFailure&) {
        log(Level::error, "form_unreadable");
        return false;
    }
}

} // namespace

void Spool::keep_form(const Hash& sha256, Bytes der, std::function<void(bool)> done) {
    auto* state = state_.get();
    {
        const std::lock_guard lock(state->mutex); // the page that the insertion will read
        static_cast<void>(state->reader().prepare("select max(body) from form_body").step());
    }
    const auto bytes = der.size();
    state->writer->add({[sha256, der = std::move(der)](Database& database) {
                            auto body = database.prepare("insert into form_body(der) values(?)");
                            body.bind(1, ByteView(der));
                            body.run();
                            auto form = database.prepare(
                                "insert into form(sha256, body) values(?, ?)"
                                " on conflict(sha256) do update set body = excluded.body");
                            form.bind(1, ByteView(sha256)).bind(2, database.last_rowid());
                            form.run();
                        },
                        [state, sha256, bytes, done = std::move(done)](Written written) {
                            if (written == Written::committed) {
                                state->kept_bytes += bytes;
                                const std::lock_guard lock(state->mutex);
                                state->unread_forms.erase(sha256);
                            }
                            done(written == Written::committed);
                        }});
}

std::optional<Bytes> Spool::form(const Hash& sha256) const {
    const std::lock_guard lock(state_->mutex);
    try {
        auto row = state_->reader().prepare(
            "select der from form join form_body using (body) where sha256 = ?");
        row.bind(1, ByteView(sha256));
        if (!row.step())
            return std::nullopt;
        const auto der = row.blob(0);
        return Bytes(der.begin(), der.end());
    } catch (const StorageFailure&) {
        state_->unread_forms.insert(sha256);
        throw;
    }
}

bool Spool::has_form(const Hash& sha256) const {
    const std::lock_guard lock(state_->mutex);
    if (state_->unread_forms.contains(sha256))
        return false;
    auto row = state_->reader().prepare("select 1 from form where sha256 = ?");
    row.bind(1, ByteView(sha256));
    return row.step();
}

void Spool::drop_forms_except(const std::vector<Hash>& named) {
    auto* state = state_.get();
    const auto gone = std::make_shared<std::vector<Unnamed>>();
    {
        const std::lock_guard lock(state->mutex);
        for (auto& one : unnamed(state->reader(), named)) {
            one.readable =
                !state->lost_bodies.contains(one.body) && reads(state->reader(), one.body);
            if (!one.readable)
                state->lost_bodies.insert(one.body);
            if (one.readable || one.form)
                gone->push_back(one);
        }
    }
    if (gone->empty())
        return;
    const auto freed = std::make_shared<std::uint64_t>(0);
    state->writer->add(
        {[gone, freed](Database& database) {
             for (const auto& one : *gone) {
                 if (one.form) {
                     auto form = database.prepare("delete from form where sha256 = ? and body = ?");
                     form.bind(1, ByteView(*one.form)).bind(2, one.body);
                     form.run();
                 }
                 if (!one.readable)
                     continue;
                 auto body = database.prepare("delete from form_body where body = ? and body not "
                                              "in (select body from form)");
                 body.bind(1, one.body);
                 body.run();
                 *freed += database.changes() == 0 ? 0 : one.bytes;
             }
         },
         [state, freed](Written written) {
             if (written == Written::committed)
                 state->kept_bytes -= *freed;
         }});
}

} // namespace suoja::relay
