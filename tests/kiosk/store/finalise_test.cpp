// SPDX-License-Identifier: Apache-2.0
#include "core/files.h"
#include "core/json.h"
#include "kiosk/store/outgoing.h"
#include "tests/kiosk/store/kiosk.h"

#include <algorithm>

namespace suoja::kiosk {
namespace {

namespace fs = std::filesystem;
using envelope::Group;
using record::Part;
using std::chrono::seconds;

record::Document opened(test::Kiosk& kiosk, const OutboxRow& row, const seal::Keyring& ring) {
    const auto out = seal::open(kiosk.store->records().sealed(row.id), ring,
                                kiosk.office.office().root.certificate);
    EXPECT_TRUE(out);
    EXPECT_EQ(out->signer, kiosk.device.signing.certificate);
    return record::read_document(out->document).value();
}
const record::RecordBody& body(const record::Document& document) {
    return std::get<record::RecordBody>(document.body);
}

TEST(Finalise, SealsTheTwoPartsApart) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled()).value();
    const auto rows = kiosk.store->records().outbox(made.record);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].part, Part::rest);
    EXPECT_EQ(rows[1].part, Part::identity);
    EXPECT_EQ(rows[1].sequence, rows[0].sequence + 1);
    const auto ring = kiosk.office.centre_keyring();
    const auto rest = opened(kiosk, rows[0], ring), identity = opened(kiosk, rows[1], ring);

    EXPECT_TRUE(body(rest).has_identity);
    EXPECT_FALSE(body(identity).has_identity);
    EXPECT_TRUE(body(rest).answers.contains("narrative"));
    EXPECT_FALSE(body(rest).answers.contains("first_name"));
    EXPECT_EQ(body(identity).answers.size(), 1U);
    EXPECT_TRUE(body(identity).answers.contains("first_name"));
    for (const auto* document : {&rest, &identity}) {
        EXPECT_EQ(document->header.kind, record::Kind::record);
        EXPECT_EQ(document->header.site, "joutseno");
        EXPECT_EQ(document->header.device, "joutseno/kiosk-1");
        EXPECT_EQ(document->header.author, kiosk.user.id);
        EXPECT_EQ(body(*document).record, made.record);
        EXPECT_EQ(body(*document).version, 1U);
        EXPECT_EQ(body(*document).case_code, made.case_code);
        EXPECT_FALSE(document->header.seen);
        EXPECT_EQ(document->header.to.size(), 2U);
        EXPECT_TRUE(std::is_sorted(document->header.to.begin(), document->header.to.end()));
    }
    const auto version = kiosk.store->records().find(made.record).value();
    EXPECT_EQ(version.rest, record::write_document(rest));
    EXPECT_EQ(version.identity, record::write_document(identity));
}

TEST(Finalise, AnswersAnEndRowWithTheTimeItIsFinalisedAt) {
    test::Kiosk kiosk;
    const auto loaded = form::parse_form(
        {{"survey.csv", "type,name,label,suoja_class\nstart,begun,,N\nend,ended,,N\n"},
         {"settings.csv", "form_id,version,form_title\nintake,1,Timed\n"}});
    ASSERT_TRUE(loaded.form);
    form::Entry entry(loaded.form, {kiosk.clock.now(), 0, kiosk.user.name, kiosk.device.name});
    kiosk.clock.time += seconds(90);
    const auto made = kiosk.finalise(entry).value();
    const auto rest = opened(kiosk, kiosk.store->records().outbox(made.record).at(0),
                             kiosk.office.centre_keyring());
    const auto said = [&](const char* name) {
        const auto text = std::get<std::string>(body(rest).answers.at(name));
        EXPECT_TRUE(text.ends_with("+00:00")) << text;
        return *parse_rfc3339(text.substr(0, text.size() - 6) + "Z");
    };
    EXPECT_EQ(said("ended"), body(rest).finalised_at);
    EXPECT_EQ(said("begun") + seconds(90), said("ended"));
}

TEST(Finalise, OpensWithTheRecoveryKeyToo) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled()).value();
    for (const auto& row : kiosk.store->records().outbox(made.record)) {
        static_cast<void>(opened(kiosk, row, kiosk.office.recovery_keyring()));
        // and not with this device's own: what was sent cannot be read from here
        EXPECT_EQ(seal::open(kiosk.store->records().sealed(row.id), kiosk.store->keys().keyring(),
                             kiosk.office.office().root.certificate)
                      .error()
                      .code,
                  "not_for_us");
    }
}

TEST(Finalise, ChainsEveryEnvelopeToTheOneBefore) {
    test::Kiosk kiosk;
    Hash chain{};
    std::uint64_t sequence = 0;
    Millis sealed_at{};
    for (int i = 0; i < 4; ++i) {
        const auto made = kiosk.finalise(kiosk.filled("intake", i % 2 == 0)).value();
        for (const auto& row : kiosk.store->records().outbox(made.record)) {
            const auto document = opened(kiosk, row, kiosk.office.centre_keyring());
            EXPECT_EQ(document.header.sequence, ++sequence);
            EXPECT_EQ(document.header.chain, chain);
            EXPECT_GT(document.header.sealed_at, sealed_at);
            EXPECT_EQ(row.id.time(), document.header.sealed_at);
            EXPECT_EQ(row.id, envelope::EnvelopeId::of(row.sealed_at, row.sha256));
            EXPECT_TRUE(document.header.skipped.empty());
            chain = sha256(kiosk.store->records().sealed(row.id));
            EXPECT_EQ(chain, row.sha256);
            sealed_at = document.header.sealed_at;
        }
        kiosk.reopen();
    }
    EXPECT_EQ(sequence, 6U);
}

TEST(Finalise, MovesTimeOnWhenTheClockStandsOrGoesBack) {
    test::Kiosk kiosk;
    Millis last{};
    for (const auto jump : {0, 0, -3600, 5, -86400 * 400, 0}) {
        kiosk.clock.time += seconds(jump);
        const auto made = kiosk.finalise(kiosk.filled()).value();
        for (const auto& row : kiosk.store->records().outbox(made.record)) {
            EXPECT_GT(row.sealed_at, last);
            last = row.sealed_at;
        }
    }
}

TEST(Finalise, WaitsForWhatIsNeededToSend) {
    test::Kiosk kiosk;
    auto entry = kiosk.filled();
    static_cast<void>(entry.set("consent_referral", std::string("no")).value());
    const auto draft = kiosk.draft(entry);
    kiosk.store->drafts().insert(draft);
    const auto refused =
        kiosk::finalise(*kiosk.store, kiosk.outgoing(), kiosk.user, draft, entry, seconds{0});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "not_ready");
    EXPECT_TRUE(kiosk.store->drafts().find(draft.id));
    EXPECT_EQ(kiosk.store->keys().head().sequence, 0U);
    EXPECT_EQ(kiosk.files(), 0U);
    static_cast<void>(entry.set("consent_referral", std::string("yes")).value());
    EXPECT_TRUE(
        kiosk::finalise(*kiosk.store, kiosk.outgoing(), kiosk.user, draft, entry, seconds{0}));
    EXPECT_FALSE(kiosk.store->drafts().find(draft.id));
    EXPECT_EQ(kiosk.store->drafts().erased_count(), 0U);
}

TEST(Finalise, KeepsTheDraftUntilTheCentreHasAKey) {
    test::Kiosk kiosk(envelope::RoleKind::reception, {Role::reception}, false);
    auto entry = kiosk.filled();
    const auto draft = kiosk.draft(entry);
    kiosk.store->drafts().insert(draft);
    const auto refused =
        kiosk::finalise(*kiosk.store, kiosk.outgoing(), kiosk.user, draft, entry, seconds{0});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "no_centre_key");
    EXPECT_TRUE(kiosk.store->drafts().find(draft.id));
    kiosk.office.add_centre_key();
    ASSERT_TRUE(kiosk.store->office().take_directory(kiosk.office.signed_directory()).value());
    EXPECT_TRUE(
        kiosk::finalise(*kiosk.store, kiosk.outgoing(), kiosk.user, draft, entry, seconds{0}));
}

TEST(Finalise, IsForTheRoleThatWritesTheForm) {
    struct Case {
        std::string form;
        Role role;
        bool may;
    };
    for (const auto& [form, role, may] :
         {Case{"intake", Role::reception, true}, Case{"intake", Role::hotline, false},
          Case{"call", Role::hotline, true}, Case{"call", Role::reception, false},
          Case{"intake", Role::desk, false}, Case{"intake", Role::supervisor, false},
          Case{"call", Role::admin, false}, Case{"intake", Role::trainee, false}}) {
        test::Kiosk kiosk(envelope::RoleKind::reception, {role});
        const auto made = kiosk.finalise(kiosk.filled(form));
        EXPECT_EQ(made.has_value(), may) << form << name(role);
        if (!may) {
            EXPECT_EQ(made.error().code, "not_allowed");
        }
    }
    test::Kiosk kiosk;
    kiosk.user.disabled = true;
    EXPECT_EQ(kiosk.finalise(kiosk.filled()).error().code, "not_allowed");
}

TEST(Finalise, SealsToNoKeyThatTheRootDidNotIssue) {
    test::Kiosk kiosk;
    // whoever owns the archive slips a key of its own into the directory
    auto directory = kiosk.office.directory();
    test::Wish wish;
    wish.issuer = &kiosk.office.office().online_ca;
    wish.role = "urn:suoja:group:centre";
    wish.use = test::Use::sealing;
    directory.groups.front().certificates.push_back(test::issue(wish).certificate);
    const auto refused =
        kiosk.store->office().take_directory(kiosk.office.office().sign_directory(directory));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "foreign_recipient");
    // the directory before it stays in use
    EXPECT_TRUE(kiosk.finalise(kiosk.filled()));
    ASSERT_TRUE(kiosk.store->office().take_directory(kiosk.office.signed_directory()).value());
    EXPECT_TRUE(kiosk.finalise(kiosk.filled()));
}

TEST(Finalise, SharesTheRestOfACallWithTheHotlineOnceItHasAKey) {
    test::Kiosk kiosk(envelope::RoleKind::hotline, {Role::hotline});
    const auto before = kiosk.finalise(kiosk.filled("call")).value();
    for (const auto& row : kiosk.store->records().outbox(before.record))
        EXPECT_EQ(row.group, Group::centre);

    kiosk.office.add_hotline_key();
    ASSERT_TRUE(kiosk.store->office().take_directory(kiosk.office.signed_directory()).value());
    const auto after = kiosk.finalise(kiosk.filled("call")).value();
    const auto rows = kiosk.store->records().outbox(after.record);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].group, Group::hotline);
    EXPECT_EQ(rows[1].group, Group::centre);
    seal::Keyring hotline;
    hotline.add(kiosk.office.hotline()->key, kiosk.office.hotline()->certificate);
    const auto rest = opened(kiosk, rows[0], hotline);
    EXPECT_EQ(rest.header.to.size(), 3U);
    static_cast<void>(opened(kiosk, rows[0], kiosk.office.centre_keyring()));
    EXPECT_EQ(seal::open(kiosk.store->records().sealed(rows[1].id), hotline,
                         kiosk.office.office().root.certificate)
                  .error()
                  .code,
              "not_for_us");
}

TEST(Finalise, SealsToTheNewestKeyOfTheCentre) {
    test::Kiosk kiosk;
    kiosk.office.add_centre_key();
    ASSERT_TRUE(kiosk.store->office().take_directory(kiosk.office.signed_directory()).value());
    const auto made = kiosk.finalise(kiosk.filled()).value();
    const auto row = kiosk.store->records().outbox(made.record).front();
    seal::Keyring old;
    old.add(kiosk.office.centre().front().key, kiosk.office.centre().front().certificate);
    EXPECT_EQ(seal::open(kiosk.store->records().sealed(row.id), old,
                         kiosk.office.office().root.certificate)
                  .error()
                  .code,
              "not_for_us");
    static_cast<void>(opened(kiosk, row, kiosk.office.centre_keyring()));
}

TEST(Finalise, TellsWhatTheDeviceHasSeenOfTheLog) {
    test::Kiosk kiosk;
    const envelope::Checkpoint seen{kiosk.office.office().origin, 7, sha256(view("root"))};
    kiosk.store->office().keep_checkpoint(seen, "note");
    const auto made = kiosk.finalise(kiosk.filled()).value();
    const auto row = kiosk.store->records().outbox(made.record).front();
    const auto document = opened(kiosk, row, kiosk.office.centre_keyring());
    ASSERT_TRUE(document.header.seen);
    EXPECT_EQ(document.header.seen->origin, seen.origin);
    EXPECT_EQ(document.header.seen->size, 7U);
    EXPECT_EQ(document.header.seen->root, seen.root);
}

TEST(Finalise, MakesOneVersionOfOneDraft) {
    test::Kiosk kiosk;
    auto entry = kiosk.filled();
    const auto draft = kiosk.draft(entry);
    kiosk.store->drafts().insert(draft);
    const auto once =
        kiosk::finalise(*kiosk.store, kiosk.outgoing(), kiosk.user, draft, entry, seconds{0})
            .value();
    kiosk.reopen();
    const auto twice =
        kiosk::finalise(*kiosk.store, kiosk.outgoing(), kiosk.user, draft, entry, seconds{0})
            .value();
    EXPECT_EQ(once.record, twice.record);
    EXPECT_EQ(kiosk.store->records().unsettled().size(), 2U);
}

TEST(Finalise, WritesTheSealedBytesWhereTheCourierFindsThem) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    EXPECT_EQ(kiosk.files(), 2U);
    for (const auto& row : kiosk.store->records().outbox(made.record)) {
        EXPECT_EQ(row.hold_until, kiosk.clock.now() + seconds{60});
        const auto name = outgoing_name(row);
        EXPECT_EQ(name.size(), 20U + 1U + 64U);
        const auto bytes = read_secret(kiosk.outgoing() / name, 1 << 20).value();
        const auto end = bytes.text().find('\n');
        const auto line = json::parse_object(bytes.text().substr(0, end), 4096).value();
        EXPECT_TRUE(json::only(line, {"id", "group", "bytes", "not_before"}));
        EXPECT_EQ(json::text_of(line, "id"), row.id.str());
        EXPECT_EQ(json::text_of(line, "group"), "centre");
        EXPECT_EQ(json::text_of(line, "not_before"), rfc3339(row.hold_until));
        const auto der = bytes.view().subspan(end + 1);
        EXPECT_EQ(json::integer_of(line, "bytes"), static_cast<std::int64_t>(der.size()));
        EXPECT_EQ(sha256(der), row.sha256);
        EXPECT_TRUE(row.id.matches(sha256(der)));
    }
}

TEST(Finalise, HoldsNothingThatIsUrgent) {
    test::Kiosk kiosk;
    auto entry = kiosk.filled();
    static_cast<void>(entry.set("forward_priority", std::string("urgent")).value());
    const auto made = kiosk.finalise(entry, seconds{60}).value();
    for (const auto& row : kiosk.store->records().outbox(made.record)) {
        EXPECT_LE(row.hold_until, kiosk.clock.now());
        EXPECT_TRUE(body(opened(kiosk, row, kiosk.office.centre_keyring())).urgent);
    }
}

TEST(Finalise, SendsAtOnceWhenAsked) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled(), seconds{60}).value();
    kiosk.clock.advance(seconds{10});
    ASSERT_TRUE(send_now(*kiosk.store, kiosk.outgoing(), made.record));
    EXPECT_EQ(kiosk.files(), 2U);
    for (const auto& row : kiosk.store->records().outbox(made.record)) {
        EXPECT_EQ(row.hold_until, kiosk.clock.now());
        const auto bytes = read_secret(kiosk.outgoing() / outgoing_name(row), 1 << 20).value();
        EXPECT_NE(bytes.text().find(rfc3339(kiosk.clock.now())), std::string_view::npos);
    }
    EXPECT_EQ(
        send_now(*kiosk.store, kiosk.outgoing(), RecordId::make(kiosk.clock.now())).error().code,
        "no_such_record");
}

TEST(Finalise, GoesOnWhenTheFolderCannotBeWritten) {
    test::Kiosk kiosk;
    fs::remove(kiosk.outgoing());
    const auto made = kiosk.finalise(kiosk.filled());
    ASSERT_TRUE(made);
    EXPECT_EQ(kiosk.store->records().unsettled().size(), 2U);
    fs::create_directory(kiosk.outgoing());
    reconcile_outgoing(*kiosk.store, kiosk.outgoing());
    EXPECT_EQ(kiosk.files(), 2U);
}

TEST(Outgoing, IsWrittenAsTheFormatsSay) {
    OutboxRow row;
    const std::string der = "DER";
    row.sealed_at = row.hold_until = from_unix_ms(1'772'000'000'000);
    row.sha256 = sha256(view(der));
    row.id = envelope::EnvelopeId::of(row.sealed_at, row.sha256);
    row.sequence = 42;
    row.group = Group::hotline;
    EXPECT_EQ(outgoing_name(row), "00000000000000000042-" + row.id.str());
    EXPECT_EQ(text(outgoing_bytes(row, view(der))),
              "{\"bytes\":3,\"group\":\"hotline\",\"id\":\"" + row.id.str() +
                  "\",\"not_before\":\"2026-02-25T06:13:20.000Z\"}\nDER");
    row.to = "joutseno/kiosk-1";
    EXPECT_EQ(
        text(outgoing_bytes(row, view(der))),
        "{\"bytes\":3,\"group\":\"hotline\",\"id\":\"" + row.id.str() +
            "\",\"not_before\":\"2026-02-25T06:13:20.000Z\",\"to\":\"joutseno/kiosk-1\"}\nDER");
}

TEST(Outgoing, MirrorsTheOutboxAfterReconciling) {
    test::Kiosk kiosk;
    const auto made = kiosk.finalise(kiosk.filled()).value();
    auto rows = kiosk.store->records().outbox(made.record);
    const auto first = kiosk.outgoing() / outgoing_name(rows[0]);
    const auto good = std::string(read_secret(first, 1 << 20)->text());

    fs::remove(first);
    write_durable(kiosk.outgoing() / (outgoing_name(rows[1])), view("torn"), Mode::secret);
    write_durable(kiosk.outgoing() / "half.tmp", view("x"), Mode::secret);
    reconcile_outgoing(*kiosk.store, kiosk.outgoing());
    EXPECT_EQ(kiosk.files(), 2U);
    EXPECT_EQ(read_secret(first, 1 << 20)->text(), good);

    rows[0].received_at = kiosk.clock.now();
    kiosk.store->records().update(rows[0]);
    reconcile_outgoing(*kiosk.store, kiosk.outgoing());
    EXPECT_EQ(kiosk.files(), 1U);
    rows[1].refused = "role";
    kiosk.store->records().update(rows[1]);
    reconcile_outgoing(*kiosk.store, kiosk.outgoing());
    EXPECT_EQ(kiosk.files(), 0U);
}

TEST(Outgoing, GivesNoNumberTwiceWhenAnOlderDatabaseIsPutBack) {
    test::Kiosk kiosk;
    ASSERT_TRUE(kiosk.finalise(kiosk.filled()));
    kiosk.store.reset();
    fs::copy_file(kiosk.directory / "records.db", kiosk.directory / "yesterday");
    kiosk.store.emplace(test::open_store(kiosk.directory.path(), kiosk.clock));
    ASSERT_TRUE(kiosk.finalise(kiosk.filled()));
    kiosk.store.reset();
    // put back together with its head file, so that only the folder tells
    fs::remove(kiosk.directory / "records.head");
    fs::copy_file(kiosk.directory / "yesterday", kiosk.directory / "records.db",
                  fs::copy_options::overwrite_existing);
    kiosk.store.emplace(test::open_store(kiosk.directory.path(), kiosk.clock));
    const auto old = kiosk.store->keys().head();
    ASSERT_EQ(old.sequence, 2U);
    reconcile_outgoing(*kiosk.store, kiosk.outgoing());
    EXPECT_EQ(kiosk.files(), 4U); // what was sealed still goes
    EXPECT_NE(kiosk.store->keys().head().epoch, old.epoch);
    const auto size = kiosk.store->audit().size();
    EXPECT_EQ(kiosk.store->audit().list(size, 1).at(0).act, database::Act::restored);
    const auto epoch = kiosk.store->keys().head().epoch;
    ASSERT_TRUE(kiosk.finalise(kiosk.filled()));
    EXPECT_EQ(kiosk.store->keys().head().epoch, epoch);
    // once noticed it is over; what the older copy did not know is settled like all else
    reconcile_outgoing(*kiosk.store, kiosk.outgoing());
    EXPECT_EQ(kiosk.store->keys().head().epoch, epoch);
    EXPECT_EQ(kiosk.store->records().unsettled().size(), 6U);
    for (auto row : kiosk.store->records().unsettled()) {
        row.received_at = kiosk.clock.now();
        kiosk.store->records().update(row);
    }
    reconcile_outgoing(*kiosk.store, kiosk.outgoing());
    EXPECT_EQ(kiosk.files(), 0U);
}

TEST(Outgoing, AdoptsNoFileThatIsNotWhole) {
    test::Kiosk kiosk;
    ASSERT_TRUE(kiosk.finalise(kiosk.filled()));
    const auto epoch = kiosk.store->keys().head().epoch;
    auto row = kiosk.store->records().unsettled().front();
    row.sequence = 99;
    row.id.bytes[31] ^= 1U; // another digest
    write_durable(kiosk.outgoing() / outgoing_name(row),
                  outgoing_bytes(row, view("not what the name says")), Mode::secret);
    reconcile_outgoing(*kiosk.store, kiosk.outgoing());
    EXPECT_EQ(kiosk.store->keys().head().epoch, epoch);
    EXPECT_EQ(kiosk.store->records().unsettled().size(), 2U);
}

TEST(SendDocument, NumbersAndSealsWhatIsNoRecord) {
    test::Kiosk desk(envelope::RoleKind::desk, {Role::desk});
    const auto& kiosk = desk.office.add(envelope::RoleKind::reception, "joutseno/kiosk-2");
    ASSERT_TRUE(desk.store->office().take_directory(desk.office.signed_directory()).value());
    record::Document note;
    note.header.kind = record::Kind::opened;
    note.body = record::OpenedBody{RecordId::make(desk.clock.now()), 1, 3, desk.clock.now()};
    const auto id =
        send_document(*desk.store, desk.outgoing(), note, Group::centre, kiosk.name).value();
    const auto row = desk.store->records().envelope(id).value();
    EXPECT_EQ(row.to, kiosk.name);
    EXPECT_EQ(row.record, RecordId{});
    EXPECT_EQ(row.sequence, 1U);
    EXPECT_EQ(desk.files(), 1U);
    seal::Keyring mail;
    mail.add(kiosk.sealing.key, kiosk.sealing.certificate);
    const auto read = opened(desk, row, mail);
    EXPECT_EQ(read.header.kind, record::Kind::opened);
    EXPECT_EQ(std::get<record::OpenedBody>(read.body).leaf, 3U);
    // it is in nobody's list of records
    EXPECT_TRUE(desk.store->records().list({}, std::nullopt, desk.clock.now(), 10).empty());
    EXPECT_EQ(send_document(*desk.store, desk.outgoing(), note, Group::centre, "joutseno/none")
                  .error()
                  .code,
              "no_device_key");
}

TEST(SendDocument, SealsACopyForTheRecoveryKeyAlone) {
    test::Kiosk desk(envelope::RoleKind::desk, {Role::desk, Role::supervisor}, false);
    const auto centre = desk.office.office().centre;
    record::Document copy;
    copy.header.kind = record::Kind::group_key;
    const auto pkcs8 = centre.key.pkcs8();
    copy.body = record::KeyBody{"centre", centre.certificate.der(),
                                Bytes(pkcs8.view().begin(), pkcs8.view().end())};
    // before the centre has a certificate in the directory
    const auto id = send_document(*desk.store, desk.outgoing(), copy, Group::recovery, {}).value();
    const auto row = desk.store->records().envelope(id).value();
    const auto read = opened(desk, row, desk.office.recovery_keyring());
    EXPECT_EQ(read.header.to.size(), 1U);
    EXPECT_EQ(std::get<record::KeyBody>(read.body).group, "centre");
    EXPECT_EQ(seal::open(desk.store->records().sealed(id), desk.office.centre_keyring(),
                         desk.office.office().root.certificate)
                  .error()
                  .code,
              "not_for_us");
}

} // namespace
} // namespace suoja::kiosk
