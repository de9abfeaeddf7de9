// SPDX-License-Identifier: Apache-2.0
// audit: who did what on this device, and whether the log holds together; at a desk the logs of all
// devices as they were sealed to the centre.
#include "kiosk/cli/command.h"
#include "kiosk/store/access.h"
#include "kiosk/store/audit_batches.h"

#include <iomanip>
#include <map>

namespace suoja::kiosk::cli {
namespace {

namespace bj = boost::json;

struct Wishes {
    std::uint64_t from = 1;
    std::size_t most = 1000;
    std::string device;
    bool json = false;
};

Result<Unlocked> open_for_audit(const Globals& globals) {
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto may = require(device->user, Operation::audit_read); !may)
        return may.error();
    return device;
}

Failure nothing_of(const Unlocked& device, const std::string& other) {
    if (auto desk = require_desk(device); !desk)
        return desk.error();
    return fail(Reason::not_found, "no_audit_of_device",
                "Nothing of the audit log of " + other +
                    " has come to this desk. `suoja sync` fetches what is there.");
}

// The log holds ids alone; whoever reads it here sees who and which case they are.
class Words {
  public:
    explicit Words(Store& store) : store_(&store) {}
    // the name to sign in with, of a user of this device; else the id
    [[nodiscard]] const std::string& who(const std::string& id) {
        return remembered(id, [&]() -> std::string {
            const auto user = UserId::parse(id);
            const auto found = user ? store_->staff().by_id(*user) : std::nullopt;
            return found ? found->name : "";
        });
    }
    // the case code, where the subject is a record, draft or envelope that is here, before the id
    [[nodiscard]] const std::string& what(const std::string& subject) {
        return remembered(subject, [&]() -> std::string {
            if (const auto envelope = envelope::EnvelopeId::parse(subject)) {
                const auto row = store_->records().envelope(*envelope);
                return row ? case_of(row->record) : "";
            }
            const auto id = RecordId::parse(subject);
            if (!id)
                return "";
            if (const auto user = store_->staff().by_id(UserId{id->bytes}))
                return user->name;
            return case_of(*id);
        });
    }

  private:
    std::string case_of(const RecordId& id) {
        const auto here = store_->records().row(id, store_->clock().now());
        if (here)
            return here->case_code;
        if (const auto received = store_->replica().find(id))
            return received->case_code;
        const auto draft = store_->drafts().find(DraftId{id.bytes});
        return draft ? draft->case_code : "";
    }
    template <class Find> const std::string& remembered(const std::string& id, Find find) {
        const auto known = known_.find(id);
        return known != known_.end() ? known->second : known_.emplace(id, find()).first->second;
    }
    Store* store_;
    std::map<std::string, std::string> known_;
};

void print_json(const std::vector<DeviceEntry>& entries) {
    bj::array out;
    for (const auto& entry : entries)
        out.push_back({{"number", entry.number},
                       {"at", rfc3339(entry.at)},
                       {"act", entry.act},
                       {"user", entry.user},
                       {"subject", entry.subject},
                       {"hash", hex(entry.hash)}});
    cli::print_json(out);
}

void print(const std::vector<DeviceEntry>& entries, Store& store, bool json) {
    if (json)
        return print_json(entries);
    Words words(store);
    for (const auto& entry : entries) {
        const auto& who = words.who(entry.user);
        const auto& what = words.what(entry.subject);
        std::cout << std::right << std::setw(6) << entry.number << "  " << rfc3339(entry.at) << "  "
                  << std::left << std::setw(22) << entry.act << std::setw(20)
                  << (!who.empty()         ? who
                      : entry.user.empty() ? "-"
                                           : entry.user)
                  << "  " << what << (what.empty() || entry.subject.empty() ? "" : "  ")
                  << entry.subject << '\n';
    }
}

Result<void> list(const Globals& globals, const Wishes& wishes) {
    auto device = open_for_audit(globals);
    if (!device)
        return device.error();
    if (!wishes.device.empty()) {
        const auto entries =
            DeviceAudits(device->store.database()).list(wishes.device, wishes.from, wishes.most);
        if (entries.empty())
            return nothing_of(*device, wishes.device);
        print(entries, device->store, wishes.json);
        return {};
    }
    std::vector<DeviceEntry> entries;
    for (const auto& entry : device->store.audit().list(wishes.from, wishes.most))
        entries.push_back({entry.number, entry.at, std::string(name(entry.act)), entry.user,
                           entry.subject, entry.hash});
    print(entries, device->store, wishes.json);
    return {};
}

// every problem of one device on a line of its own; how many there are
std::size_t tell(const DeviceAudit& found) {
    std::cout << found.device << ": " << found.entries << " entries in " << found.batches
              << " batches, the newest of " << when(found.newest)
              << (found.problems.empty() ? "; every one in its place\n" : "\n");
    for (const auto entry : found.went_back)
        std::cout << "  went on from entry " << entry
                  << " once more: an older copy of its database was put back\n";
    for (const auto& problem : found.problems)
        std::cout << "  " << problem << '\n';
    return found.problems.size();
}

Result<void> verify(const Globals& globals, const Wishes& wishes) {
    auto device = open_for_audit(globals);
    if (!device)
        return device.error();
    auto& database = device->store.database();
    const auto problems = database.verify();
    if (!problems.empty())
        return fail(Reason::damaged, "database_damaged",
                    "The database has " + std::to_string(problems.size()) +
                        " damaged places. Stop using this device and restore its newest backup.");
    DeviceAudits received(database);
    std::vector<std::string> devices{wishes.device};
    if (wishes.device.empty()) {
        const auto sent = audit_sent(database);
        const auto head = device->store.audit().verify(sent);
        if (!head)
            return head.error();
        std::cout << head->size << " entries, every one in its place; head " << hex(head->hash)
                  << "; " << (sent ? sent->size : 0) << " of them sealed to the centre\n";
        devices = received.devices();
    }
    std::string broken;
    for (const auto& one : devices) {
        const auto found = received.verify(one);
        if (found.batches == 0)
            return nothing_of(*device, one);
        if (tell(found) > 0)
            broken += (broken.empty() ? "" : ", ") + one;
    }
    if (!broken.empty())
        return fail(Reason::damaged, "device_audit",
                    "The audit log that was sealed to the centre is not whole for: " + broken +
                        ". What is here is kept as it came; keep those devices as they are and "
                        "find out why.");
    return {};
}

Result<void> send(const Globals& globals) {
    auto device = open_for_audit(globals);
    if (!device)
        return device.error();
    const auto batches = send_audit(device->store, device->directory.outgoing(), AuditWhen::now);
    if (!batches)
        return batches.error();
    const auto sent = audit_sent(device->store.database());
    if (!sent)
        return fail(Reason::refused, "no_centre_key",
                    "The central team has no key yet, so nothing can be sealed for it. The audit "
                    "log is kept whole and goes when the key is there.");
    std::cout << *batches << " batches sealed; the centre is told up to entry " << sent->size
              << '\n';
    return {};
}

} // namespace

void add_audit_commands(Commands& commands) {
    const auto& globals = commands.globals();
    auto wishes = std::make_shared<Wishes>();
    auto* audit = commands.group("audit", "Who did what");
    auto* all = commands.add(audit, "list",
                             "Lists the entries of this device, or at a desk those "
                             "of another",
                             "audit list --user aino");
    all->add_option("--from", wishes->from, "Number of the first entry")->capture_default_str();
    all->add_option("--most", wishes->most, "How many at most")->capture_default_str();
    all->add_option("--device", wishes->device, "At a desk: another device, SITE/NAME");
    all->add_flag("--json", wishes->json, "As JSON");
    commands.on(all, [&globals, wishes] { return list(globals, *wishes); });
    auto* check = commands.add(
        audit, "verify",
        "Recomputes the chain of the log and checks every page of the database; at a desk also the "
        "logs of all devices",
        "audit verify --user aino");
    check->add_option("--device", wishes->device, "At a desk: only this device, SITE/NAME");
    commands.on(check, [&globals, wishes] { return verify(globals, *wishes); });
    auto* up = commands.add(audit, "send",
                            "Seals what was logged since the last batch for the centre; happens "
                            "by itself at a lock, every hour and every 200 entries",
                            "audit send --user aino");
    commands.on(up, [&globals] { return send(globals); });
}

} // namespace suoja::kiosk::cli
