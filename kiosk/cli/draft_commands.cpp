// SPDX-License-Identifier: Apache-2.0
// draft: what has been begun on this device and not finalised. No answers; of those that a newer
// form has no place for, the questions.
#include "kiosk/cli/command.h"
#include "kiosk/presenters/drafting.h"
#include "kiosk/presenters/renewal.h"
#include "kiosk/store/access.h"

#include <iomanip>

namespace suoja::kiosk::cli {
namespace {

namespace bj = boost::json;

bj::object draft_json(const Draft& draft) {
    return {{"draft", draft.id.str()},
            {"case_code", draft.case_code},
            {"form", draft.form},
            {"form_version", draft.form_version},
            {"created_at", rfc3339(draft.created_at)},
            {"saved_at", rfc3339(draft.saved_at)},
            {"sections_done", draft.sections_done},
            {"sections", draft.sections},
            {"keep_until",
             draft.keep_until ? bj::value(rfc3339(*draft.keep_until)) : bj::value(nullptr)}};
}

std::string term_words(const Draft& draft) {
    if (!draft.keep_until)
        return "";
    const auto until = rfc3339(*draft.keep_until);
    return term_of(draft, system_clock().now()) == Term::running ? "  kept until " + until
                                                                 : "  WILL BE ERASED " + until;
}

Result<void> list(const Globals& globals, const std::string& form, bool json) {
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto may = require(device->user, Operation::own_records_list); !may)
        return may.error();
    const auto drafts = device->store.drafts().list(form);
    if (json) {
        bj::array out;
        for (const auto& draft : drafts)
            out.push_back(draft_json(draft));
        print_json(out);
        return {};
    }
    if (drafts.empty())
        std::cout << "No drafts here.\n";
    for (const auto& draft : drafts)
        std::cout << std::left << std::setw(18) << draft.case_code << std::setw(8) << draft.form
                  << "saved " << rfc3339(draft.saved_at) << "  " << draft.sections_done << " of "
                  << draft.sections << " sections" << term_words(draft) << "  " << draft.id.str()
                  << '\n';
    return {};
}

Result<DraftId> parse_draft_id(const std::string& text) {
    const auto id = DraftId::parse(text);
    if (!id)
        return fail(Reason::usage, "not_an_id",
                    "That is not a draft's id. `suoja draft list` gives them.");
    return *id;
}

// A draft of this device that its user may write.
Result<Draft> own_draft(Unlocked& device, const DraftId& id) {
    auto draft = device.store.drafts().find(id);
    if (!draft)
        return fail(Reason::not_found, "no_such_draft", "There is no such draft on this device.");
    if (!may_write(device.user, draft->form, draft->answers))
        return fail(Reason::refused, "not_allowed",
                    "Your role does not write this form. Nothing was changed.");
    return std::move(*draft);
}

struct Erasing {
    std::string id;
    bool yes = false;
};

Result<void> erase_one(const Globals& globals, const Erasing& wanted) {
    const auto id = parse_draft_id(wanted.id);
    if (!id)
        return id.error();
    if (!wanted.yes)
        return fail(Reason::refused, "not_confirmed",
                    "This erases the draft with its answers and cannot be undone. Nothing was "
                    "changed; say so with --yes.");
    auto device = open_device(globals);
    if (!device)
        return device.error();
    const auto draft = own_draft(*device, *id);
    if (!draft)
        return draft.error();
    if (const auto done = erase_draft(device->store, device->user, *id); !done)
        return done.error();
    std::cout << "The draft " << draft->case_code << " is erased.\n";
    return {};
}

struct Renewing {
    std::string id;
    bool drop = false;
};

Result<void> renew_one(const Globals& globals, const Renewing& wanted) {
    const auto id = parse_draft_id(wanted.id);
    if (!id)
        return id.error();
    auto working = open_with_forms(globals);
    if (!working)
        return working.error();
    auto& store = working->device.store;
    auto draft = own_draft(working->device, *id);
    if (!draft)
        return draft.error();
    const auto renewal = renewal_of(working->forms, *draft);
    if (renewal.newer == nullptr) {
        std::cout << draft->case_code << " goes on with "
                  << (renewal.form ? renewal.form->version : draft->form_version)
                  << "; nothing has to be dropped.\n";
        return {};
    }
    std::cout << "Version " << renewal.newer->version << " of the form has no place for:\n";
    for (const auto& path : renewal.left)
        std::cout << "  " << in_one_line(words_of(*renewal.form, path, "en")) << '\n';
    if (!wanted.drop)
        return fail(Reason::refused, "would_drop",
                    "Nothing was changed; the draft goes on with version " + draft->form_version +
                        " of its form. --drop leaves these answers out and goes on with the "
                        "newer one.");
    renew(*draft, renewal);
    draft->saved_at = store.clock().now();
    database::Transaction transaction(store.database());
    store.drafts().save(*draft);
    store.audit().append(draft->saved_at, database::Act::draft_renewed,
                         working->device.user.id.str(), draft->id.str());
    transaction.commit();
    std::cout << "They were left out; " << draft->case_code << " goes on with version "
              << draft->form_version << ".\n";
    return {};
}

} // namespace

void add_draft_commands(Commands& commands) {
    struct Wishes {
        std::string form;
        bool json = false;
    };
    const auto& globals = commands.globals();
    auto wishes = std::make_shared<Wishes>();
    auto* group = commands.group("draft", "Records begun and not finalised");
    auto* all = commands.add(group, "list", "Lists them, newest first, without their answers",
                             "draft list --user aino");
    all->add_option("--form", wishes->form, "Only this form");
    all->add_flag("--json", wishes->json, "As JSON");
    commands.on(all, [&globals, wishes] { return list(globals, wishes->form, wishes->json); });

    auto renewing = std::make_shared<Renewing>();
    auto* newer = commands.add(group, "renew", "Goes on with the newest version of its form",
                               "draft renew 0190f3c2-7a54-7cc1-9d0e-1f2a3b4c5d6e --user aino");
    newer->add_option("ID", renewing->id, "The draft")->required();
    newer->add_flag("--drop", renewing->drop, "Leave out the answers that it has no place for");
    commands.on(newer, [&globals, renewing] { return renew_one(globals, *renewing); });

    auto erasing = std::make_shared<Erasing>();
    auto* erase =
        commands.add(group, "erase", "Erases one for good; the audit log keeps that",
                     "draft erase 0190f3c2-7a54-7cc1-9d0e-1f2a3b4c5d6e --yes --user aino");
    erase->add_option("id", erasing->id, "The draft's id")->required();
    erase->add_flag("--yes", erasing->yes, "It cannot be undone, and I mean it");
    commands.on(erase, [&globals, erasing] { return erase_one(globals, *erasing); });
}

} // namespace suoja::kiosk::cli
