// SPDX-License-Identifier: Apache-2.0
// Finalise to disk beside what it cannot do without, in the same run: sealing both parts and one
// raw SQLCipher commit of the same bytes. Ratios count, not times. The argument is the characters
// of the longest answer. What finalise does beyond its peer: consent gate, canonical JSON, numbers
// and chain, audit entry, the draft's removal, indexes; and the files of outgoing/, which are shown
// by themselves (outgoing_files), as they are flushed one by one after the commit.
#include "core/log.h"
#include "kiosk/store/finalise.h"
#include "kiosk/store/outgoing.h"
#include "tests/support/office.h"
#include "tests/support/small_form.h"
#include "tests/support/temporary_directory.h"

#include <benchmark/benchmark.h>

namespace {

using namespace suoja;

struct Fixture {
    explicit Fixture(benchmark::State& state)
        : device(office.add(envelope::RoleKind::reception, "joutseno/kiosk-1")),
          store(test::make_store(directory.path(), system_clock(), office, device)),
          user(test::add_user(store, "aino", {kiosk::Role::reception})),
          entry(test::small_form("intake"), {system_clock().now(), 120, "aino", device.name}) {
        const auto longest = static_cast<std::size_t>(state.range(0));
        for (const auto& [name, value] :
             std::map<std::string, std::string>{{"contact_language", "vi"},
                                                {"first_name", "Aino"},
                                                {"narrative", std::string(longest, 'x')},
                                                {"consent_referral", "yes"}})
            static_cast<void>(entry.set(name, value).value());
        draft.form = "intake";
        draft.form_version = entry.form().version;
        draft.case_code = kiosk::new_case_code(store).value();
        draft.author = user.id;
        draft.answers = entry.draft();
    }
    void new_draft() {
        draft.id = DraftId::make(system_clock().now());
        store.drafts().insert(draft);
    }
    [[nodiscard]] kiosk::Finalised finalise() {
        return kiosk::finalise(store, directory / "outgoing", user, draft, entry,
                               std::chrono::seconds(60))
            .value();
    }

    test::TemporaryDirectory directory;
    test::DeviceOffice office;
    test::TestDevice& device;
    kiosk::Store store;
    kiosk::User user;
    form::Entry entry;
    kiosk::Draft draft;
};

// one record's documents and sealed bytes, for the peers
struct Sample {
    explicit Sample(Fixture& fixture) {
        fixture.new_draft();
        const auto made = fixture.finalise();
        version = fixture.store.records().find(made.record).value();
        for (const auto& row : fixture.store.records().outbox(made.record))
            files.push_back({row, fixture.store.records().sealed(row.id)});
    }
    kiosk::Version version;
    std::vector<kiosk::OutgoingFile> files;
};

void finalise(benchmark::State& state) {
    Fixture fixture(state);
    for (auto _ : state) {
        state.PauseTiming();
        fixture.new_draft();
        state.ResumeTiming();
        benchmark::DoNotOptimize(fixture.finalise());
    }
}

void seal_and_raw_commit(benchmark::State& state) {
    Fixture fixture(state);
    const Sample sample(fixture);
    database::Options options;
    options.create = true;
    auto raw =
        database::Database::open(fixture.directory / "raw.db", test::a_database_key(), options)
            .value();
    raw.execute("CREATE TABLE body(id INTEGER PRIMARY KEY, bytes BLOB)");
    const auto signer = fixture.store.keys().signer().value();
    const auto& office = fixture.office.office();
    const std::vector<envelope::Certificate> recipients{office.centre.certificate,
                                                        office.recovery.certificate};
    const auto insert = [&](ByteView bytes) {
        raw.prepare("INSERT INTO body(bytes) VALUES(?)").bind(1, bytes).run();
    };
    for (auto _ : state) {
        const auto rest =
            seal::seal(sample.version.rest, signer, recipients, office.root.certificate).value();
        const auto identity =
            seal::seal(sample.version.identity, signer, recipients, office.root.certificate)
                .value();
        database::Transaction transaction(raw);
        insert(view(sample.version.rest));
        insert(view(sample.version.identity));
        insert(rest);
        insert(identity);
        transaction.commit();
    }
}

void outgoing_files(benchmark::State& state) {
    Fixture fixture(state);
    Sample sample(fixture);
    for (auto _ : state) {
        for (auto& file : sample.files)
            file.row.sequence += 2;
        kiosk::write_outgoing(fixture.directory / "outgoing", sample.files);
    }
}

BENCHMARK(finalise)->Arg(200)->Arg(2'000)->Arg(20'000)->UseRealTime();
BENCHMARK(seal_and_raw_commit)->Arg(200)->Arg(2'000)->Arg(20'000)->UseRealTime();
BENCHMARK(outgoing_files)->Arg(200)->Arg(2'000)->Arg(20'000)->UseRealTime();

} // namespace

BENCHMARK_MAIN();
