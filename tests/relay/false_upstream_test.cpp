// SPDX-License-Identifier: Apache-2.0
// A relay under a next hop that has the office's certificate, and lies about the log or is slow.
#include "core/database/database.h"
#include "core/envelope/form_package.h"
#include "core/link/local/local_client.h"
#include "relay/settings.h"
#include "tests/relay/pages.h"
#include "tests/relay/relay_place.h"

#include <fstream>
#include <thread>

namespace suoja::test {
namespace {

// its address; the place's directory holds its answers
std::unique_ptr<Daemon> next_hop(RelayPlace& place) {
    Wish wish;
    wish.issuer = &place.office.online_ca;
    wish.role = "urn:suoja:archive:central";
    wish.use = Use::transport;
    auto archive = issue(wish);
    archive.chain.push_back(place.office.root.certificate);
    const auto files = place.pem(archive, "archive");
    spill(place.directory / "hello",
          link::write_hello({"archive", "central", "test", system_clock().now()}));
    const auto port = place.directory / "port";
    auto hop =
        std::make_unique<Daemon>(Arguments{"python3", source("tests/relay/false_upstream.py"), port,
                                           files[0], files[1], place.directory / ""},
                                 place.directory / "hop.log");
    hop->start();
    EXPECT_TRUE(eventually([&] { return std::filesystem::exists(port); })) << hop->log();
    place.upstream = "https://127.0.0.1:" + slurp(port);
    return hop;
}

struct FalseUpstream : ::testing::Test {
    RelayPlace place{"device:desk:joutseno:desk-1"};
    std::vector<link::Item> page = page_of(place.office, {"one", "two", "three"});
    std::unique_ptr<Daemon> hop;

    void SetUp() override {
        place.list(place.own, "joutseno/desk-1", envelope::RoleKind::desk);
        hop = next_hop(place);
    }
    void say(const std::string& call, const std::vector<link::Item>& items) const {
        std::string body;
        for (const auto& item : items)
            link::append_item(body, item);
        spill(place.directory / call, body);
    }
    bool alarmed(const std::string& code) const {
        return eventually([&] {
            return place.daemon->log().find("mirror_refused code=" + code) != std::string::npos;
        });
    }
    std::size_t kept(const std::string& target) const {
        link::LocalClient client(place.socket());
        const auto said = client.call({"GET", target, {}, "", "", std::chrono::seconds(20)});
        const auto items = said ? link::read_items(said->body) : std::vector<link::Item>();
        return items ? items->size() : 0;
    }
};

TEST_F(FalseUpstream, CannotMoveTheMirrorOfMailBeyondTheLog) {
    for (auto& item : page)
        item.to = "joutseno/desk-1";
    const auto good = page;
    page[1].leaf = std::uint64_t{9'007'199'254'740'990};
    say("mail", {page[1]});
    place.start();
    ASSERT_TRUE(alarmed("receipt")) << place.daemon->log();
    EXPECT_EQ(kept("/v1/mail?after=0"), 0U);
    say("mail", good);
    EXPECT_TRUE(eventually([&] { return kept("/v1/mail?after=0") == 3; }, std::chrono::seconds(60)))
        << "what is true is taken: " << hop->log();
}

TEST_F(FalseUpstream, CannotPassOffABodyKeptBackAsErased) {
    auto cut = page;
    cut[1].der.clear();
    say("entries", cut);
    place.start();
    ASSERT_TRUE(alarmed("no_body")) << place.daemon->log();
    EXPECT_TRUE(eventually([&] { return kept("/v1/entries?group=centre&after=0") == 1; }))
        << "what comes before is taken";
    say("entries", {page[1], page[2]});
    EXPECT_TRUE(eventually([&] { return kept("/v1/entries?group=centre&after=0") == 3; },
                           std::chrono::seconds(60)))
        << "it was asked for again: " << hop->log();
}

TEST_F(FalseUpstream, CannotLeaveALeafOut) {
    say("entries", {page[0], page[2]});
    place.start();
    ASSERT_TRUE(alarmed("left_out")) << place.daemon->log();
    say("entries", {page[1], page[2]});
    EXPECT_TRUE(eventually([&] { return kept("/v1/entries?group=centre&after=0") == 3; },
                           std::chrono::seconds(60)))
        << hop->log();
}

struct FalseForms : FalseUpstream {
    std::string sound = form("intake", place.office, "sound");

    [[nodiscard]] static std::string form(const std::string& id, const Office& by,
                                          const std::string& survey) {
        const envelope::FormPackage package{id, "2026-12", {}, {{"survey.csv", survey}}};
        const auto der = envelope::sign_form(package, by.root.key, by.root.certificate).value();
        return std::string(text(der));
    }
    void offer(const std::string& id, const std::string& der) {
        const auto digest = sha256(view(der));
        place.listed.forms.push_back({id, "2026-12", digest});
        spill(place.directory / ("forms-" + hex(digest)), der);
    }
    [[nodiscard]] link::Answer get(const std::string& der) const {
        link::LocalClient client(place.socket());
        const auto said = client.call(
            {"GET", "/v1/forms/" + hex(sha256(view(der))), {}, "", "", std::chrono::seconds(20)});
        return said ? *said : link::Answer{};
    }
    [[nodiscard]] bool has(const std::string& der) const {
        const auto said = get(der);
        return said.status == 200 && said.body == der;
    }
    [[nodiscard]] std::size_t asked(const std::string& target) const {
        const auto log = hop->log();
        std::size_t count = 0;
        for (auto at = log.find(target); at != std::string::npos; at = log.find(target, at + 1))
            ++count;
        return count;
    }
    [[nodiscard]] Secret key() const {
        return relay::database_key(place.directory / "data/spool.key", false).value();
    }
    void again() {
        place.daemon->start();
        ASSERT_TRUE(eventually(
            [&] { return std::filesystem::exists(place.directory / "data/listening.json"); }));
    }
};

TEST_F(FalseForms, AreNotKeptNorAskedForAgainAndTheSoundOneIs) {
    const auto elsewhere = Office::make();
    const auto foreign = form("call", elsewhere, "foreign");
    const auto altered = form("assessment", place.office, "altered");
    offer("call", foreign);
    offer("assessment", altered);
    spill(place.directory / ("forms-" + hex(sha256(view(altered)))), foreign);
    offer("intake", sound);
    place.start();
    EXPECT_TRUE(eventually([&] { return has(sound); })) << place.daemon->log();
    const auto log = place.daemon->log();
    EXPECT_NE(log.find("form_refused form=call code=chain"), std::string::npos) << log;
    EXPECT_NE(log.find("form_refused form=assessment code=digest"), std::string::npos) << log;
    EXPECT_EQ(get(foreign).status, 404U);
    EXPECT_EQ(get(altered).status, 404U);
    const auto looks = asked("/v1/directory");
    ASSERT_TRUE(
        eventually([&] { return asked("/v1/directory") > looks; }, std::chrono::seconds(60)));
    std::this_thread::sleep_for(std::chrono::seconds(2)); // in which it would ask
    EXPECT_EQ(asked(hex(sha256(view(foreign)))), 1U);
    EXPECT_EQ(asked(hex(sha256(view(altered)))), 1U);
    EXPECT_EQ(asked(hex(sha256(view(sound)))), 1U);
}

TEST_F(FalseForms, GoWhenTheDirectoryNamesThemNoMore) {
    offer("intake", sound);
    place.start();
    ASSERT_TRUE(eventually([&] { return has(sound); })) << place.daemon->log();
    EXPECT_EQ(place.daemon->terminate(), 0);
    const auto old = form("intake", place.office, "old");
    {
        relay::SpoolSettings settings;
        settings.file = place.directory / "data/spool.db";
        settings.key = key();
        const auto spool = relay::Spool::open(std::move(settings), system_clock()).value();
        const auto der = view(old);
        spool->keep_form(sha256(der), Bytes(der.begin(), der.end()), [](bool) {});
    }
    again();
    EXPECT_TRUE(eventually([&] { return get(old).status == 404; }));
    EXPECT_TRUE(has(sound));
}

TEST_F(FalseForms, InUnreadablePagesAreFetchedAnewAndCostNothingElse) {
    const auto file = place.directory / "data/spool.db";
    std::string rows = "type,name\n";
    while (rows.size() < std::size_t{1} << 21U)
        rows += "text,a_question_" + std::to_string(rows.size()) + "\n";
    const auto large = form("intake", place.office, rows);
    offer("intake", large);
    place.start();
    ASSERT_TRUE(eventually([&] { return has(large); })) << place.daemon->log();
    EXPECT_EQ(place.daemon->terminate(), 0);
    ASSERT_TRUE(database::Database::open(file, key(), {}).value().checkpoint(true));
    const auto at = static_cast<std::streamoff>(std::filesystem::file_size(file) / 2);
    {
        std::fstream io(file, std::ios::in | std::ios::out | std::ios::binary);
        io.seekg(at);
        const char byte = static_cast<char>(io.get() ^ 0x10);
        io.seekp(at);
        io.put(byte);
    }
    again();
    EXPECT_EQ(get(large).status, 503U);
    say("mail", {});
    EXPECT_EQ(kept("/v1/mail?after=0"), 0U) << "answers the rest";
    EXPECT_TRUE(eventually([&] { return has(large); }, std::chrono::seconds(60)))
        << place.daemon->log();
    EXPECT_TRUE(place.daemon->running());
    EXPECT_EQ(place.daemon->log().find("errand_failed"), std::string::npos);
    EXPECT_EQ(place.daemon->log().find("storage_stopped"), std::string::npos);
}

TEST(SlowUpstream, IsNotKeptBusyForTheOthersByOneThatAsksWithoutEnd) {
    RelayPlace place("relay:edge");
    const auto hop = next_hop(place);
    const auto greedy = place.office.device(Use::transport, "reception", "joutseno", "greedy");
    const auto modest = place.office.device(Use::transport, "reception", "joutseno", "modest");
    place.list(greedy, "joutseno/greedy");
    place.list(modest, "joutseno/modest");
    place.start();
    const auto ask = [&](const envelope::Bundle& device, const std::string& name) {
        const auto files = place.pem(device, name);
        return Arguments{"curl",
                         "-sSk",
                         "-w",
                         "%{http_code}",
                         "-o",
                         "/dev/null",
                         "--cert",
                         files[0],
                         "--key",
                         files[1],
                         "https://127.0.0.1:" + place.port() + "/v1/checkpoint"};
    };
    spill(place.directory / "checkpoint", "a note");
    ASSERT_EQ(run(ask(modest, "modest")).out, "200");
    std::vector<std::unique_ptr<Daemon>> asking;
    for (int i = 0; i < 4; ++i) { // all that one peer may have under way, and asked again
        auto command = ask(greedy, "greedy");
        command.insert(command.end() - 1, {"--retry", "9", "--retry-delay", "1"});
        for (int again = 0; again < 8; ++again)
            command.insert(command.end(), {"-o", "/dev/null", command.back()});
        asking.push_back(
            std::make_unique<Daemon>(command, place.directory / ("asking-" + std::to_string(i))));
        asking.back()->start();
    }
    const auto calls = [&] {
        std::size_t count = 0;
        const auto log = hop->log();
        for (auto at = log.find("/v1/checkpoint"); at != std::string::npos;
             at = log.find("/v1/checkpoint", at + 1))
            ++count;
        return count;
    };
    ASSERT_TRUE(eventually([&] { return calls() >= 5; })) << hop->log();
    EXPECT_EQ(run(ask(modest, "modest")).out, "200");
    // between two of its questions there is a moment of less than its share
    EXPECT_TRUE(eventually([&] { return run(ask(greedy, "greedy")).out == "503"; },
                           std::chrono::seconds(60)))
        << "it has its share already";
}

} // namespace
} // namespace suoja::test
