// SPDX-License-Identifier: Apache-2.0
// A desk's relay under a next hop that has the office's certificate and lies about the log.
#include "core/link/local/local_client.h"
#include "tests/relay/pages.h"
#include "tests/relay/relay_place.h"

namespace suoja::test {
namespace {

struct FalseUpstream : ::testing::Test {
    RelayPlace place{"device:desk:joutseno:desk-1"};
    std::vector<link::Item> page = page_of(place.office, {"one", "two", "three"});
    std::unique_ptr<Daemon> hop;

    void SetUp() override {
        place.list(place.own, "joutseno/desk-1", envelope::RoleKind::desk);
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
        hop = std::make_unique<Daemon>(Arguments{"python3", source("tests/relay/false_upstream.py"),
                                                 port, files[0], files[1], place.directory / ""},
                                       place.directory / "hop.log");
        hop->start();
        ASSERT_TRUE(eventually([&] { return std::filesystem::exists(port); })) << hop->log();
        place.upstream = "https://127.0.0.1:" + slurp(port);
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

} // namespace
} // namespace suoja::test
