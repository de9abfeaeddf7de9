// SPDX-License-Identifier: Apache-2.0
#include "relay/mirrored.h"
#include "tests/relay/pages.h"

#include <gtest/gtest.h>

namespace suoja::relay {
namespace {

struct MirroredTest : ::testing::Test {
    test::Office office = test::Office::make();
    envelope::Directory directory = office.directory();
    std::vector<link::Item> page = test::page_of(office, {"one", "two", "three", "four"});
    PageAsked asked{0, true, ""};

    std::string verdict() {
        const auto judged = judge_page(page, asked, directory);
        return std::to_string(judged.good) + " " + std::string(judged.wrong);
    }
};

TEST_F(MirroredTest, KeepsWhatTheLogSignedFor) {
    EXPECT_EQ(verdict(), "4 ");
    page.erase(page.begin(), page.begin() + 2);
    asked.from = 2;
    EXPECT_EQ(verdict(), "2 ");
    page.clear();
    EXPECT_EQ(verdict(), "0 ");
}

TEST_F(MirroredTest, TakesNoLeafNumberFromTheNextHopsWord) {
    page[2].leaf = std::uint64_t{1} << 62U;
    asked.dense = false;
    EXPECT_EQ(verdict(), "2 receipt");
    auto receipt = envelope::read_receipt(page[2].receipt);
    ASSERT_TRUE(receipt);
    receipt->leaf = *page[2].leaf; // the receipt says so too, and its checkpoint does not
    page[2].receipt = envelope::write_receipt(*receipt);
    EXPECT_EQ(verdict(), "2 receipt");
    page[2].leaf = receipt->leaf = 2;
    page[2].receipt = envelope::write_receipt(*receipt);
    EXPECT_EQ(verdict(), "4 ");
}

TEST_F(MirroredTest, TakesNoCheckpointOfAnotherKey) {
    const auto other = test::Office::make();
    directory.log = other.directory().log;
    EXPECT_EQ(verdict(), "0 receipt");
    directory.log.push_back(office.directory().log.front());
    EXPECT_EQ(verdict(), "4 ");
}

TEST_F(MirroredTest, GoesUpFromWhereItWasAsked) {
    asked.from = 1;
    EXPECT_EQ(verdict(), "0 order");
    asked.from = 0;
    asked.dense = false;
    std::swap(page[1], page[2]);
    EXPECT_EQ(verdict(), "2 order");
    page[2] = page[1];
    EXPECT_EQ(verdict(), "2 order") << "twice the same";
}

TEST_F(MirroredTest, HasNoHoleWhereEveryLeafIsSeen) {
    page.erase(page.begin() + 1);
    EXPECT_EQ(verdict(), "1 left_out");
    asked.dense = false;
    EXPECT_EQ(verdict(), "3 ") << "mail has holes";
}

TEST_F(MirroredTest, TakesAnEmptyBodyForNoErasure) {
    const auto body = page[1].der;
    page[1].der.clear();
    EXPECT_EQ(verdict(), "1 no_body");
    page[1].der = body;
    EXPECT_EQ(verdict(), "4 ");
}

TEST_F(MirroredTest, BindsBodyTimeAndIdToTheReceipt) {
    const auto good = page[1];
    page[1].der.back() ^= 1U;
    EXPECT_EQ(verdict(), "1 digest");
    page[1] = good;
    *page[1].received_at += std::chrono::milliseconds(1);
    EXPECT_EQ(verdict(), "1 receipt");
    page[1] = good;
    page[1].id.bytes[0] ^= 1U; // the time in it
    EXPECT_EQ(verdict(), "1 receipt");
    page[1] = good;
    page[1].receipt = page[0].receipt;
    EXPECT_EQ(verdict(), "1 receipt");
    page[1].receipt.clear();
    EXPECT_EQ(verdict(), "1 receipt");
    page[1] = good;
    page[1].leaf.reset();
    EXPECT_EQ(verdict(), "1 order");
    page[1] = good;
    EXPECT_EQ(verdict(), "4 ");
}

TEST_F(MirroredTest, TakesOnlyMailToThisDevice) {
    asked = {0, false, "joutseno/kiosk-1"};
    for (auto& item : page)
        item.to = "joutseno/kiosk-1";
    EXPECT_EQ(verdict(), "4 ");
    page[3].to = "joutseno/kiosk-2";
    EXPECT_EQ(verdict(), "3 addressee");
}

} // namespace
} // namespace suoja::relay
