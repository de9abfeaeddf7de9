// SPDX-License-Identifier: Apache-2.0
// A relay under a next hop that has the office's certificate, and lies about the log or is slow.
#include "core/link/local/local_client.h"
#include "tests/relay/pages.h"
#include "tests/relay/relay_place.h"

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
    EXPECT_EQ(kept("/v1/entries?group=centre&after=0"), 1U) << "what comes before is taken";
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
    EXPECT_EQ(run(ask(greedy, "greedy")).out, "503") << "it has its share already";
}

} // namespace
} // namespace suoja::test
