// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/finalise.h"

#include "kiosk/store/access.h"
#include "kiosk/store/outgoing.h"
#include "kiosk/store/sealing.h"

#include <cassert>

namespace suoja::kiosk {
namespace {

using envelope::Group;

constexpr std::string_view kCall = "call";

Failure not_allowed() {
    return fail(Reason::refused, "not_allowed",
                "Your role does not include this. Nothing was changed; ask a supervisor.");
}

Failure not_ready() {
    return fail(Reason::refused, "not_ready",
                "Something needed to send is not there yet. The draft is kept; the review lists "
                "what is missing.");
}

bool urgent(const form::Answers& answers) {
    const auto found = answers.find(std::string_view("forward_priority"));
    const auto* text = found == answers.end() ? nullptr : std::get_if<std::string>(&found->second);
    return text != nullptr && *text == "urgent";
}

record::Document document_of(const User& user, record::RecordBody body) {
    record::Document document;
    document.header.kind = record::Kind::record;
    document.header.author = user.id;
    document.body = std::move(body);
    return document;
}

} // namespace

Result<Finalised> finalise(Store& store, const std::filesystem::path& outgoing, const User& user,
                           const Draft& draft, form::Entry& entry, std::chrono::seconds hold) {
    if (!may_write(user, draft.form, entry.answers()))
        return not_allowed();
    assert(entry.form().id == draft.form);
    // asked again after an answer that got lost: the same version
    if (const auto made = store.records().made_from(draft.id))
        return Finalised{made->record, made->version, made->case_code};
    if (!record::check(entry).open())
        return not_ready();
    const auto sender = sender_of(store);
    if (!sender)
        return sender.error();
    // Operators share the part of a call that identifies nobody. Before the hotline has a key of
    // its own that part goes to the centre alone; nothing waits for it.
    const bool shared =
        draft.form == kCall && sender->directory->group(envelope::name(Group::hotline)) != nullptr;
    const Group rest_group = shared ? Group::hotline : Group::centre;
    const auto rest_recipients = recipients_of(*sender, rest_group, {});
    if (!rest_recipients)
        return rest_recipients.error();
    const auto identity_recipients = recipients_of(*sender, Group::centre, {});
    if (!identity_recipients)
        return identity_recipients.error();

    const Millis now = store.clock().now();
    entry.finish(now);
    const auto answers = entry.answers();
    auto split = record::split_by_class(entry.form(), answers);
    record::RecordBody body;
    body.record = RecordId::make(now);
    body.version = 1;
    body.part = record::Part::rest;
    body.has_identity = !split.identity.empty();
    body.form = entry.form().id;
    body.form_version = entry.form().version;
    body.case_code = draft.case_code;
    body.created_at = draft.created_at;
    body.finalised_at = now;
    body.links = draft.links;
    body.urgent = urgent(answers);
    auto identity_body = body;
    identity_body.part = record::Part::identity;
    identity_body.has_identity = false;
    body.answers = std::move(split.rest);
    identity_body.answers = std::move(split.identity);
    const bool has_identity = body.has_identity;
    const bool is_urgent = body.urgent;

    Version version{body.record,
                    1,
                    body.form,
                    body.form_version,
                    body.case_code,
                    "",
                    user.id,
                    body.created_at,
                    now,
                    is_urgent,
                    "",
                    "",
                    draft.links,
                    draft.id};
    std::vector<OutgoingFile> files;
    database::Transaction transaction(store.database());
    auto head = store.keys().head();
    const auto add = [&](record::RecordBody part, Group group,
                         const std::vector<envelope::Certificate>& recipients,
                         std::string& kept) -> Result<void> {
        const auto which = part.part;
        auto sealed = seal_next(store, *sender, head, document_of(user, std::move(part)), group, {},
                                recipients);
        if (!sealed)
            return sealed.error();
        sealed->row.record = version.record;
        sealed->row.version = version.version;
        sealed->row.part = which;
        // one time for the whole version: its parts are let go together
        sealed->row.hold_until = now + (is_urgent ? std::chrono::seconds{0} : hold);
        kept = std::move(sealed->document);
        files.push_back({std::move(sealed->row), std::move(sealed->der)});
        return {};
    };
    if (auto good = add(std::move(body), rest_group, *rest_recipients, version.rest); !good)
        return good.error();
    if (has_identity)
        if (auto good = add(std::move(identity_body), Group::centre, *identity_recipients,
                            version.identity);
            !good)
            return good.error();

    store.records().insert(version, {}, {});
    for (const auto& file : files)
        store.records().insert_envelope(file.row, file.der);
    store.keys().advance(head);
    store.drafts().finalised(draft.id);
    store.audit().append(now, database::Act::finalised, user.id.str(), version.record.str());
    transaction.commit();
    offer_outgoing(store, outgoing, files);
    return Finalised{version.record, version.version, version.case_code};
}

Result<std::string> new_case_code(Store& store) {
    const auto sender = sender_of(store);
    if (!sender)
        return sender.error();
    const auto* device = sender->directory->device(sender->device);
    const auto* site = sender->directory->site(sender->site);
    if (device == nullptr || site == nullptr)
        return fail(Reason::refused, "not_listed",
                    "This device is not in the office's directory. What is here is safe; tell the "
                    "central team.");
    const Millis now = store.clock().now();
    database::Transaction transaction(store.database());
    const auto number = store.keys().next_case_number(now);
    transaction.commit();
    return record::write_case_code(
        {site->code, device->number, static_cast<std::uint32_t>(year_of(now)), number});
}

Result<envelope::EnvelopeId> send_document(Store& store, const std::filesystem::path& outgoing,
                                           record::Document document, Group group,
                                           std::string_view to_device) {
    const auto sender = sender_of(store);
    if (!sender)
        return sender.error();
    const auto recipients = recipients_of(*sender, group, to_device);
    if (!recipients)
        return recipients.error();
    database::Transaction transaction(store.database());
    auto head = store.keys().head();
    auto sealed =
        seal_next(store, *sender, head, std::move(document), group, to_device, *recipients);
    if (!sealed)
        return sealed.error();
    store.records().insert_envelope(sealed->row, sealed->der);
    store.keys().advance(head);
    transaction.commit();
    const auto id = sealed->row.id;
    offer_outgoing(store, outgoing, {{std::move(sealed->row), std::move(sealed->der)}});
    return id;
}

} // namespace suoja::kiosk
