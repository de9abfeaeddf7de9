// SPDX-License-Identifier: Apache-2.0
#pragma once
// Two reception kiosks and a desk of one office, their stores, and the archive behind a socket for
// each. Verbs: finalise a record at a kiosk, carry everything of a device once, forge what no
// honest device would send.
#include "kiosk/exchange/desk_feed.h"
#include "kiosk/exchange/feed.h"
#include "kiosk/exchange/hand_over.h"
#include "kiosk/exchange/receipts.h"
#include "kiosk/exchange/round.h"
#include "kiosk/store/finalise.h"
#include "tests/support/clock.h"
#include "tests/support/exchange_office.h"
#include "tests/support/small_form.h"

#include <gtest/gtest.h>

namespace suoja::test {

struct Device {
    const TestDevice* identity;
    std::filesystem::path folder, outgoing;
    std::unique_ptr<kiosk::Store> store;
    kiosk::User user;
    std::unique_ptr<link::LocalClient> relay;
    std::unique_ptr<kiosk::Round> round;

    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(outgoing), {}));
    }
    [[nodiscard]] std::vector<kiosk::OutboxRow> rows(const RecordId& record) const {
        return store->records().outbox(record);
    }
    [[nodiscard]] kiosk::State state(const RecordId& record) const {
        return store->records().row(record, store->clock().now())->state;
    }
};

struct World : testing::Test {
    TemporaryDirectory place;
    FakeClock clock;
    DeviceOffice office;
    TestDevice& kiosk_identity = office.add(envelope::RoleKind::reception, "joutseno/kiosk-1");
    TestDevice& other_identity = office.add(envelope::RoleKind::reception, "joutseno/kiosk-2");
    TestDevice& desk_identity = office.add(envelope::RoleKind::desk, "helsinki/desk-1");
    ExchangeOffice far{office, clock};
    Device kiosk = make("kiosk", kiosk_identity, {kiosk::Role::reception});
    Device other = make("other", other_identity, {kiosk::Role::reception});
    Device desk = make("desk", desk_identity, {kiosk::Role::desk});
    std::uint32_t desk_codes = 0;

    Device make(const std::string& name, const TestDevice& identity, std::set<kiosk::Role> roles) {
        Device device;
        device.identity = &identity;
        device.folder = place / name;
        device.outgoing = device.folder / "outgoing";
        device.store =
            std::make_unique<kiosk::Store>(make_store(device.folder, clock, office, identity));
        device.user = add_user(*device.store, name, roles);
        device.relay = std::make_unique<link::LocalClient>(far.socket(identity.name));
        device.round = std::make_unique<kiosk::Round>(device.outgoing, clock);
        far.new_directory();
        return device;
    }

    RecordId finalise(Device& device, const std::string& first_name = "Aino",
                      std::chrono::seconds hold = std::chrono::seconds{0}) {
        clock.advance(std::chrono::milliseconds{10});
        form::Entry entry(small_form("intake"), {});
        for (const auto& [name, value] : std::map<std::string, std::string>{
                 {"contact_language", "en"}, {"consent_referral", "yes"}, {"narrative", "Told."}})
            EXPECT_TRUE(entry.set_text(name, value).has_value()) << name;
        if (!first_name.empty()) {
            EXPECT_TRUE(entry.set("first_name", first_name).has_value());
        }
        kiosk::Draft draft;
        draft.id = DraftId::make(clock.now());
        draft.form = "intake";
        draft.form_version = entry.form().version;
        // the desk's site is not one of the office's: it gives no codes
        const auto code = kiosk::new_case_code(*device.store);
        draft.case_code = code ? *code : record::write_case_code({"HEL", 1, 2026, ++desk_codes});
        draft.author = device.user.id;
        draft.created_at = draft.saved_at = clock.now();
        draft.answers = entry.draft();
        device.store->drafts().insert(draft);
        const auto done =
            kiosk::finalise(*device.store, device.outgoing, device.user, draft, entry, hold);
        EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().code);
        return done->record;
    }

    kiosk::RoundResult carry(Device& device) {
        clock.advance(std::chrono::milliseconds{10});
        kiosk::StoreGate gate(*device.store);
        auto done = device.round->run(*device.relay, &gate, {});
        EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().code);
        return done ? std::move(*done) : kiosk::RoundResult{};
    }

    // what an envelope of this device would be, with everything to bend
    struct Forgery {
        record::Document document;
        std::vector<envelope::Certificate> recipients;
        const TestDevice* signer = nullptr;
        std::optional<Millis> labelled; // the id's time, when not sealed_at
    };
    Forgery honest(const Device& device, std::uint64_t sequence, const Hash& chain = {}) {
        Forgery out;
        out.signer = device.identity;
        out.recipients = {office.centre().back().certificate, office.office().recovery.certificate};
        auto& header = out.document.header;
        header.kind = record::Kind::record;
        header.device = device.identity->name;
        header.site = header.device.substr(0, header.device.find('/'));
        clock.advance(std::chrono::milliseconds{1});
        header.sealed_at = clock.now();
        header.epoch = std::string(32, 'e');
        header.sequence = sequence;
        header.chain = chain;
        for (const auto& recipient : out.recipients)
            header.to.push_back(recipient.key_id());
        record::RecordBody body;
        body.record = RecordId::make(clock.now());
        body.form = "intake";
        body.form_version = "2026-11-01";
        body.case_code = "JOU1-26-0001-X";
        body.created_at = body.finalised_at = clock.now();
        body.answers = {{"contact_language", "en"}};
        out.document.body = body;
        return out;
    }
    link::Item seal(const Forgery& forgery) {
        const auto& office_keys = office.office();
        link::Item item;
        item.der = seal::seal(record::write_document(forgery.document),
                              {forgery.signer->signing.key,
                               forgery.signer->signing.certificate,
                               {office_keys.online_ca.certificate}},
                              forgery.recipients, office_keys.root.certificate)
                       .value();
        item.id = envelope::EnvelopeId::of(
            forgery.labelled.value_or(forgery.document.header.sealed_at), sha256(item.der));
        item.device = forgery.signer->name;
        return item;
    }

    [[nodiscard]] std::size_t audited(Device& device, database::Act act) {
        std::size_t count = 0;
        for (const auto& entry : device.store->audit().list(1, 10'000))
            count += entry.act == act ? 1 : 0;
        return count;
    }
};

} // namespace suoja::test
