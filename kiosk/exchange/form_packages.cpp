// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/form_packages.h"

#include "core/form/load.h"
#include "core/log.h"
#include "kiosk/exchange/calls.h"

namespace suoja::kiosk {
namespace {

using envelope::FormPackage;
using envelope::ListedForm;

constexpr std::size_t kMostAtOnce = 8; // a round; the others with the next

struct Wanted {
    std::vector<ListedForm> forms;
    std::uint64_t serial = 0; // of the directory that names them
    std::optional<envelope::Certificate> root;
};

Wanted look(Store& store) {
    Wanted out;
    const auto directory = store.office().directory();
    if (directory == nullptr)
        return out;
    for (const auto& form : directory->forms)
        if (out.forms.size() < kMostAtOnce && !store.forms().holds(form.sha256) &&
            !store.forms().refused(form))
            out.forms.push_back(form);
    out.serial = directory->serial;
    out.root = store.office().root();
    return out;
}

void keep(Store& store, const ListedForm& listed, const Result<FormPackage>& judged) {
    const auto now = store.clock().now();
    database::Transaction transaction(store.database());
    if (judged) {
        store.forms().keep_published(*judged, listed.sha256, now);
        store.audit().append(now, database::Act::form_taken, "", listed.id + ':' + listed.version);
    } else {
        store.forms().refuse(listed, judged.error().code, now);
    }
    transaction.commit();
}

// One entry for a directory, however many forms of it were refused.
void say_refused(Store& store, std::uint64_t serial) {
    constexpr std::string_view kSaid = "forms_refused_of";
    const auto mark = std::to_string(serial);
    if (store.setting(kSaid) == mark)
        return;
    database::Transaction transaction(store.database());
    store.set_setting(kSaid, mark);
    store.audit().append(store.clock().now(), database::Act::form_refused, "", "serial:" + mark);
    transaction.commit();
}

} // namespace

Result<FormPackage> judge_form(ByteView der, const ListedForm& listed,
                               const envelope::Certificate& root,
                               std::string_view newest_published) {
    auto package = envelope::open_form(der, root);
    if (!package)
        return package;
    if (package->form != listed.id || package->version != listed.version)
        return fail(Reason::untrusted, "form_not_listed",
                    "A form package is of another form or version than the directory says. The "
                    "form in use stays in use; tell the office.");
    const int order = newest_published.empty()
                          ? 1
                          : envelope::compare_versions(package->version, newest_published);
    if (order < 0)
        return fail(Reason::refused, "form_older",
                    "The office's directory names an older form than one taken before. The newer "
                    "one stays in use; tell the office.");
    if (order == 0) // what was taken before is not judged again: these are other contents
        return fail(Reason::refused, "form_version_taken",
                    "The office's directory names other contents under a version that was taken "
                    "before. The first stays in use; tell the office.");
    const auto loaded = form::parse_form(package->files);
    if (!loaded.form || loaded.form->id != package->form ||
        loaded.form->version != package->version)
        return fail(Reason::damaged, "form_unusable",
                    "This program cannot use a form that the office published. The form in use "
                    "stays in use; tell the office.");
    return package;
}

Result<std::size_t> carry_forms(link::LocalClient& relay, StoreGate& store) {
    const auto wanted = store.visit(look);
    if (!wanted)
        return wanted.error();
    std::size_t taken = 0;
    bool refused = false;
    for (const auto& listed : wanted->forms) {
        const auto der = calls::form(relay, listed.sha256);
        if (!der && der.error().reason == Reason::unreachable)
            return der.error();
        if (!der || sha256(*der) != listed.sha256) {
            if (der)
                log(Level::warning, "form_damaged", {{"form", std::string_view(listed.id)}});
            continue; // not at the relay yet, or spoilt there: asked for again
        }
        const auto before =
            store.visit([&](Store& s) { return s.forms().newest_published(listed.id); });
        if (!before)
            return before.error();
        const auto judged = judge_form(*der, listed, *wanted->root, *before);
        const auto kept = store.visit([&](Store& s) {
            keep(s, listed, judged);
            return true;
        });
        if (!kept)
            return kept.error();
        taken += judged ? 1 : 0;
        refused = refused || !judged;
        if (!judged)
            log(Level::warning, "form_refused",
                {{"form", std::string_view(listed.id)},
                 {"code", std::string_view(judged.error().code)}});
    }
    if (refused) {
        const auto said = store.visit([&](Store& s) {
            say_refused(s, wanted->serial);
            return true;
        });
        if (!said)
            return said.error();
        return fail(Reason::refused, "form_refused",
                    "A form that the office published was refused. The form in use stays in use; "
                    "`suoja form list` says why; tell the office.");
    }
    return taken;
}

} // namespace suoja::kiosk
