// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/outgoing.h"

#include "core/files.h"
#include "core/json.h"
#include "core/log.h"
#include "kiosk/store/finalise.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <set>
#include <unistd.h>

namespace suoja::kiosk {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kDigits = 20, kIdDigits = 64, kMostLine = 4096;

std::string line_of(const OutboxRow& row, std::size_t bytes) {
    boost::json::object line{{"id", row.id.str()},
                             {"group", envelope::name(row.group)},
                             {"bytes", static_cast<std::int64_t>(bytes)},
                             {"not_before", rfc3339(row.hold_until)}};
    if (!row.to.empty())
        line["to"] = row.to;
    return json::canonical(line) + '\n';
}

// of a file's name; nullopt when it is none of ours
struct Named {
    std::uint64_t sequence = 0;
    envelope::EnvelopeId id;
};
std::optional<Named> read_name(const std::string& name) {
    if (name.size() != kDigits + 1 + kIdDigits || name[kDigits] != '-')
        return std::nullopt;
    Named out;
    const auto read = std::from_chars(name.data(), name.data() + kDigits, out.sequence);
    const auto id = envelope::EnvelopeId::parse(std::string_view(name).substr(kDigits + 1));
    if (read.ec != std::errc{} || read.ptr != name.data() + kDigits || !id)
        return std::nullopt;
    out.id = *id;
    return out;
}

// A file whose row the database does not have, read back into one; nullopt when it is not whole.
std::optional<OutgoingFile> read_stranger(const fs::path& file, const Named& named) {
    const auto bytes = read_file(file, envelope::kMaxEnvelopeBytes + kMostLine);
    if (!bytes)
        return std::nullopt;
    const auto all = text(*bytes);
    const auto end = std::min(all.find('\n'), all.size());
    const auto line = json::parse_object(all.substr(0, end), kMostLine);
    const auto group = line ? json::text_of(*line, "group") : std::nullopt;
    const auto known = group ? envelope::parse_group(*group) : std::nullopt;
    const ByteView der = ByteView(*bytes).subspan(std::min(end + 1, bytes->size()));
    OutgoingFile out;
    out.row.sha256 = sha256(der);
    if (!known || !named.id.matches(out.row.sha256))
        return std::nullopt;
    out.row.id = named.id;
    out.row.sequence = named.sequence;
    out.row.group = *known;
    out.row.to = json::text_of(*line, "to").value_or("");
    out.row.sealed_at = out.row.hold_until = named.id.time();
    out.der.assign(der.begin(), der.end());
    return out;
}

// This device has sealed what its database does not know: an older copy of the database was put
// back. The envelopes still go to the centre, as rows of the old epoch; the numbers they took must
// not be given out again, or the centre would set the next records aside as replayed.
void adopt(Store& store, std::vector<OutgoingFile>& strangers, ChainHead old) {
    log(Level::warning, "older_database", {{"envelopes", strangers.size()}});
    database::Transaction transaction(store.database());
    for (auto& stranger : strangers) {
        stranger.row.epoch = old.epoch;
        store.records().insert_envelope(stranger.row, stranger.der);
        old.sealed_at = std::max(old.sealed_at, stranger.row.sealed_at);
    }
    store.keys().advance(old); // time goes on from the newest of them
    store.keys().start_epoch();
    store.audit().append(store.clock().now(), database::Act::restored, "", "older_database");
    transaction.commit();
}

// Whole under its name or not at all, as long as the power stays.
bool write_unflushed(const fs::path& file, ByteView bytes) {
    const auto temporary = file.string() + ".tmp";
    const int fd =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    bool good = true;
    while (good && !bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        good = written > 0;
        if (good)
            bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    good = ::close(fd) == 0 && good;
    good = good && ::rename(temporary.c_str(), file.c_str()) == 0;
    if (!good)
        ::unlink(temporary.c_str());
    return good;
}

bool settled(const OutboxRow& row) {
    return row.received_at || row.taken_back || !row.refused.empty();
}

} // namespace

std::string outgoing_name(const OutboxRow& row) {
    const auto digits = std::to_string(row.sequence);
    return std::string(kDigits - digits.size(), '0') + digits + '-' + row.id.str();
}

Bytes outgoing_bytes(const OutboxRow& row, ByteView der) {
    const auto line = line_of(row, der.size());
    Bytes out(line.begin(), line.end());
    out.insert(out.end(), der.begin(), der.end());
    return out;
}

void write_outgoing(const fs::path& outgoing, const std::vector<OutgoingFile>& files) {
    for (const auto& file : files)
        write_durable(outgoing / outgoing_name(file.row), outgoing_bytes(file.row, file.der),
                      Mode::secret);
}

void offer_outgoing(Store& store, const fs::path& outgoing,
                    const std::vector<OutgoingFile>& files) {
    std::size_t missing = 0;
    for (const auto& file : files) {
        const auto path = outgoing / outgoing_name(file.row);
        if (write_unflushed(path, outgoing_bytes(file.row, file.der)))
            store.flush_when_resting(path);
        else
            ++missing;
    }
    if (missing > 0)
        log(Level::error, "outgoing_not_written", {{"envelopes", missing}});
}

void flush_outgoing(const std::vector<fs::path>& files) {
    std::set<fs::path> folders;
    bool good = true;
    for (const auto& file : files) {
        const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            continue; // handed over and settled already, or taken back
        good = ::fsync(fd) == 0 && good;
        ::close(fd);
        folders.insert(file.parent_path());
    }
    try {
        for (const auto& folder : folders)
            sync_directory(folder);
    } catch (const StorageFailure&) {
        good = false;
    }
    if (!good)
        log(Level::error, "outgoing_not_flushed");
}

void remove_outgoing(const fs::path& outgoing, const std::vector<OutboxRow>& rows) {
    for (const auto& row : rows)
        remove_durable(outgoing / outgoing_name(row));
}

void reconcile_outgoing(Store& store, const fs::path& outgoing) {
    const auto head = store.keys().head();
    std::vector<fs::path> gone;
    std::vector<OutgoingFile> strangers;
    for (const auto& entry : fs::directory_iterator(outgoing)) {
        const auto name = entry.path().filename().string();
        const auto named = read_name(name);
        if (!named) {
            // what a crash left half written
            if (name.ends_with(".tmp"))
                gone.push_back(entry.path());
            continue;
        }
        const auto row = store.records().envelope(named->id);
        if (row && settled(*row))
            gone.push_back(entry.path());
        if (!row && named->sequence > head.sequence)
            if (auto stranger = read_stranger(entry.path(), *named))
                strangers.push_back(std::move(*stranger));
    }
    for (const auto& file : gone)
        remove_durable(file);
    if (!strangers.empty())
        adopt(store, strangers, head);
    std::vector<OutgoingFile> missing;
    for (const auto& row : store.records().unsettled()) {
        if (settled(row))
            continue;
        auto der = store.records().sealed(row.id);
        std::error_code error;
        const auto size = fs::file_size(outgoing / outgoing_name(row), error);
        if (error || size != line_of(row, der.size()).size() + der.size())
            missing.push_back({row, std::move(der)});
    }
    write_outgoing(outgoing, missing);
}

} // namespace suoja::kiosk
