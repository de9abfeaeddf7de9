// SPDX-License-Identifier: Apache-2.0
#include "core/database/connection.h"

#include <cassert>
#include <utility>

namespace suoja::database {

Statement Database::prepare(std::string_view sql) {
    state_->require_sound();
    if (const auto found = state_->idle.find(sql);
        found != state_->idle.end() && !found->second.empty()) {
        auto* statement = found->second.back();
        found->second.pop_back();
        return Statement(*state_, statement);
    }
    ::sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int code = ::sqlite3_prepare_v3(state_->db, sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement, &rest);
    if (code != SQLITE_OK)
        state_->failed(code);
    assert(statement != nullptr && rest == sql.data() + sql.size() && "one statement at a time");
    return Statement(*state_, statement);
}

Statement::Statement(Database::State& owner, ::sqlite3_stmt* statement)
    : owner_(&owner), statement_(statement) {}

Statement::Statement(Statement&& other) noexcept
    : owner_(other.owner_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() {
    if (statement_ == nullptr)
        return;
    ::sqlite3_reset(statement_);
    ::sqlite3_clear_bindings(statement_); // values of the last use do not lie about in the cache
    constexpr std::size_t kTexts = 256;
    try {
        if (owner_->idle.size() < kTexts || owner_->idle.contains(::sqlite3_sql(statement_))) {
            owner_->idle[::sqlite3_sql(statement_)].push_back(statement_);
            return;
        }
    } catch (const std::bad_alloc&) { // then it is not kept
    }
    ::sqlite3_finalize(statement_);
}

Statement& Statement::bind(int at, std::int64_t value) {
    if (const int code = ::sqlite3_bind_int64(statement_, at, value); code != SQLITE_OK)
        owner_->failed(code);
    return *this;
}

Statement& Statement::bind(int at, std::string_view text) {
    const char* data = text.data() == nullptr ? "" : text.data(); // a null pointer would bind NULL
    const int code =
        ::sqlite3_bind_text64(statement_, at, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK)
        owner_->failed(code);
    return *this;
}

Statement& Statement::bind(int at, ByteView blob) {
    const int code = blob.empty() ? ::sqlite3_bind_zeroblob(statement_, at, 0)
                                  : ::sqlite3_bind_blob64(statement_, at, blob.data(), blob.size(),
                                                          SQLITE_TRANSIENT);
    if (code != SQLITE_OK)
        owner_->failed(code);
    return *this;
}

Statement& Statement::bind_borrowed(int at, ByteView bytes) {
    const int code =
        ::sqlite3_bind_blob64(statement_, at, bytes.data(), bytes.size(), SQLITE_STATIC);
    if (code != SQLITE_OK)
        owner_->failed(code);
    return *this;
}

Statement& Statement::bind_borrowed(int at, std::string_view text) {
    const char* data = text.data() == nullptr ? "" : text.data();
    const int code =
        ::sqlite3_bind_text64(statement_, at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK)
        owner_->failed(code);
    return *this;
}

Statement& Statement::bind_null(int at) {
    if (const int code = ::sqlite3_bind_null(statement_, at); code != SQLITE_OK)
        owner_->failed(code);
    return *this;
}

bool Statement::step() {
    owner_->require_sound();
    const int code = ::sqlite3_step(statement_);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    ::sqlite3_reset(statement_);
    owner_->failed(code);
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

void Statement::reset() {
    ::sqlite3_reset(statement_);
} // its code repeats the last step's

bool Statement::null(int column) const {
    return ::sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return ::sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(::sqlite3_column_text(statement_, column));
    const auto size = ::sqlite3_column_bytes(statement_, column);
    return data == nullptr ? std::string_view()
                           : std::string_view(data, static_cast<std::size_t>(size));
}

ByteView Statement::blob(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(::sqlite3_column_blob(statement_, column));
    const auto size = ::sqlite3_column_bytes(statement_, column);
    return data == nullptr ? ByteView() : ByteView(data, static_cast<std::size_t>(size));
}

} // namespace suoja::database
