// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/form_library.h"

#include <algorithm>

namespace suoja::kiosk {
namespace {

Hash hash_of(ByteView blob) {
    Hash out{};
    std::copy_n(blob.begin(), std::min(blob.size(), out.size()), out.begin());
    return out;
}

} // namespace

bool FormLibrary::holds(const Hash& sha256) {
    auto row = database_->prepare("SELECT 1 FROM form WHERE sha256 = ?");
    row.bind(1, ByteView(sha256));
    return row.step();
}

void FormLibrary::keep(const LibraryForm& form, const envelope::FormPackage& package) {
    const auto content = envelope::write_form(package);
    if (!content)
        return; // a name or a size that no package could have
    auto row = database_->prepare("INSERT INTO form(sha256, id, version, published, taken_at, "
                                  "content) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
    row.bind_all(ByteView(form.sha256), form.id, form.version, std::int64_t{form.published ? 1 : 0},
                 unix_ms(form.taken_at), *content)
        .run();
}

bool FormLibrary::keep_shipped(const envelope::FormPackage& form, Millis now) {
    auto undated = form; // the same tables are the same, whenever they are read
    undated.made_at = {};
    const auto content = envelope::write_form(undated);
    if (!content)
        return false; // a name or a size that no package could have
    const Hash digest = suoja::sha256(view(*content));
    if (holds(digest))
        return false;
    keep({form.form, form.version, digest, false, now}, undated);
    return true;
}

void FormLibrary::keep_published(const envelope::FormPackage& form, const Hash& sha256,
                                 Millis now) {
    keep({form.form, form.version, sha256, true, now}, form);
}

std::vector<LibraryForm> FormLibrary::list() {
    auto row = database_->prepare(
        "SELECT id, version, sha256, published, taken_at FROM form ORDER BY number");
    std::vector<LibraryForm> out;
    while (row.step())
        out.push_back({std::string(row.text(0)), std::string(row.text(1)), hash_of(row.blob(2)),
                       row.integer(3) != 0, from_unix_ms(row.integer(4))});
    return out;
}

std::string FormLibrary::newest_published(std::string_view id) {
    std::string out;
    for (const auto& form : list())
        if (form.published && form.id == id &&
            (out.empty() || envelope::compare_versions(form.version, out) > 0))
            out = form.version;
    return out;
}

std::optional<envelope::FormPackage> FormLibrary::find(const Hash& sha256) {
    auto row = database_->prepare("SELECT content FROM form WHERE sha256 = ?");
    row.bind(1, ByteView(sha256));
    if (!row.step())
        return std::nullopt;
    auto read = envelope::read_form(row.text(0));
    if (!read)
        throw StorageFailure("a form in the database does not read");
    return std::move(*read);
}

void FormLibrary::refuse(const envelope::ListedForm& form, std::string_view reason, Millis now) {
    auto row = database_->prepare("INSERT OR REPLACE INTO refused_form(sha256, id, version, "
                                  "reason, program, at) VALUES(?, ?, ?, ?, ?, ?)");
    row.bind_all(ByteView(form.sha256), form.id, form.version, reason,
                 std::string_view(SUOJA_VERSION), unix_ms(now))
        .run();
}

bool FormLibrary::refused(const envelope::ListedForm& form) {
    auto row = database_->prepare("SELECT 1 FROM refused_form WHERE sha256 = ? AND id = ? AND "
                                  "version = ? AND (reason <> 'form_unusable' OR program = ?)");
    row.bind_all(ByteView(form.sha256), form.id, form.version, std::string_view(SUOJA_VERSION));
    return row.step();
}

std::vector<RefusedForm> FormLibrary::refusals() {
    auto row =
        database_->prepare("SELECT id, version, sha256, reason, at FROM refused_form ORDER BY at");
    std::vector<RefusedForm> out;
    while (row.step())
        out.push_back({{std::string(row.text(0)), std::string(row.text(1)), hash_of(row.blob(2))},
                       std::string(row.text(3)),
                       from_unix_ms(row.integer(4))});
    return out;
}

std::vector<std::pair<std::string, std::string>> FormLibrary::in_records() {
    auto row = database_->prepare("SELECT form, form_version FROM draft WHERE erased = 0 UNION "
                                  "SELECT form, form_version FROM version UNION "
                                  "SELECT form, form_version FROM received");
    std::vector<std::pair<std::string, std::string>> out;
    while (row.step())
        out.emplace_back(row.text(0), row.text(1));
    return out;
}

} // namespace suoja::kiosk
