// SPDX-License-Identifier: Apache-2.0
// desk: what the central team has received.
#include "kiosk/cli/answers_text.h"
#include "kiosk/cli/command.h"
#include "kiosk/exchange/desk_feed.h"
#include "kiosk/store/access.h"

#include <algorithm>
#include <iomanip>

namespace suoja::kiosk::cli {
namespace {

namespace bj = boost::json;

struct Wishes {
    std::string id;
    bool json = false;
};

bj::object received_json(const Received& row) {
    return {{"record", row.record.str()},
            {"case_code", row.case_code},
            {"form", row.form},
            {"form_version", row.form_version},
            {"version", row.version},
            {"site", row.site},
            {"device", row.device},
            {"language", row.language},
            {"urgent", row.urgent},
            {"finalised_at", rfc3339(row.finalised_at)},
            {"received_at", rfc3339(row.received_at)},
            {"leaf", row.leaf},
            {"signing_key", row.signer_key},
            {"identity_expected", row.identity_expected},
            {"identity_here", row.identity_here},
            {"opened", row.opened},
            {"withdrawn_at",
             row.withdrawn_at ? bj::value(rfc3339(*row.withdrawn_at)) : bj::value(nullptr)}};
}

// what does not show in the list, because it is not here
void tell_alarms(Store& store, std::ostream& out) {
    constexpr std::size_t kMostShown = 10;
    if (const auto stopped = store.setting(kFeedStopped); !stopped.empty())
        out << "The centre's log is read no further than entry "
            << stopped.substr(0, stopped.find(' '))
            << ": the relay does not give it whole. It is asked for again; if this stays, tell the "
               "administrator.\n";
    if (!store.setting(kLogConflict).empty())
        out << "The centre's log did not agree with what was seen before. Tell the "
               "administrator.\n";
    for (const auto& device : store.replica().devices()) {
        const auto gaps = store.replica().gaps(device);
        if (gaps.empty())
            continue;
        out << device << ": " << gaps.size() << " numbers have not come (";
        for (std::size_t i = 0; i < std::min(gaps.size(), kMostShown); ++i)
            out << (i > 0 ? ", " : "") << gaps[i];
        out << (gaps.size() > kMostShown ? ", …" : "")
            << "). They may be held back there for a while; if they stay away, tell the "
               "administrator.\n";
    }
}

Result<void> list(const Globals& globals, const Wishes& wishes) {
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto desk = require_desk(*device); !desk)
        return desk.error();
    if (const auto may = require(device->user, Operation::desk_list); !may)
        return may.error();
    constexpr std::size_t kMost = 100'000;
    const auto rows = device->store.replica().list({}, kMost);
    if (wishes.json) {
        bj::array out;
        for (const auto& row : rows)
            out.push_back(received_json(row));
        print_json(out);
        tell_alarms(device->store, std::cerr);
        return {};
    }
    if (rows.empty())
        std::cout << "Nothing has been received yet. `suoja sync` fetches what is there.\n";
    for (const auto& row : rows)
        std::cout << std::left << std::setw(8) << (row.urgent ? "Urgent" : "Normal")
                  << std::setw(18) << in_one_line(row.case_code) << std::setw(8)
                  << in_one_line(row.form) << std::setw(22) << in_one_line(row.device)
                  << "received " << rfc3339(row.received_at) << "  leaf " << row.leaf << "  "
                  << row.record.str() << (row.withdrawn_at ? "  CONSENT WITHDRAWN" : "") << '\n';
    const auto aside = device->store.replica().set_aside_list(1000).size();
    if (aside > 0)
        std::cout << aside
                  << " entries did not verify and were set aside: kept here as they came, never "
                     "shown as records. `suoja audit list` names them (quarantined).\n";
    tell_alarms(device->store, std::cout);
    return {};
}

Result<void> show(const Globals& globals, const Wishes& wishes) {
    auto reading = open_for_reading(globals, wishes.id);
    if (!reading)
        return reading.error();
    auto& [id, forms, device] = *reading;
    if (const auto desk = require_desk(device); !desk)
        return desk.error();
    const auto opened = open_at_desk(device.store, device.user, id);
    if (!opened)
        return opened.error();
    const auto& row = opened->received;
    const auto answers = merged_answers(opened->documents.rest, opened->documents.identity);
    if (!answers)
        return answers.error();
    if (wishes.json) {
        auto out = received_json(row);
        auto both = record::answers_to_json(*answers);
        out["identity_withheld"] = opened->identity_withheld;
        out["answers"] = std::move(both.at("answers"));
        out["missing"] = std::move(both.at("missing"));
        print_json(out);
        return {};
    }
    std::cout << in_one_line(row.case_code) << ", version " << row.version
              << (row.urgent ? ", urgent" : "") << "\n  finalised " << rfc3339(row.finalised_at)
              << " on " << row.device << ", signed with key " << row.signer_key
              << "\n  received by the centre " << rfc3339(row.received_at) << " as leaf "
              << row.leaf
              << "; signature, recipients, sequence and receipt were verified when it came\n";
    if (row.withdrawn_at)
        std::cout << "  THE CONSENT WAS WITHDRAWN " << rfc3339(*row.withdrawn_at)
                  << "; the unit erased its copy and asks for the erasure of this one\n";
    if (opened->identity_withheld)
        std::cout << "  identifying answers are withheld from your role\n";
    else if (row.identity_expected && !row.identity_here)
        std::cout << "  the identifying answers have not come yet\n";
    print_answers(*answers, forms.find(row.form, row.form_version).get());
    return {};
}

} // namespace

void add_desk_commands(Commands& commands) {
    const auto& globals = commands.globals();
    auto wishes = std::make_shared<Wishes>();
    auto* desk = commands.group("desk", "What the central team has received");
    auto* all = commands.add(desk, "list", "Lists it: urgent first, then oldest first",
                             "desk list --user eeva");
    all->add_flag("--json", wishes->json, "As JSON");
    commands.on(all, [&globals, wishes] { return list(globals, *wishes); });
    auto* one = commands.add(desk, "show", "Shows one; the reading is written to the audit log",
                             "desk show 0190f3c2-7a54-7cc1-9d0e-1f2a3b4c5d6e --user eeva");
    one->add_option("id", wishes->id, "The record's id")->required();
    one->add_flag("--json", wishes->json, "As JSON");
    commands.on(one, [&globals, wishes] { return show(globals, *wishes); });
}

} // namespace suoja::kiosk::cli
