// SPDX-License-Identifier: Apache-2.0
// audit: who did what on this device, and whether the log holds together.
#include "kiosk/cli/command.h"
#include "kiosk/store/access.h"

#include <iomanip>

namespace suoja::kiosk::cli {
namespace {

namespace bj = boost::json;

struct Wishes {
    std::uint64_t from = 1;
    std::size_t most = 1000;
    bool json = false;
};

Result<void> list(const Globals& globals, const Wishes& wishes) {
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto may = require(device->user, Operation::audit_read); !may)
        return may.error();
    const auto entries = device->store.audit().list(wishes.from, wishes.most);
    bj::array out;
    for (const auto& entry : entries) {
        if (wishes.json)
            out.push_back({{"number", entry.number},
                           {"at", rfc3339(entry.at)},
                           {"act", name(entry.act)},
                           {"user", entry.user},
                           {"subject", entry.subject},
                           {"hash", hex(entry.hash)}});
        else
            std::cout << std::right << std::setw(6) << entry.number << "  " << rfc3339(entry.at)
                      << "  " << std::left << std::setw(22) << name(entry.act) << std::setw(38)
                      << (entry.user.empty() ? "-" : entry.user) << entry.subject << '\n';
    }
    if (wishes.json)
        print_json(out);
    return {};
}

Result<void> verify(const Globals& globals) {
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto may = require(device->user, Operation::audit_read); !may)
        return may.error();
    const auto problems = device->store.database().verify();
    if (!problems.empty())
        return fail(Reason::damaged, "database_damaged",
                    "The database has " + std::to_string(problems.size()) +
                        " damaged places. Stop using this device and restore its newest backup.");
    const auto head = device->store.audit().verify();
    if (!head)
        return head.error();
    std::cout << head->size << " entries, every one in its place; head " << hex(head->hash) << '\n';
    return {};
}

} // namespace

void add_audit_commands(Commands& commands) {
    const auto& globals = commands.globals();
    auto wishes = std::make_shared<Wishes>();
    auto* audit = commands.group("audit", "Who did what on this device");
    auto* all = commands.add(audit, "list", "Lists the entries", "audit list --user aino");
    all->add_option("--from", wishes->from, "First number");
    all->add_option("--most", wishes->most, "How many at most")->capture_default_str();
    all->add_flag("--json", wishes->json, "As JSON");
    commands.on(all, [&globals, wishes] { return list(globals, *wishes); });
    auto* check = commands.add(
        audit, "verify", "Recomputes the chain of the log and checks every page of the database",
        "audit verify --user aino");
    commands.on(check, [&globals] { return verify(globals); });
}

} // namespace suoja::kiosk::cli
