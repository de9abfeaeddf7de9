// SPDX-License-Identifier: Apache-2.0
#include "tests/kiosk/store/workload.h"

#include "core/seal/open.h"
#include "kiosk/store/audit_batches.h"
#include "kiosk/store/draft_terms.h"
#include "tests/support/small_form.h"

#include <random>

namespace suoja::test {
namespace {

using kiosk::Draft;
using kiosk::OutboxRow;
using kiosk::Store;

record::Document read(const std::string& document) {
    return record::read_document(document).value();
}

void take(form::Answers& into, const std::string& document) {
    if (document.empty())
        return;
    const auto parsed = read(document);
    const auto& body = std::get<record::RecordBody>(parsed.body);
    into.insert(body.answers.begin(), body.answers.end());
}

std::vector<kiosk::Version> all_versions(Store& store) {
    std::vector<kiosk::Version> out;
    for (const auto& row : store.records().list({}, std::nullopt, store.clock().now(), 100'000))
        out.push_back(store.records().find(row.record).value());
    return out;
}

using Sent = std::map<std::uint64_t, std::pair<OutboxRow, std::string>>; // by sequence

std::string version_fault(Store& store, const kiosk::Version& version, Sent& sent) {
    auto rows = store.records().outbox(version.record);
    std::erase_if(rows, [](const OutboxRow& row) { return row.taken_back; });
    if (rows.size() != (version.identity.empty() ? 1U : 2U))
        return "a version lacks an envelope";
    for (const auto& row : rows) {
        if (sha256(store.records().sealed(row.id)) != row.sha256)
            return "an envelope is not the bytes of its row";
        sent.emplace(
            row.sequence,
            std::pair{row, row.part == record::Part::rest ? version.rest : version.identity});
    }
    return "";
}

// Every batch goes on where the one before ended, as this device logged it, up to the note.
std::string batch_fault(Store& store, const DeviceOffice& office, Sent& sent) {
    const auto keys = office.centre_keyring();
    std::uint64_t told = 0;
    Hash hash{};
    for (const auto& row : store.records().unsettled()) {
        if (!kiosk::is_audit_sent(store.database(), row.id))
            continue;
        const auto opened =
            seal::open(store.records().sealed(row.id), keys, office.office().root.certificate);
        if (!opened)
            return "a batch does not open";
        const auto document = read(opened->document);
        const auto& body = std::get<record::AuditBody>(document.body);
        const auto entries = kiosk::read_batch(body);
        if (!entries || entries->empty() || body.first != told + 1 || body.before != hash)
            return "a batch does not go on where the one before ended";
        told += entries->size();
        hash = entries->back().hash;
        const auto here = store.audit().list(told, 1);
        if (here.empty() || here[0].hash != hash)
            return "a batch tells what was not logged";
        sent.emplace(row.sequence, std::pair{row, opened->document});
    }
    const auto noted = kiosk::audit_sent(store.database());
    if (noted ? noted->size != told || noted->hash != hash : told != 0)
        return "the note of what was sent is not the last batch";
    return "";
}

} // namespace

Picture picture_of(Store& store) {
    Picture out;
    for (const auto& draft : store.drafts().list())
        out[draft.case_code] = {false, draft.answers};
    for (const auto& version : all_versions(store)) {
        Known known{true, {}};
        take(known.answers, version.rest);
        take(known.answers, version.identity);
        // a code that is both a draft and a record shows as neither
        const auto [at, fresh] = out.emplace(version.case_code, std::move(known));
        if (!fresh)
            out[version.case_code + " twice"] = {};
    }
    return out;
}

std::string broken_rule(Store& store, const DeviceOffice& office) {
    Sent sent;
    const auto versions = all_versions(store);
    for (const auto& version : versions)
        if (auto fault = version_fault(store, version, sent); !fault.empty())
            return fault;
    if (auto fault = batch_fault(store, office, sent); !fault.empty())
        return fault;
    const auto head = store.keys().head();
    Hash chain{};
    std::set<std::uint64_t> skipped(head.skipped.begin(), head.skipped.end());
    for (const auto& [sequence, envelope] : sent) {
        const auto header = read(envelope.second).header;
        if (header.sequence != sequence || header.epoch != head.epoch)
            return "a document has another number than its row";
        if (header.chain != chain)
            return "the chain does not fit";
        chain = envelope.first.sha256;
        skipped.insert(header.skipped.begin(), header.skipped.end());
    }
    if (head.chain != chain)
        return "the head is not the end of the chain";
    for (std::uint64_t number = 1; number <= head.sequence; ++number)
        if (sent.contains(number) == skipped.contains(number))
            return "a number is neither sent nor skipped, or both";
    if (!sent.empty() && sent.rbegin()->first > head.sequence)
        return "an envelope has a number that was not given out";
    if (!store.audit().verify())
        return "the audit log does not verify";
    std::size_t finalised = 0, back = 0, ended = 0;
    for (const auto& entry : store.audit().list(1, 1'000'000)) {
        finalised += entry.act == database::Act::finalised ? 1 : 0;
        back += entry.act == database::Act::taken_back ? 1 : 0;
        ended += entry.act == database::Act::draft_erased ? 1 : 0;
    }
    if (finalised - back != versions.size())
        return "the audit log does not tell of every version";
    if (ended != store.drafts().erased_count())
        return "the audit log does not tell of every erased draft";
    return "";
}

Workload::Workload()
    : device_(office.add(envelope::RoleKind::reception, "joutseno/kiosk-1")),
      form_(small_form("intake")) {}

void Workload::make(const std::filesystem::path& directory) {
    auto store = make_store(directory, clock, office, device_);
    user_ = add_user(store, "aino", {kiosk::Role::reception});
}

Store Workload::open(const std::filesystem::path& directory, const std::string& vfs) {
    return open_store(directory, clock, vfs);
}

Worked Workload::run(Store& store, const std::filesystem::path& directory, int acts,
                     std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto outgoing = directory / "outgoing";
    Worked out;
    std::map<std::string, Draft> drafts;
    std::map<std::string, RecordId> records;
    std::uint32_t codes = 0;
    // the newest record, while it may be taken back
    std::string newest;

    const auto act_to = [&](Picture after, const auto& work) {
        out.doubtful = std::move(after);
        work();
        out.acknowledged = out.doubtful;
        ++out.acts;
    };
    const auto act = [&](const std::string& code, Known after, const auto& work) {
        auto picture = out.acknowledged;
        picture[code] = std::move(after);
        act_to(std::move(picture), work);
    };
    // drafts whose time is over, gone together
    const auto end_terms = [&] {
        auto picture = out.acknowledged;
        std::vector<std::string> over;
        for (const auto& [code, draft] : drafts)
            if (kiosk::term_of(draft, clock.now()) == kiosk::Term::over)
                over.push_back(code);
        for (const auto& code : over)
            picture.erase(code);
        act_to(std::move(picture),
               [&] { out.ended += static_cast<int>(kiosk::end_draft_terms(store).erased); });
        for (const auto& code : over)
            drafts.erase(code);
    };
    const auto text = [&] {
        return std::string(20 + random() % 3000, 'a') + std::to_string(random());
    };
    try {
        for (int i = 0; i < acts; ++i) {
            clock.advance(std::chrono::milliseconds(random() % 1000));
            const auto kind = random() % 10;
            const auto roll = !newest.empty() && random() % 4 == 0 ? 9
                              : drafts.empty()                     ? 0
                                                                   : random() % 9;
            if (kind == 0) {
                act_to(out.acknowledged, [&] {
                    out.batches += static_cast<int>(
                        kiosk::send_audit(store, outgoing, kiosk::AuditWhen::now).value());
                });
            } else if (kind == 1) {
                clock.advance(std::chrono::minutes(20));
                newest.clear(); // its hold is over
                end_terms();
            } else if (roll < 2) {
                Draft draft;
                draft.id = DraftId::make(clock.now());
                draft.form = "intake";
                draft.form_version = form_->version;
                draft.case_code = record::write_case_code({"JOU", 1, 2026, ++codes});
                draft.author = user_.id;
                draft.created_at = draft.saved_at = clock.now();
                draft.answers = {{"contact_language", std::string("vi")},
                                 {"narrative", text()},
                                 {"consent_referral", std::string("yes")}};
                if (random() % 2 == 0)
                    draft.answers["first_name"] = std::string("Name ") + std::to_string(i);
                if (random() % 3 == 0)
                    draft.keep_until = clock.now() + std::chrono::minutes(15);
                act(draft.case_code, {false, draft.answers}, [&] { store.drafts().insert(draft); });
                drafts[draft.case_code] = draft;
            } else if (roll < 6) {
                auto& draft =
                    std::next(drafts.begin(), static_cast<std::ptrdiff_t>(random() % drafts.size()))
                        ->second;
                draft.answers["narrative"] = text();
                draft.saved_at = clock.now();
                act(draft.case_code, {false, draft.answers}, [&] { store.drafts().save(draft); });
            } else if (roll < 9) {
                const auto at = std::next(drafts.begin(),
                                          static_cast<std::ptrdiff_t>(random() % drafts.size()));
                const auto draft = at->second;
                form::Entry entry(form_, {clock.now(), 120, "aino", "joutseno/kiosk-1"},
                                  draft.answers);
                act(draft.case_code, {true, draft.answers}, [&] {
                    records[draft.case_code] = kiosk::finalise(store, outgoing, user_, draft, entry,
                                                               std::chrono::seconds(60))
                                                   .value()
                                                   .record;
                });
                drafts.erase(at);
                newest = draft.case_code;
                ++out.versions;
            } else {
                const auto code = newest;
                auto back = out.acknowledged[code].answers;
                act(code, {false, back}, [&] {
                    const auto id = kiosk::take_back(store, outgoing, user_, records[code]).value();
                    drafts[code] = store.drafts().find(id).value();
                });
                newest.clear();
                ++out.taken_back;
            }
            if (random() % 6 == 0)
                static_cast<void>(store.database().checkpoint(random() % 2 == 0));
        }
        out.doubtful = out.acknowledged;
    } catch (const StorageFailure&) {
        out.failed = true;
    }
    return out;
}

} // namespace suoja::test
