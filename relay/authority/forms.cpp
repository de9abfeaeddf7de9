// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/form_package.h"
#include "relay/authority/state.h"

#include <algorithm>

namespace suoja::relay {
namespace {

Hash hash_of(ByteView blob) {
    Hash out{};
    std::copy_n(blob.begin(), std::min(blob.size(), out.size()), out.begin());
    return out;
}

Result<void> may_follow(const envelope::ListedForm& before, const envelope::ListedForm& next) {
    const int order = envelope::compare_versions(next.version, before.version);
    if (order < 0)
        return fail(Reason::refused, "form_older",
                    "The package is older than the form in use. Nothing was published; give the "
                    "form a higher version and sign it again.");
    if (order == 0)
        return fail(Reason::refused, "form_version_taken",
                    "The form in use has this version and other contents. Nothing was published; "
                    "give the form a higher version and sign it again.");
    return {};
}

} // namespace

Result<envelope::ListedForm> Authority::publish_form(ByteView der) {
    State& state = *state_;
    const auto package = envelope::open_form(der, state.office.root);
    if (!package)
        return package.error();
    const envelope::ListedForm form{package->form, package->version, sha256(der)};
    {
        const std::lock_guard lock(state.mutex);
        auto next = *state.newest.directory;
        auto listed = std::find_if(next.forms.begin(), next.forms.end(),
                                   [&](const auto& one) { return one.id == form.id; });
        if (listed == next.forms.end() && next.forms.size() >= envelope::kMostForms)
            return fail(Reason::refused, "too_many_forms",
                        "The directory names " + std::to_string(envelope::kMostForms) +
                            " forms, and that is all it can. Nothing was published; publish this "
                            "one under the name of a form that is in use.");
        if (listed == next.forms.end())
            listed = next.forms.insert(next.forms.end(), envelope::ListedForm{});
        else if (*listed == form)
            return form;
        else if (const auto good = may_follow(*listed, form); !good)
            return good.error();
        *listed = form;
        database::Transaction transaction = state.begin();
        auto insert = state.database.prepare(
            "insert into form (sha256, id, version, der, published_at) values (?, ?, ?, ?, ?)");
        insert
            .bind_all(ByteView(form.sha256), std::string_view(form.id),
                      std::string_view(form.version), der, unix_ms(state.clock.now()))
            .run();
        state.publish(transaction, std::move(next));
    }
    {
        const std::lock_guard lock(state.forms.mutex);
        state.forms.known.insert(form.sha256);
    }
    state.tell_change();
    return form;
}

std::optional<Bytes> Authority::form_package(const Hash& sha256) const {
    auto& forms = state_->forms;
    const std::lock_guard lock(forms.mutex);
    if (!forms.reading || forms.reading->broken()) {
        forms.reading.reset();
        forms.reading.emplace(state_->reading());
        auto row = forms.reading->prepare("select sha256 from form");
        while (row.step())
            forms.known.insert(hash_of(row.blob(0)));
    }
    if (!forms.known.contains(sha256))
        return std::nullopt;
    auto row = forms.reading->prepare("select der from form where sha256 = ?");
    row.bind(1, ByteView(sha256));
    if (!row.step())
        return std::nullopt;
    const auto der = row.blob(0);
    return Bytes(der.begin(), der.end());
}

std::vector<Authority::PublishedForm> Authority::published_forms() const {
    State& state = *state_;
    const std::lock_guard lock(state.mutex);
    const auto& in_use = state.newest.directory->forms;
    auto database = state.reading();
    auto row = database.prepare(
        "select id, version, sha256, published_at from form order by id, published_at desc, rowid "
        "desc");
    std::vector<PublishedForm> out;
    while (row.step()) {
        PublishedForm one{
            {std::string(row.text(0)), std::string(row.text(1)), hash_of(row.blob(2))},
            from_unix_ms(row.integer(3)),
            false};
        one.in_use = std::find(in_use.begin(), in_use.end(), one.form) != in_use.end();
        out.push_back(std::move(one));
    }
    return out;
}

} // namespace suoja::relay
