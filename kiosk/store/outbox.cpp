// SPDX-License-Identifier: Apache-2.0
// The outbox half of Records: one row for each envelope this device has sealed.
#include "kiosk/store/columns.h"
#include "kiosk/store/records.h"

namespace suoja::kiosk {
namespace {

constexpr std::string_view kSelect =
    "SELECT id, sha256, record, version, part, sequence, \"group\", \"to\", sealed_at, hold_until, "
    "handed_over_at, forwarded_at, received_at, leaf, opened_at, refused, taken_back, receipt, "
    "epoch FROM envelope";

std::string_view part_name(record::Part part) {
    return part == record::Part::identity ? "identity" : "rest";
}

OutboxRow read(const database::Statement& found) {
    OutboxRow row;
    row.id.bytes = columns::array<32>(found, 0);
    row.sha256 = columns::array<32>(found, 1);
    row.record = columns::id(found, 2, RecordId{});
    row.version = static_cast<std::uint32_t>(found.integer(3));
    row.part = found.text(4) == "identity" ? record::Part::identity : record::Part::rest;
    row.sequence = columns::count(found, 5);
    const auto group = envelope::parse_group(found.text(6));
    if (!group)
        throw StorageFailure("an envelope in the database is for no group");
    row.group = *group;
    row.to = found.text(7);
    row.sealed_at = columns::time(found, 8);
    row.hold_until = columns::time(found, 9);
    row.handed_over_at = columns::maybe_time(found, 10);
    row.forwarded_at = columns::maybe_time(found, 11);
    row.received_at = columns::maybe_time(found, 12);
    if (!found.null(13))
        row.leaf = columns::count(found, 13);
    row.opened_at = columns::maybe_time(found, 14);
    row.refused = found.text(15);
    row.taken_back = found.integer(16) != 0;
    row.receipt = found.text(17);
    row.epoch = found.text(18);
    return row;
}

// the columns that change while an envelope travels, from ?1
void bind_progress(database::Statement& to, const OutboxRow& row) {
    to.bind(1, unix_ms(row.hold_until));
    columns::bind(to, 2, row.handed_over_at);
    columns::bind(to, 3, row.forwarded_at);
    columns::bind(to, 4, row.received_at);
    if (row.leaf)
        to.bind(5, columns::number(*row.leaf));
    else
        to.bind_null(5);
    columns::bind(to, 6, row.opened_at);
    // the row outlives the statement: no copies, which would be locked and wiped one by one
    to.bind_borrowed(7, row.refused);
    to.bind(8, std::int64_t{row.taken_back});
    to.bind_borrowed(9, row.receipt);
    to.bind_borrowed(10, ByteView(row.id.bytes));
}

std::vector<OutboxRow> read_all(database::Statement& found) {
    std::vector<OutboxRow> out;
    while (found.step())
        out.push_back(read(found));
    return out;
}

} // namespace

void Records::insert_envelope(const OutboxRow& row, ByteView sealed) {
    auto insert = database_->prepare(
        "INSERT INTO envelope(hold_until, handed_over_at, forwarded_at, received_at, leaf, "
        "opened_at, refused, taken_back, receipt, id, sha256, record, version, part, epoch, "
        "sequence, \"group\", \"to\", sealed_at, sealed) "
        "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20)");
    bind_progress(insert, row);
    insert.bind_borrowed(11, ByteView(row.sha256))
        .bind_borrowed(12, ByteView(row.record.bytes))
        .bind(13, std::int64_t{row.version})
        .bind_borrowed(14, part_name(row.part))
        .bind_borrowed(15, row.epoch)
        .bind(16, columns::number(row.sequence))
        .bind_borrowed(17, envelope::name(row.group))
        .bind_borrowed(18, row.to)
        .bind(19, unix_ms(row.sealed_at))
        .bind_borrowed(20, sealed);
    insert.run();
}

std::vector<OutboxRow> Records::outbox(const RecordId& id) {
    auto find =
        database_->prepare(std::string(kSelect) + " WHERE record = ? ORDER BY version, sealed_at");
    find.bind(1, ByteView(id.bytes));
    return read_all(find);
}

std::vector<OutboxRow> Records::unsettled() {
    // sealed_at never goes back on a device, so it is the order of the sequence over all epochs
    auto find = database_->prepare(
        std::string(kSelect) + " WHERE received_at IS NULL AND taken_back = 0 ORDER BY sealed_at");
    return read_all(find);
}

std::optional<OutboxRow> Records::envelope(const envelope::EnvelopeId& id) {
    auto find = database_->prepare(std::string(kSelect) + " WHERE id = ?");
    find.bind(1, ByteView(id.bytes));
    return find.step() ? std::optional(read(find)) : std::nullopt;
}

Bytes Records::sealed(const envelope::EnvelopeId& id) {
    auto find = database_->prepare("SELECT sealed FROM envelope WHERE id = ?");
    find.bind(1, ByteView(id.bytes));
    return find.step() ? columns::bytes(find, 0) : Bytes{};
}

void Records::update(const OutboxRow& row) {
    // what was taken back leaves nothing behind but its number
    auto update = database_->prepare(
        "UPDATE envelope SET hold_until = ?1, handed_over_at = ?2, forwarded_at = ?3, received_at "
        "= ?4, leaf = ?5, opened_at = ?6, refused = ?7, taken_back = ?8, receipt = ?9, sealed = "
        "CASE WHEN ?8 THEN zeroblob(0) ELSE sealed END WHERE id = ?10");
    bind_progress(update, row);
    update.run();
    if (database_->changes() != 1)
        throw StorageFailure("the envelope to change is not in the outbox");
}

} // namespace suoja::kiosk
