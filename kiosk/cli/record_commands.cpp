// SPDX-License-Identifier: Apache-2.0
// record and sync: what this device registers and sends.
#include "core/envelope/checkpoint.h"
#include "core/given_json.h"
#include "kiosk/cli/answers_text.h"
#include "kiosk/cli/command.h"
#include "kiosk/exchange/receipts.h"
#include "kiosk/presenters/drafting.h"
#include "kiosk/store/access.h"

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <sstream>

namespace suoja::kiosk::cli {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMostInput = std::size_t{1} << 20U;

struct Wishes {
    std::string form, json_from, id, state;
    std::uint32_t version = 0;
    bool json = false;
    int wait = 0;
};

// ---- add

Failure problems_failure(const form::Entry& entry, const record::Gate& gate) {
    std::string what = "The record is not complete and was not stored:";
    for (const auto& problem : gate.problems) {
        what += "\n  " + problem.path + ": ";
        const auto said = entry.message(problem.path, "en");
        switch (problem.fault) {
        case form::Fault::required:
            what += said.empty() ? "needed to send" : said;
            break;
        case form::Fault::constraint:
            what += said.empty() ? "does not keep the form's rule" : said;
            break;
        case form::Fault::malformed:
            what += "cannot be read as what is asked";
            break;
        case form::Fault::too_long:
            what += "is longer than " +
                    std::to_string(entry.question(problem.path)->max_length.value_or(0)) +
                    " characters";
            break;
        case form::Fault::too_many:
            what += "are more than " + std::to_string(form::kMaxInstances) +
                    ", which is the most that one record holds";
            break;
        }
    }
    if (!gate.consent)
        what += "\n  " + entry.form().forward_message.in("en");
    return fail(Reason::refused, "not_ready", what);
}

// What `record show --json` printed: its answers, for the form they were given to.
Result<std::string> answers_of(const form::Form& form, std::string_view text, std::size_t line) {
    auto object = json::parse_given(text, kMostInput, line);
    if (!object)
        return object.error();
    if (!object->contains("record"))
        return std::string(text);
    if (json::text_of(*object, "form") != form.id)
        return fail(Reason::refused, "other_form",
                    "These are the answers of another form. Nothing was stored; name that form "
                    "with --form.");
    for (const auto* shown : {"record", "version", "case_code", "form", "form_version",
                              "created_at", "finalised_at", "urgent", "erased"})
        object->erase(shown);
    return json::canonical(*object);
}

Result<void> add_one(Unlocked& device, const std::shared_ptr<const form::Form>& form,
                     std::string_view text, std::size_t line = 1) {
    const auto answers = answers_of(*form, text, line);
    if (!answers)
        return answers.error();
    const auto context = context_for(device.user, device.device.device, system_clock().now(), 0);
    form::Entry entry(form, context);
    if (const auto read = record::answers_from_json(*answers, entry); !read)
        return read.error();
    if (const auto gate = record::check(entry); !gate.open())
        return problems_failure(entry, gate);
    if (!may_write(device.user, form->id, entry.answers()))
        return require(device.user,
                       form->id == "call" ? Operation::call_write : Operation::intake_write);
    auto draft = make_draft(device.store, device.user, form, context);
    if (!draft)
        return draft.error();
    draft->answers = entry.draft();
    const auto done = finalise(device.store, device.directory.outgoing(), device.user, *draft,
                               entry, std::chrono::seconds{0});
    if (!done) {
        // what could not be finalised is no half-made draft in somebody's list
        static_cast<void>(erase_draft(device.store, device.user, draft->id));
        return done.error();
    }
    print_json(bj::object{{"record", done->record.str()},
                          {"case_code", done->case_code},
                          {"version", done->version}});
    return {};
}

Result<void> add(const Globals& globals, const Wishes& wishes) {
    auto working = open_with_forms(globals);
    if (!working)
        return working.error();
    auto* const device = &working->device;
    const auto form = working->forms.newest(wishes.form);
    if (!form)
        return fail(Reason::not_found, "no_form",
                    "There is no form \"" + wishes.form +
                        "\" here. `suoja form check DIR` says "
                        "what is wrong with one.");
    if (wishes.json_from != "-") {
        const auto file = read_file(wishes.json_from, kMostInput);
        if (!file)
            return file.error();
        return add_one(*device, form, text(*file));
    }
    // one document a line; the first that is refused is named and nothing behind it is read
    std::string line;
    for (std::size_t number = 1; std::getline(std::cin, line); ++number) {
        if (line.empty())
            continue;
        if (const auto one = add_one(*device, form, line, number); !one) {
            auto failure = one.error();
            failure.what = "Line " + std::to_string(number) + ": " + failure.what +
                           " The lines before it are stored.";
            return failure;
        }
        std::cout.flush();
    }
    return {};
}

// ---- list, show, verify

bj::object row_json(const RecordRow& row) {
    const auto time = [](const std::optional<Millis>& at) {
        return at ? bj::value(rfc3339(*at)) : bj::value(nullptr);
    };
    return {{"record", row.record.str()},
            {"case_code", row.case_code},
            {"form", row.form},
            {"version", row.version},
            {"language", row.language},
            {"author", row.author_display},
            {"urgent", row.urgent},
            {"state", name(row.state)},
            {"finalised_at", rfc3339(row.finalised_at)},
            {"handed_over_at", time(row.handed_over_at)},
            {"forwarded_at", time(row.forwarded_at)},
            {"received_at", time(row.received_at)},
            {"opened_at", time(row.opened_at)},
            {"receipt_number", row.receipt_number},
            {"refused", row.refused},
            {"late", row.late},
            {"withdrawn_at", time(row.withdrawn_at)},
            {"withdrawal_received", row.withdrawal_received},
            {"withdrawal_refused", row.withdrawal_refused}};
}

std::string state_words(const RecordRow& row) {
    if (row.withdrawn_at)
        return !row.withdrawal_refused.empty() ? "Withdrawn, told anew by `record withdraw`"
               : row.withdrawal_received       ? "Withdrawn, centre told"
                                               : "Withdrawn, not yet told";
    switch (row.state) {
    case State::draft:
        return "Draft";
    case State::waiting:
        // this device's own relay does not count: it can be lost together with the device
        return row.handed_over_at ? "Waiting to send (own relay has it)" : "Waiting to send";
    case State::at_relay:
        return "At relay";
    case State::received:
        return row.opened_at ? "Received by centre, opened" : "Received by centre";
    case State::needs_attention:
        return "Needs attention: " + (row.refused.empty() ? "late" : row.refused);
    }
    return {};
}

Result<void> list(const Globals& globals, const Wishes& wishes) {
    std::optional<State> state;
    if (!wishes.state.empty()) {
        state = parse_state(wishes.state);
        if (state == State::draft)
            return fail(Reason::usage, "state_of_drafts",
                        "A draft is not finalised and so no record yet. `suoja draft list` lists "
                        "them.");
        if (!state)
            return fail(Reason::usage, "unknown_state",
                        "States are waiting, at_relay, received and needs_attention.");
    }
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto may = require(device->user, Operation::own_records_list); !may)
        return may.error();
    constexpr std::size_t kMost = 100'000;
    const auto rows = device->store.records().list(wishes.form, state, system_clock().now(), kMost);
    if (wishes.json) {
        bj::array out;
        for (const auto& row : rows)
            out.push_back(row_json(row));
        print_json(out);
        return {};
    }
    if (rows.empty())
        std::cout << (wishes.form.empty() && wishes.state.empty()
                          ? "No finalised records here yet.\n"
                          : "No such records here.\n");
    for (const auto& row : rows)
        std::cout << std::left << std::setw(18) << row.case_code << std::setw(8) << row.form
                  << std::setw(26) << rfc3339(row.finalised_at) << std::setw(36) << state_words(row)
                  << (row.receipt_number.empty() ? "" : "receipt " + row.receipt_number + "  ")
                  << row.record.str() << '\n';
    return {};
}

Result<void> show(const Globals& globals, const Wishes& wishes) {
    auto reading = open_for_reading(globals, wishes.id);
    if (!reading)
        return reading.error();
    auto& [id, forms, device] = *reading;
    const auto version = open_own_record(device.store, device.user, id, wishes.version);
    if (!version)
        return version.error();
    const auto answers = merged_answers(version->rest, version->identity);
    if (!answers)
        return answers.error();
    if (wishes.json) {
        auto both = record::answers_to_json(*answers);
        print_json(bj::object{{"record", version->record.str()},
                              {"version", version->version},
                              {"case_code", version->case_code},
                              {"form", version->form},
                              {"form_version", version->form_version},
                              {"created_at", rfc3339(version->created_at)},
                              {"finalised_at", rfc3339(version->finalised_at)},
                              {"urgent", version->urgent},
                              {"erased", version->rest.empty()},
                              {"answers", std::move(both.at("answers"))},
                              {"missing", std::move(both.at("missing"))}});
        return {};
    }
    std::cout << version->case_code << ", version " << version->version << ", finalised "
              << rfc3339(version->finalised_at) << '\n';
    if (version->rest.empty())
        std::cout << "The consent was withdrawn; the answers were erased on this device.\n";
    print_answers(*answers, forms.find(version->form, version->form_version).get());
    return {};
}

Result<void> verify(const Globals& globals, const Wishes& wishes) {
    const auto id = parse_record_id(wishes.id);
    if (!id)
        return id.error();
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto may = require(device->user, Operation::own_records_list); !may)
        return may.error();
    auto& records = device->store.records();
    const auto rows = records.outbox(*id);
    if (rows.empty())
        return fail(Reason::not_found, "no_such_record", "There is no such record on this device.");
    const auto directory = device->store.office().directory();
    if (directory == nullptr)
        return fail(
            Reason::refused, "no_directory",
            "This device has no directory of its office yet. Try again after `suoja sync`.");
    const auto open = consistency_open(device->store);
    std::size_t waiting = 0;
    for (const auto& row : rows) {
        const std::string label = row.part == record::Part::identity ? "identity part" : "answers";
        if (row.taken_back)
            continue;
        if (sha256(records.sealed(row.id)) != row.sha256)
            return fail(Reason::damaged, "sealed_bytes",
                        "The sealed bytes kept here are not those that were signed.");
        if (row.receipt.empty()) {
            ++waiting;
            std::cout << label << ": sealed, no receipt yet\n";
            continue;
        }
        const auto good = check_receipt(*directory, row.receipt, row.id, row.sha256);
        if (!good) {
            auto failure = good.error();
            // a receipt of another log was never stored by this device: what is here is damaged
            if (failure.code == "unknown_log")
                failure.reason = Reason::damaged;
            return failure;
        }
        const auto& [receipt, checkpoint] = *good;
        std::cout << label << ": leaf " << receipt.leaf << " of " << checkpoint.size
                  << ", received " << rfc3339(receipt.received_at) << ", proof of "
                  << receipt.proof.size() << " hashes and signature of " << checkpoint.origin
                  << " verified"
                  << (std::find(open.begin(), open.end(), row.id) == open.end()
                          ? ""
                          : "; the proof that the log was only added to has not come yet")
                  << '\n';
    }
    if (waiting > 0)
        return fail(Reason::refused, "no_receipt_yet",
                    "The centre has not confirmed this record yet. It is safe here and goes by "
                    "itself; try again after `suoja sync`.");
    return {};
}

// ---- sync

Result<void> synchronise(const Globals& globals, const Wishes& wishes) {
    auto device = open_device(globals);
    if (!device)
        return device.error();
    const auto outgoing = device->directory.outgoing();
    const auto socket = device->device.socket();
    StoreThread thread(std::move(device->store), [](const std::function<void()>& then) { then(); });
    const auto report =
        sync(thread, outgoing, socket, std::chrono::seconds(wishes.wait), system_clock());
    if (!report)
        return report.error();
    if (wishes.json)
        print_json(bj::object{{"relay_reachable", report->relay_reachable},
                              {"handed_over", report->handed_over},
                              {"held", report->held},
                              {"receipts", report->receipts},
                              {"mail", report->mail},
                              {"entries", report->entries},
                              {"set_aside", report->set_aside},
                              {"forms", report->forms}});
    else
        std::cout << report->handed_over << " handed over, " << report->receipts
                  << " receipts verified, " << report->mail << " notes, " << report->entries
                  << " entries" << (report->held > 0 ? ", some held for a minute" : "")
                  << (report->set_aside > 0
                          ? ", " + std::to_string(report->set_aside) + " set aside"
                          : "")
                  << (report->forms > 0 ? ", a new version of a form, used from now on" : "")
                  << '\n';
    if (!report->relay_reachable)
        return fail(Reason::unreachable, "no_relay",
                    "The relay of this device does not answer. Everything is kept here and goes by "
                    "itself once the relay runs again.");
    return {};
}

} // namespace

void add_record_commands(Commands& commands) {
    const auto& globals = commands.globals();
    auto wishes = std::make_shared<Wishes>();
    auto* record = commands.group("record", "Records made on this device");

    auto* make = commands.add(record, "add", "Validates as the window does, signs, seals, queues",
                              "record add --form intake --json intake.json --user aino");
    make->add_option("--form", wishes->form, "intake, call, …")->required();
    make->add_option("--json", wishes->json_from,
                     "{\"answers\":{…},\"missing\":{…}}; - reads one document a line")
        ->required();
    commands.on(make, [&globals, wishes] { return add(globals, *wishes); });

    auto* all = commands.add(record, "list", "Lists them with their state, never a name",
                             "record list --state waiting --user aino");
    all->add_option("--form", wishes->form, "Only this form");
    all->add_option("--state", wishes->state,
                    "Only this state: waiting, at_relay, received, needs_attention");
    all->add_flag("--json", wishes->json, "As JSON");
    commands.on(all, [&globals, wishes] { return list(globals, *wishes); });

    auto* one = commands.add(record, "show", "Shows one; the reading is written to the audit log",
                             "record show 0190f3c2-7a54-7cc1-9d0e-1f2a3b4c5d6e --user aino");
    one->add_option("id", wishes->id, "The record's id")->required();
    one->add_option("--version", wishes->version, "Another than the newest");
    one->add_flag("--json", wishes->json, "As JSON");
    commands.on(one, [&globals, wishes] { return show(globals, *wishes); });

    auto* proof = commands.add(record, "verify", "Checks its receipts against the office's log key",
                               "record verify 0190f3c2-7a54-7cc1-9d0e-1f2a3b4c5d6e --user aino");
    proof->add_option("id", wishes->id, "The record's id")->required();
    commands.on(proof, [&globals, wishes] { return verify(globals, *wishes); });

    add_withdraw_command(commands, record);

    auto* carry = commands.add(&commands.app(), "sync",
                               "Hands over what waits; fetches receipts, notes, directory, entries",
                               "sync --wait 10 --user aino");
    carry->add_option("--wait", wishes->wait, "Seconds to wait for what is on its way")
        ->check(CLI::Range(0, 3600));
    carry->add_flag("--json", wishes->json, "As JSON");
    commands.on(carry, [&globals, wishes] { return synchronise(globals, *wishes); });
}

} // namespace suoja::kiosk::cli
