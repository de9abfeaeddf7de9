// SPDX-License-Identifier: Apache-2.0
// What each answer of the next hop means, without a network.
#include "relay/forwarder.h"
#include "tests/support/envelope_office.h"

#include <gtest/gtest.h>

namespace suoja::relay {
namespace {

using link::DeliveryState;
using link::PutState;

struct ForwarderTest : ::testing::Test {
    test::Office office = test::Office::make();
    envelope::Directory directory = office.directory();
    std::vector<Waiting> batch{waiting("a"), waiting("b"), waiting("c")};
    BatchSize size;

    static Waiting waiting(std::string_view text) {
        Waiting out;
        out.der.assign(text.begin(), text.end());
        out.sha256 = sha256(out.der);
        out.id = envelope::EnvelopeId::of(from_unix_ms(1'772'000'000'000), out.sha256);
        out.device = "joutseno/kiosk-1";
        return out;
    }
    std::string receipt(const Waiting& of, const std::string& origin) {
        envelope::Receipt out;
        out.id = of.id;
        out.sha256 = of.sha256;
        out.received_at = from_unix_ms(1'772'000'100'000);
        envelope::MerkleTree tree;
        tree.append(envelope::leaf_hash(envelope::leaf_data(of.sha256, out.received_at)));
        out.checkpoint = envelope::sign_checkpoint({origin, 1, tree.root()}, office.log_key);
        return envelope::write_receipt(out);
    }
    Verdict answered(unsigned status, const std::string& body,
                     std::optional<std::chrono::seconds> retry_after = std::nullopt,
                     std::string_view type = link::kJsonType) {
        return judge(batch, link::Answer{status, std::string(type), body, retry_after}, &directory,
                     size);
    }
    Verdict problem(unsigned status, const std::string& code,
                    std::optional<std::chrono::seconds> retry_after = std::nullopt) {
        return answered(status, link::write_problem({status, code, "x"}), retry_after,
                        link::kProblemType);
    }
};

TEST_F(ForwarderTest, TakesEachResultForItself) {
    const auto verdict = answered(
        200,
        link::write_results({{batch[0].id, PutState::stored, "", receipt(batch[0], office.origin)},
                             {batch[1].id, PutState::refused, "unknown_addressee", ""},
                             {batch[2].id, PutState::known, "", ""}}));
    ASSERT_EQ(verdict.settled.size(), 3U);
    EXPECT_EQ(verdict.settled[0].state, DeliveryState::received);
    EXPECT_FALSE(verdict.settled[0].receipt.empty());
    EXPECT_EQ(verdict.settled[1].state, DeliveryState::refused);
    EXPECT_EQ(verdict.settled[1].reason, "unknown_addressee");
    EXPECT_EQ(verdict.settled[2].state, DeliveryState::forwarded);
    EXPECT_FALSE(verdict.later);
}

TEST_F(ForwarderTest, DoesNotBelieveAReceiptThatDoesNotVerify) {
    const std::string forged[] = {
        receipt(batch[0], "other-office/log/00000000"), // signed for another log
        receipt(batch[1], office.origin),               // of another envelope
        "{}",
    };
    for (const auto& text : forged) {
        const auto verdict =
            answered(200, link::write_results({{batch[0].id, PutState::stored, "", text},
                                               {batch[1].id, PutState::stored, "",
                                                receipt(batch[1], office.origin)},
                                               {batch[2].id, PutState::stored, "", ""}}));
        ASSERT_EQ(verdict.settled.size(), 3U);
        EXPECT_EQ(verdict.settled[0].state, DeliveryState::forwarded) << text;
        EXPECT_TRUE(verdict.settled[0].receipt.empty());
        EXPECT_EQ(verdict.settled[1].state, DeliveryState::received) << "the right one";
    }
}

TEST_F(ForwarderTest, KeepsWhatIsRefusedForTheMoment) {
    for (const std::string reason : {"no_space", "spool_full", "storage_stopped", "busy"}) {
        const auto verdict =
            answered(200, link::write_results({{batch[0].id, PutState::stored, "", ""},
                                               {batch[1].id, PutState::refused, reason, ""},
                                               {batch[2].id, PutState::refused, reason, ""}}));
        ASSERT_EQ(verdict.settled.size(), 1U) << reason;
        EXPECT_TRUE(verdict.later);
        EXPECT_EQ(verdict.code, reason);
    }
}

TEST_F(ForwarderTest, GivesUpNothingWhenThePeerFailsOrRefusesUs) {
    struct Case {
        unsigned status;
        bool refused_us;
    };
    for (const auto& one :
         {Case{500, false}, Case{503, false}, Case{507, false}, Case{429, false}, Case{403, true},
          Case{401, true}, Case{404, true}, Case{400, false}, Case{411, false}, Case{301, false}}) {
        const auto verdict = problem(one.status, "code", std::chrono::seconds(7));
        EXPECT_TRUE(verdict.settled.empty()) << one.status;
        EXPECT_TRUE(verdict.later) << one.status;
        EXPECT_EQ(verdict.refused_us, one.refused_us) << one.status;
        EXPECT_EQ(verdict.retry_after, std::chrono::seconds(7));
    }
    const auto lost = judge(batch, fail(Reason::unreachable, "no_route", "x"), &directory, size);
    EXPECT_TRUE(lost.settled.empty());
    EXPECT_TRUE(lost.later);
    EXPECT_EQ(lost.code, "no_route");
}

TEST_F(ForwarderTest, DoesNotTakeResultsThatAreNotOfThisBatch) {
    const std::string wrong[] = {
        "{}",
        "no json",
        R"({"results":[]})",
        link::write_results(
            {{batch[0].id, PutState::stored, "", ""}, {batch[1].id, PutState::stored, "", ""}}),
        link::write_results({{batch[1].id, PutState::stored, "", ""},
                             {batch[0].id, PutState::stored, "", ""},
                             {batch[2].id, PutState::stored, "", ""}}),
    };
    for (const auto& text : wrong) {
        const auto verdict = answered(200, text);
        EXPECT_TRUE(verdict.settled.empty()) << text;
        EXPECT_TRUE(verdict.later);
        EXPECT_EQ(verdict.code, "wrong_answer");
    }
}

TEST_F(ForwarderTest, FindsTheOneThatSpoilsTheBatchAndSendsTheOthers) {
    auto verdict = problem(413, "too_large");
    EXPECT_TRUE(verdict.settled.empty());
    EXPECT_FALSE(verdict.later) << "at once, one by one";
    EXPECT_EQ(size.envelopes, 1U);
    const auto all = batch;
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(size.envelopes, 1U);
        batch = {all[i]};
        verdict = i == 1
                      ? problem(413, "too_large")
                      : answered(200, link::write_results({{all[i].id, PutState::stored, "", ""}}));
        ASSERT_EQ(verdict.settled.size(), 1U);
        EXPECT_EQ(verdict.settled[0].state,
                  i == 1 ? DeliveryState::refused : DeliveryState::forwarded);
    }
    EXPECT_EQ(size.envelopes, BatchSize{}.envelopes) << "then whole batches again";
}

TEST_F(ForwarderTest, NamesTheDevicesOnlyForARelay) {
    for (const bool relay : {false, true}) {
        const auto call = batch_call(batch, relay);
        EXPECT_EQ(call.content_type, link::kBatchType);
        const auto items = link::read_items(call.body);
        ASSERT_TRUE(items);
        ASSERT_EQ(items->size(), 3U);
        EXPECT_EQ((*items)[0].device, relay ? "joutseno/kiosk-1" : "");
        EXPECT_EQ((*items)[2].der, batch[2].der);
    }
}

} // namespace
} // namespace suoja::relay
