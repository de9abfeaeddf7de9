// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/checkpoints.h"

#include "core/log.h"
#include "kiosk/exchange/desk_feed.h"

#include <algorithm>

namespace suoja::kiosk {
namespace {

using envelope::Checkpoint;

constexpr std::string_view kConflict = kLogConflict;

bool consistent(const Checkpoint& a, const Checkpoint& b, const envelope::Proof& proof) {
    const auto& [small, large] = a.size <= b.size ? std::tie(a, b) : std::tie(b, a);
    return envelope::verify_consistency(small.size, small.root, large.size, large.root, proof);
}

} // namespace

const envelope::ListedLog* log_of(const envelope::Directory& directory, std::string_view note) {
    const auto origin = note.substr(0, note.find('\n'));
    const auto found = std::find_if(directory.log.begin(), directory.log.end(),
                                    [&](const auto& log) { return log.origin == origin; });
    return found == directory.log.end() ? nullptr : &*found;
}

Result<Checkpoint> read_note(const envelope::Directory& directory, std::string_view note) {
    const auto* log = log_of(directory, note);
    if (log == nullptr)
        return fail(Reason::untrusted, "unknown_log",
                    "A checkpoint is of a log that the office's directory does not name.");
    return envelope::open_checkpoint(note, log->origin, log->key);
}

void tell_conflict(Store& store, const Checkpoint& checkpoint) {
    const auto mark =
        checkpoint.origin + ' ' + std::to_string(checkpoint.size) + ' ' + hex(checkpoint.root);
    if (store.setting(kConflict) == mark)
        return;
    log(Level::error, "checkpoint_conflict", {{"size", checkpoint.size}});
    database::Transaction transaction(store.database());
    store.set_setting(kConflict, mark);
    store.audit().append(store.clock().now(), database::Act::checkpoint_conflict, "",
                         "size:" + std::to_string(checkpoint.size));
    transaction.commit();
}

Result<Consistency> compare(link::LocalClient& relay, StoreGate& store,
                            const Checkpoint& checkpoint, std::string_view note) {
    const auto keep = [&] {
        return store.visit([&](Store& s) {
            database::Transaction transaction(s.database());
            s.office().keep_checkpoint(checkpoint, note);
            transaction.commit();
        });
    };
    const auto kept = store.visit([](Store& s) { return s.office().checkpoint(); });
    if (!kept)
        return kept.error();
    // Before the first there is nothing to compare with. From then on another log is another
    // history, whoever lists it: nothing shows that it holds what this one held.
    if (!*kept) {
        if (const auto done = keep(); !done)
            return done.error();
        return Consistency::shown;
    }
    if ((*kept)->origin != checkpoint.origin) {
        if (const auto told = store.visit([&](Store& s) { tell_conflict(s, checkpoint); }); !told)
            return told.error();
        return Consistency::conflict;
    }
    envelope::Proof proof;
    const auto [from, to] = std::minmax((*kept)->size, checkpoint.size);
    if (from != to && from != 0) {
        auto got = calls::consistency(relay, from, to);
        if (!got)
            return Consistency::open;
        proof = std::move(*got);
    }
    const bool one_history = from == to ? (*kept)->root == checkpoint.root
                                        : from == 0 || consistent(**kept, checkpoint, proof);
    if (!one_history) {
        if (const auto told = store.visit([&](Store& s) { tell_conflict(s, checkpoint); }); !told)
            return told.error();
        return Consistency::conflict;
    }
    if (checkpoint.size > (*kept)->size)
        if (const auto done = keep(); !done)
            return done.error();
    return Consistency::shown;
}

Result<void> advance_checkpoint(link::LocalClient& relay, Store& store, std::string_view note) {
    const auto directory = store.office().directory();
    if (directory == nullptr)
        return fail(Reason::refused, "no_directory",
                    "This device has no directory of the office yet. The work is kept.");
    const auto checkpoint = read_note(*directory, note);
    if (!checkpoint)
        return checkpoint.error();
    StoreGate gate(store);
    const auto verdict = compare(relay, gate, *checkpoint, note);
    if (!verdict)
        return verdict.error();
    switch (*verdict) {
    case Consistency::shown:
        return {};
    case Consistency::open:
        return fail(Reason::unreachable, "consistency_open",
                    "The proof that the log was only added to has not come yet; it is asked for "
                    "again.");
    case Consistency::conflict:
        break;
    }
    return fail(Reason::untrusted, kConflict,
                "The centre's log does not agree with what this device saw before. What is here is "
                "safe; tell the central team.");
}

} // namespace suoja::kiosk
