// SPDX-License-Identifier: Apache-2.0
// draft: what has been begun on this device and not finalised. No answers.
#include "kiosk/cli/command.h"
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
                  << draft.sections << " sections" << term_words(draft) << '\n';
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
}

} // namespace suoja::kiosk::cli
