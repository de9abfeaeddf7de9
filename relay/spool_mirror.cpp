// SPDX-License-Identifier: Apache-2.0
// The spool's mirror of what its clients may read: entries of groups, and mail.
#include "relay/spool_state.h"

namespace suoja::relay {
namespace {

using database::Database;
using database::Statement;

constexpr std::int64_t kMostItems = 1024;

// the columns behind the first, which is the group or the device
void insert(Statement row, std::string_view key, const link::Item& item) {
    row.bind(1, key)
        .bind(2, static_cast<std::int64_t>(item.leaf.value_or(0)))
        .bind(3, ByteView(item.id.bytes))
        .bind(4, envelope::name(item.group))
        .bind(5, std::string_view(item.to))
        .bind(6, std::string_view(item.device))
        .bind(9, std::string_view(item.receipt))
        .bind(10, ByteView(item.der));
    if (item.received_at)
        row.bind(7, unix_ms(*item.received_at));
    else
        row.bind_null(7);
    if (item.sha256)
        row.bind(8, ByteView(*item.sha256));
    else
        row.bind_null(8);
    row.run();
}

std::vector<link::Item> read(Statement row, std::size_t max_bytes) {
    std::vector<link::Item> items;
    std::size_t bytes = 0;
    while (row.step()) {
        const auto der = row.blob(8);
        bytes += der.size();
        if (!items.empty() && bytes > max_bytes)
            break;
        link::Item item;
        item.leaf = static_cast<std::uint64_t>(row.integer(0));
        item.id = id_from(row.blob(1));
        item.group = group_from(row.text(2));
        item.to = std::string(row.text(3));
        item.device = std::string(row.text(4));
        if (!row.null(5))
            item.received_at = from_unix_ms(row.integer(5));
        if (!row.null(6))
            item.sha256 = hash_from(row.blob(6));
        item.receipt = std::string(row.text(7));
        item.der.assign(der.begin(), der.end());
        items.push_back(std::move(item));
    }
    return items;
}

std::uint64_t next(Statement row) {
    return row.step() && !row.null(0) ? static_cast<std::uint64_t>(row.integer(0)) + 1 : 0;
}

} // namespace

void Spool::keep_entries(envelope::Group group, std::vector<link::Item> items,
                         std::function<void(bool)> done) {
    state_->writer->add(
        {[group, items = std::move(items)](Database& database) {
             for (const auto& item : items)
                 insert(database.prepare(
                            "insert into entry(\"group\", leaf, id, class, \"to\", author,"
                            " received_at, sha256, receipt, der)"
                            " values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing"),
                        envelope::name(group), item);
         },
         [done = std::move(done)](Written written) { done(written == Written::committed); }});
}

void Spool::keep_mail(std::string device, std::vector<link::Item> items,
                      std::function<void(bool)> done) {
    state_->writer->add(
        {[device = std::move(device), items = std::move(items)](Database& database) {
             for (const auto& item : items)
                 insert(database.prepare(
                            "insert into mail(device, leaf, id, \"group\", \"to\", author,"
                            " received_at, sha256, receipt, der)"
                            " values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing"),
                        device, item);
         },
         [done = std::move(done)](Written written) { done(written == Written::committed); }});
}

std::vector<link::Item> Spool::entries(envelope::Group group, std::uint64_t after,
                                       std::size_t max_bytes) const {
    const std::lock_guard lock(state_->mutex);
    auto row = state_->reader().prepare(
        "select leaf, id, class, \"to\", author, received_at, sha256, receipt, der from entry"
        " where \"group\" = ? and leaf >= ? order by leaf limit ?");
    row.bind(1, envelope::name(group))
        .bind(2, static_cast<std::int64_t>(after))
        .bind(3, kMostItems);
    return read(std::move(row), max_bytes);
}

std::vector<link::Item> Spool::mail(std::string_view device, std::uint64_t after,
                                    std::size_t max_bytes) const {
    const std::lock_guard lock(state_->mutex);
    auto row = state_->reader().prepare(
        "select leaf, id, \"group\", \"to\", author, received_at, sha256, receipt, der from mail"
        " where device = ? and leaf >= ? order by leaf limit ?");
    row.bind(1, device).bind(2, static_cast<std::int64_t>(after)).bind(3, kMostItems);
    return read(std::move(row), max_bytes);
}

std::uint64_t Spool::next_entry(envelope::Group group) const {
    const std::lock_guard lock(state_->mutex);
    auto row = state_->reader().prepare("select max(leaf) from entry where \"group\" = ?");
    row.bind(1, envelope::name(group));
    return next(std::move(row));
}

std::uint64_t Spool::next_mail(std::string_view device) const {
    const std::lock_guard lock(state_->mutex);
    auto row = state_->reader().prepare("select max(leaf) from mail where device = ?");
    row.bind(1, device);
    return next(std::move(row));
}

std::uint64_t Spool::entries_from(envelope::Group group, std::uint64_t leaf) const {
    const std::lock_guard lock(state_->mutex);
    auto row =
        state_->reader().prepare("select count(*) from entry where \"group\" = ? and leaf >= ?");
    row.bind(1, envelope::name(group)).bind(2, static_cast<std::int64_t>(leaf));
    return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

std::uint64_t Spool::mail_from(std::string_view device, std::uint64_t leaf) const {
    const std::lock_guard lock(state_->mutex);
    auto row = state_->reader().prepare("select count(*) from mail where device = ? and leaf >= ?");
    row.bind(1, device).bind(2, static_cast<std::int64_t>(leaf));
    return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

} // namespace suoja::relay
