// SPDX-License-Identifier: Apache-2.0
#include "relay/archive/log_reader.h"

#include "relay/archive/log_schema.h"

namespace suoja::relay {
namespace {

constexpr std::size_t kIdleConnections = 4;
constexpr std::size_t kMostItems = 1024; // what a batch may hold
constexpr std::size_t kLineBytes = 4096; // and the bound of a line beside each body

envelope::EnvelopeId id_of(ByteView blob) {
    return envelope::EnvelopeId{hash_of(blob)};
}

} // namespace

// One connection for one read; goes back to the pool unless it failed.
class LogReader::Loan {
  public:
    explicit Loan(LogReader& owner) : owner_(&owner) {
        {
            const std::lock_guard lock(owner.mutex_);
            if (!owner.idle_.empty()) {
                database_.emplace(std::move(owner.idle_.back()));
                owner.idle_.pop_back();
                return;
            }
        }
        auto opened = open_log(owner.settings_, LogAccess::read);
        if (!opened)
            throw StorageFailure("the log cannot be opened for reading");
        database_.emplace(std::move(*opened));
    }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan() {
        if (database_->broken())
            return;
        const std::lock_guard lock(owner_->mutex_);
        if (owner_->idle_.size() < kIdleConnections)
            owner_->idle_.push_back(std::move(*database_));
    }
    database::Database& operator*() { return *database_; }
    database::Database* operator->() { return &*database_; }

  private:
    LogReader* owner_;
    std::optional<database::Database> database_;
};

LogReader::LogReader(const LogSettings& settings, const LogTree& tree)
    : settings_(settings), tree_(tree) {
    idle_.reserve(kIdleConnections);
}

std::vector<link::Item> LogReader::entries(envelope::Group group, std::uint64_t after,
                                           std::size_t max_bytes) {
    if (group == envelope::Group::centre)
        return read(R"(select leaf, id, sha256, received_at, "group", "to", device, der from leaf
                       left join body using (leaf)
                       where ?1 = '' and leaf >= ?2 and leaf < ?3 order by leaf limit ?4)",
                    "", after, max_bytes);
    return read(R"(select leaf, id, sha256, received_at, "group", "to", device, der from leaf
                   left join body using (leaf)
                   where "group" = ?1 and "group" <> 'centre' and leaf >= ?2 and leaf < ?3
                   order by leaf limit ?4)",
                envelope::name(group), after, max_bytes);
}

std::vector<link::Item> LogReader::mail(std::string_view device, std::uint64_t after,
                                        std::size_t max_bytes) {
    return read(R"(select leaf, id, sha256, received_at, "group", "to", device, der from leaf
                   left join body using (leaf)
                   where "to" = ?1 and "to" <> '' and leaf >= ?2 and leaf < ?3
                   order by leaf limit ?4)",
                device, after, max_bytes);
}

std::vector<link::Item> LogReader::read(std::string_view sql, std::string_view wanted,
                                        std::uint64_t after, std::size_t max_bytes) {
    std::vector<link::Item> out;
    const auto published = tree_.published();
    if (after >= published->size)
        return out;
    Loan database(*this);
    auto rows = database->prepare(sql);
    rows.bind_all(wanted, static_cast<std::int64_t>(after),
                  static_cast<std::int64_t>(published->size),
                  static_cast<std::int64_t>(kMostItems));
    const std::size_t most = std::min(max_bytes, envelope::kMaxBatchBytes);
    std::size_t bytes = 0;
    while (rows.step()) {
        const std::size_t more = rows.blob(7).size() + kLineBytes;
        if (!out.empty() && bytes + more > most)
            break;
        bytes += more;
        link::Item item;
        item.leaf = static_cast<std::uint64_t>(rows.integer(0));
        item.id = id_of(rows.blob(1));
        item.sha256 = hash_of(rows.blob(2));
        item.received_at = from_unix_ms(rows.integer(3));
        const auto group = envelope::parse_group(rows.text(4));
        if (!group)
            throw StorageFailure("the log names a group that is not known");
        item.group = *group;
        item.to = rows.text(5);
        item.device = rows.text(6);
        const ByteView der = rows.blob(7);
        item.der.assign(der.begin(), der.end());
        item.receipt = tree_.receipt(LeafRow{item.id, *item.sha256, *item.leaf, *item.received_at},
                                     *published);
        out.push_back(std::move(item));
    }
    return out;
}

std::optional<std::string> LogReader::receipt(const envelope::EnvelopeId& id) {
    const auto published = tree_.published();
    Loan database(*this);
    auto row = database->prepare("select leaf, sha256, received_at from leaf where id = ?");
    row.bind(1, ByteView(id.bytes));
    if (!row.step() || row.integer(0) >= static_cast<std::int64_t>(published->size))
        return std::nullopt;
    return tree_.receipt(LeafRow{id, hash_of(row.blob(1)),
                                 static_cast<std::uint64_t>(row.integer(0)),
                                 from_unix_ms(row.integer(2))},
                         *published);
}

} // namespace suoja::relay
