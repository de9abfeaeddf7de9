// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"
#include "kiosk/store/data_directory.h"
#include "kiosk/store/schema.h"
#include "tests/kiosk/store/kiosk.h"

#include <fstream>

namespace suoja::kiosk {
namespace {

namespace fs = std::filesystem;

Draft a_draft(const test::Kiosk& kiosk) {
    Draft draft;
    draft.id = DraftId::make(kiosk.clock.now());
    draft.form = "intake";
    draft.form_version = "2026-11-01";
    draft.case_code = "JOU1-26-0001-X";
    draft.author = kiosk.user.id;
    draft.created_at = draft.saved_at = kiosk.clock.now();
    draft.answers = {{"first_name", std::string("Aino \"Ä\"")},
                     {"children", std::int64_t{3}},
                     {"weight", 0.1},
                     {"needs", std::vector<std::string>{"shelter", "medical"}},
                     {"none", std::vector<std::string>{}},
                     {"phone", form::Absence::declined},
                     {"hidden", form::Absence::not_asked},
                     {"big", std::int64_t{-9'007'199'254'740'993}}};
    draft.links = {{"call", RecordId::make(kiosk.clock.now()).str()}};
    draft.place = {"person", "first_name", 4};
    draft.sections_done = 2;
    draft.sections = 8;
    draft.ended_at = kiosk.clock.now() + std::chrono::minutes(5);
    return draft;
}

TEST(Drafts, ComeBackExactlyAsTheyWereSaved) {
    test::Kiosk kiosk;
    auto draft = a_draft(kiosk);
    kiosk.store->drafts().insert(draft);
    draft.answers["children"] = std::int64_t{4};
    draft.place.cursor = 7;
    draft.saved_at += std::chrono::seconds(1);
    kiosk.store->drafts().save(draft);
    kiosk.reopen();
    const auto found = kiosk.store->drafts().find(draft.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->answers, draft.answers);
    EXPECT_EQ(found->links, draft.links);
    EXPECT_EQ(found->place.section, "person");
    EXPECT_EQ(found->place.question, "first_name");
    EXPECT_EQ(found->place.cursor, 7);
    EXPECT_EQ(found->saved_at, draft.saved_at);
    EXPECT_EQ(found->ended_at, draft.ended_at);
    EXPECT_EQ(found->case_code, draft.case_code);
    EXPECT_EQ(found->author, kiosk.user.id);
    EXPECT_EQ(found->sections_done, 2U);
}

TEST(Drafts, LeaveACounterWhenTheyAreErasedAndNothingElse) {
    test::Kiosk kiosk;
    const auto draft = a_draft(kiosk);
    kiosk.store->drafts().insert(draft);
    EXPECT_EQ(kiosk.store->drafts().erased_count(), 0U);
    kiosk.store->drafts().erase(draft.id);
    kiosk.reopen();
    EXPECT_EQ(kiosk.store->drafts().erased_count(), 1U);
    EXPECT_FALSE(kiosk.store->drafts().find(draft.id));
    EXPECT_TRUE(kiosk.store->drafts().list().empty());
    EXPECT_THROW(kiosk.store->drafts().save(draft), StorageFailure);
    kiosk.store->drafts().erase(draft.id);
    EXPECT_EQ(kiosk.store->drafts().erased_count(), 1U);
    auto row = kiosk.store->database().prepare(
        "SELECT count(*) FROM draft WHERE answers <> '{}' OR case_code <> '' OR created_at <> 0");
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.integer(0), 0);
}

TEST(Drafts, AreListedByFormNewestFirst) {
    test::Kiosk kiosk;
    std::vector<DraftId> ids;
    for (int i = 0; i < 4; ++i) {
        auto draft = a_draft(kiosk);
        draft.form = i % 2 == 0 ? "intake" : "call";
        draft.saved_at += std::chrono::seconds(i);
        kiosk.store->drafts().insert(draft);
        ids.push_back(draft.id);
    }
    const auto all = kiosk.store->drafts().list();
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all.front().id, ids[3]);
    EXPECT_EQ(all.back().id, ids[0]);
    const auto calls = kiosk.store->drafts().list("call");
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(calls.front().id, ids[3]);
}

TEST(Store, KeepsSettingsByName) {
    test::Kiosk kiosk;
    EXPECT_EQ(kiosk.store->setting("mail_after"), "");
    kiosk.store->set_setting("mail_after", "41");
    kiosk.store->set_setting("mail_after", "42");
    kiosk.reopen();
    EXPECT_EQ(kiosk.store->setting("mail_after"), "42");
}

TEST(Store, OpensWithItsOwnKeyAlone) {
    test::Kiosk kiosk;
    kiosk.store.reset();
    const auto other = Secret::random(database::kKeyBytes);
    const auto refused = Store::open(kiosk.directory / "records.db", other, kiosk.clock, false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, Reason::locked);
    EXPECT_TRUE(
        Store::open(kiosk.directory / "records.db", test::a_database_key(), kiosk.clock, false));
}

TEST(Store, RefusesTheFileOfANewerProgram) {
    test::Kiosk kiosk;
    kiosk.store->database().execute("PRAGMA user_version = 99");
    kiosk.store.reset();
    const auto refused =
        Store::open(kiosk.directory / "records.db", test::a_database_key(), kiosk.clock, false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "newer_schema");
}

TEST(Store, LeavesNoTextInAnyFile) {
    test::Kiosk kiosk;
    kiosk.store->drafts().insert(kiosk.draft(kiosk.filled()));
    ASSERT_TRUE(kiosk.finalise(kiosk.filled()));
    const auto count = [&](const std::string& word) {
        int found = 0, files = 0;
        for (const auto& entry : fs::recursive_directory_iterator(kiosk.directory.path())) {
            if (!entry.is_regular_file())
                continue;
            ++files;
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string all{std::istreambuf_iterator<char>(in), {}};
            found += all.find(word) != std::string::npos ? 1 : 0;
        }
        EXPECT_GE(files, 4);
        return found;
    };
    EXPECT_EQ(count("canary-n"), 0);
    EXPECT_EQ(count("aino"), 0);
    // the search sees a planted one
    std::ofstream(kiosk.directory / "planted") << "xx canary-name xx";
    EXPECT_EQ(count("canary-n"), 1);
}

TEST(Store, NoticesAnOlderCopyOfItself) {
    test::Kiosk kiosk;
    ASSERT_TRUE(kiosk.finalise(kiosk.filled()));
    kiosk.store.reset();
    fs::copy_file(kiosk.directory / "records.db", kiosk.directory / "yesterday");
    kiosk.store.emplace(test::open_store(kiosk.directory.path(), kiosk.clock));
    for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(kiosk.finalise(kiosk.filled()));
    kiosk.store.reset();
    fs::copy_file(kiosk.directory / "records.db", kiosk.directory / "today");

    fs::copy_file(kiosk.directory / "yesterday", kiosk.directory / "records.db",
                  fs::copy_options::overwrite_existing);
    const auto refused =
        Store::open(kiosk.directory / "records.db", test::a_database_key(), kiosk.clock, false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "older_copy");
    EXPECT_EQ(refused.error().reason, Reason::damaged);

    fs::copy_file(kiosk.directory / "today", kiosk.directory / "records.db",
                  fs::copy_options::overwrite_existing);
    EXPECT_TRUE(
        Store::open(kiosk.directory / "records.db", test::a_database_key(), kiosk.clock, false));
}

TEST(Store, NoticesACutTailOfItsAuditLog) {
    test::Kiosk kiosk;
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(kiosk.finalise(kiosk.filled()));
    kiosk.reopen(); // keeps how far the log has come
    kiosk.store->database().execute("DROP TRIGGER audit_keeps");
    kiosk.store->database().execute("DELETE FROM audit WHERE number = 4");
    EXPECT_TRUE(kiosk.store->audit().verify()); // the log alone cannot know
    const auto copy = kiosk.directory / "records.head";
    const auto kept = std::string(text(read_file(copy, 4096).value()));
    kiosk.store.reset();
    write_durable(copy, view(kept), Mode::secret);
    const auto refused =
        Store::open(kiosk.directory / "records.db", test::a_database_key(), kiosk.clock, false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "older_copy");
}

TEST(Store, NoticesAnotherDevicesRecordsInItsPlace) {
    test::Kiosk kiosk, other;
    ASSERT_TRUE(kiosk.finalise(kiosk.filled()));
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(other.finalise(other.filled()));
    kiosk.store.reset();
    other.store.reset();
    fs::copy_file(other.directory / "records.db", kiosk.directory / "records.db",
                  fs::copy_options::overwrite_existing);
    const auto refused =
        Store::open(kiosk.directory / "records.db", test::a_database_key(), kiosk.clock, false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "older_copy");
}

TEST(Store, RestsOnlyWhenItsLogHasGrown) {
    test::Kiosk kiosk;
    auto draft = a_draft(kiosk);
    kiosk.store->drafts().insert(draft);
    kiosk.store->rest();
    EXPECT_GT(kiosk.store->database().wal_pages(), 0);
    // pages that do not change are not written: the text differs each time
    for (int i = 0; kiosk.store->database().wal_pages() <= 1000; ++i) {
        ASSERT_LT(i, 1000);
        draft.answers["narrative"] = std::string(64 * 1024, static_cast<char>('a' + i % 26));
        kiosk.store->drafts().save(draft);
    }
    kiosk.store->rest();
    // the next commit starts the log again
    kiosk.store->set_setting("a", "b");
    EXPECT_LT(kiosk.store->database().wal_pages(), 100);
    EXPECT_TRUE(kiosk.store->drafts().find(draft.id));
}

TEST(Store, HasTheTablesThatTheFormatsName) {
    test::Kiosk kiosk;
    auto all = kiosk.store->database().prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    std::string names;
    while (all.step())
        names += std::string(all.text(0)) + ' ';
    EXPECT_EQ(names,
              "audit audit_received audit_sent case_number chain draft envelope form leaf "
              "office private_key received received_identity refused_form set_aside setting user "
              "version withdrawal withdrawal_received ");
    EXPECT_EQ(records_migrations().size(), 5U);
}

TEST(DataDirectory, IsForOneProgramAtATime) {
    test::RamDirectory directory;
    {
        const auto first = DataDirectory::take(directory / "d", true);
        ASSERT_TRUE(first);
        const auto second = DataDirectory::take(directory / "d", true);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().reason, Reason::busy);
    }
    EXPECT_TRUE(DataDirectory::take(directory / "d", true));
}

TEST(DataDirectory, IsMadeOnceAndThenOnlyTaken) {
    test::RamDirectory directory;
    const auto early = DataDirectory::take(directory / "d", false);
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().code, "not_initialised");
    { ASSERT_TRUE(DataDirectory::take(directory / "d", true)); }
    write_durable(directory / "d/records.db", view("x"), Mode::secret);
    const auto again = DataDirectory::take(directory / "d", true);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "already_initialised");
    EXPECT_TRUE(DataDirectory::take(directory / "d", false));
    EXPECT_TRUE(fs::is_directory(directory / "d/outgoing"));
}

TEST(DataDirectory, RefusesRightsThatAreTooWideByName) {
    test::RamDirectory directory;
    const auto root = directory / "d";
    { ASSERT_TRUE(DataDirectory::take(root, true)); }
    write_durable(root / "records.db", view("x"), Mode::secret);
    write_durable(root / "device.json", view("{}"), Mode::secret);
    for (const auto* name : {"", "slots", "outgoing", "records.db", "device.json"}) {
        const auto path = *name == '\0' ? root : root / name;
        fs::permissions(path, fs::perms::group_read | fs::perms::group_exec, fs::perm_options::add);
        const auto refused = DataDirectory::take(root, false);
        ASSERT_FALSE(refused) << path;
        EXPECT_EQ(refused.error().reason, Reason::refused);
        EXPECT_NE(refused.error().what.find(path.string()), std::string::npos);
        fs::permissions(path, fs::perms::group_read | fs::perms::group_exec,
                        fs::perm_options::remove);
        EXPECT_TRUE(DataDirectory::take(root, false)) << path;
    }
}

TEST(DataDirectory, KeepsWhatMustBeKnownBeforeAnUnlock) {
    test::RamDirectory directory;
    const auto taken = DataDirectory::take(directory / "d", true).value();
    const DeviceFile file{"unix:/run/suoja/relay.sock",
                          "joutseno/kiosk-1",
                          "reception",
                          "joutseno",
                          "Joutseno",
                          "Joutseno",
                          "Joutseno"};
    write_device_file(taken, file);
    const auto read = read_device_file(taken).value();
    EXPECT_EQ(read.relay, file.relay);
    EXPECT_EQ(read.device, file.device);
    EXPECT_EQ(read.kind, file.kind);
    EXPECT_EQ(read.site_name_sv, file.site_name_sv);
    EXPECT_EQ(read.socket(), "/run/suoja/relay.sock");
    const auto good = std::string(text(read_file(taken.device_file(), 4096).value()));
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"reception", "kitchen"}, {"unix:", "http:"}, {"\"site\"", "\"sight\""}, {"}", "]"}}) {
        auto bad = good;
        bad.replace(bad.find(from), from.size(), to);
        write_durable(taken.device_file(), view(bad), Mode::secret);
        EXPECT_EQ(read_device_file(taken).error().code, "device_file") << to;
    }
    write_durable(taken.device_file(), view(good), Mode::secret);
    EXPECT_TRUE(read_device_file(taken));
}

} // namespace
} // namespace suoja::kiosk
