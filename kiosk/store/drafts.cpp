// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/drafts.h"

#include "core/json.h"
#include "kiosk/store/answers.h"
#include "kiosk/store/columns.h"

namespace suoja::kiosk {
namespace {

constexpr std::string_view kSelect =
    "SELECT id, form, form_version, case_code, author, created_at, saved_at, answers, links, "
    "section, question, cursor, sections_done, sections, ended_at, keep_until, marks FROM draft";

Draft read(const database::Statement& row) {
    Draft draft;
    draft.id = columns::id(row, 0, DraftId{});
    draft.form = row.text(1);
    draft.form_version = row.text(2);
    draft.case_code = row.text(3);
    draft.author = columns::id(row, 4, UserId{});
    draft.created_at = columns::time(row, 5);
    draft.saved_at = columns::time(row, 6);
    draft.answers = read_answers(row.text(7));
    draft.links = columns::read_links(row.text(8));
    draft.place = {columns::text(row, 9), columns::text(row, 10), row.integer(11)};
    draft.sections_done = static_cast<std::uint32_t>(row.integer(12));
    draft.sections = static_cast<std::uint32_t>(row.integer(13));
    draft.ended_at = columns::maybe_time(row, 14);
    draft.keep_until = columns::maybe_time(row, 15);
    draft.marks = columns::text(row, 16);
    return draft;
}

void bind(database::Statement& to, const Draft& draft) {
    to.bind_all(ByteView(draft.id.bytes), draft.form, draft.form_version, draft.case_code,
                ByteView(draft.author.bytes), unix_ms(draft.created_at), unix_ms(draft.saved_at),
                write_answers(draft.answers), columns::links(draft.links), draft.place.section,
                draft.place.question, draft.place.cursor, std::int64_t{draft.sections_done},
                std::int64_t{draft.sections});
    columns::bind(to, 15, draft.ended_at);
    columns::bind(to, 16, draft.keep_until);
    to.bind(17, draft.marks);
}

} // namespace

void Drafts::insert(const Draft& draft) {
    auto insert = database_->prepare(
        "INSERT INTO draft(id, form, form_version, case_code, author, created_at, saved_at, "
        "answers, links, section, question, cursor, sections_done, sections, ended_at, "
        "keep_until, marks) "
        "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17)");
    bind(insert, draft);
    insert.run();
}

void Drafts::save(const Draft& draft) {
    auto update = database_->prepare(
        "UPDATE draft SET form = ?2, form_version = ?3, case_code = ?4, author = ?5, created_at = "
        "?6, saved_at = ?7, answers = ?8, links = ?9, section = ?10, question = ?11, cursor = ?12, "
        "sections_done = ?13, sections = ?14, ended_at = ?15, keep_until = ?16, marks = ?17 "
        "WHERE id = ?1 AND erased = 0");
    bind(update, draft);
    update.run();
    if (database_->changes() != 1)
        throw StorageFailure("the draft to save is not in the database");
}

void Drafts::erase(const DraftId& id) {
    // the row stays behind empty, as the counter: one statement, so never erased and uncounted
    auto empty = database_->prepare(
        "UPDATE draft SET erased = 1, form = '', form_version = '', case_code = '', author = "
        "zeroblob(16), created_at = 0, saved_at = 0, answers = '{}', links = '{}', section = '', "
        "question = '', cursor = 0, sections_done = 0, sections = 0, ended_at = NULL, keep_until = "
        "NULL, marks = '' WHERE id = ?");
    empty.bind(1, ByteView(id.bytes)).run();
}

void Drafts::finalised(const DraftId& id) {
    auto remove = database_->prepare("DELETE FROM draft WHERE id = ?");
    remove.bind(1, ByteView(id.bytes)).run();
}

std::optional<Draft> Drafts::find(const DraftId& id) {
    auto find = database_->prepare(std::string(kSelect) + " WHERE id = ? AND erased = 0");
    find.bind(1, ByteView(id.bytes));
    return find.step() ? std::optional(read(find)) : std::nullopt;
}

std::vector<Draft> Drafts::list(std::string_view form) {
    auto all = database_->prepare(
        std::string(kSelect) +
        " WHERE erased = 0 AND (?1 = '' OR form = ?1) ORDER BY saved_at DESC, id DESC");
    all.bind(1, form);
    std::vector<Draft> out;
    while (all.step())
        out.push_back(read(all));
    return out;
}

std::uint64_t Drafts::erased_count() {
    auto find = database_->prepare("SELECT count(*) FROM draft WHERE erased = 1");
    return find.step() ? columns::count(find, 0) : 0;
}

} // namespace suoja::kiosk
