// SPDX-License-Identifier: Apache-2.0
// What an archive does with a log that was changed, and what a receipt is worth when it was.
#include "tests/relay/archive_fixture.h"

#include <fstream>

namespace suoja::test {
namespace {

struct DamagedLog : ::testing::Test {
    LogPlace place;
    std::vector<relay::Submission> all;
    std::string receipt;

    void SetUp() override {
        const auto log = place.open();
        for (int i = 0; i < 5; ++i) {
            all.push_back(place.fresh(20'000));
            receipt = put(*log, {all.back()})[0].receipt;
        }
        ASSERT_TRUE(log->verify({}));
    }
    [[nodiscard]] std::string verdict() const {
        const auto log = place.try_open();
        if (!log)
            return log.error().code;
        const auto verified = (*log)->verify({});
        return verified ? "sound" : verified.error().code;
    }
};

TEST_F(DamagedLog, SoundWithoutDamage) {
    EXPECT_EQ(verdict(), "sound");
}

TEST_F(DamagedLog, FindsAFlippedByteAnywhereInTheFile) {
    const auto size = std::filesystem::file_size(place.file());
    const auto flip = [&](std::uintmax_t at) {
        std::fstream file(place.file(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(static_cast<std::streamoff>(at));
        const char byte = static_cast<char>(file.get() ^ 0x10);
        file.seekp(static_cast<std::streamoff>(at));
        file.put(byte);
    };
    for (std::uintmax_t at = 5'000; at < size; at += size / 12) {
        flip(at);
        std::string found;
        try {
            found = verdict();
        } catch (const StorageFailure&) {
            found = "storage_failure";
        }
        EXPECT_NE(found, "sound") << at;
        flip(at);
        EXPECT_EQ(verdict(), "sound") << at;
    }
}

TEST_F(DamagedLog, RefusesALogWhoseLeafWasRewrittenWithTheKey) {
    place.tamper("update leaf set received_at = received_at + 1 where leaf = 4");
    EXPECT_EQ(verdict(), "log_mismatch");
    place.tamper("update leaf set received_at = received_at - 1 where leaf = 4");
    EXPECT_EQ(verdict(), "sound");
}

TEST_F(DamagedLog, RefusesALogWhoseLastLeafWasCutOff) {
    place.tamper("delete from leaf where leaf = 4");
    EXPECT_EQ(verdict(), "log_mismatch");
}

TEST_F(DamagedLog, RefusesALogWhoseTailWentWithItsCheckpoint) {
    // every table agrees, but a receipt given out says that there was a fifth leaf
    place.tamper("delete from leaf where leaf = 4; delete from body where leaf = 4;"
                 "delete from checkpoint where size = 5");
    EXPECT_EQ(verdict(), "sound");
    const auto log = place.open();
    const auto given = envelope::read_receipt(receipt);
    const auto was = *place.verify(receipt, all.back().sha256);
    EXPECT_LT(log->size(), was.size);
    EXPECT_FALSE(log->consistency(was.size, log->size()));
}

TEST_F(DamagedLog, FindsABodyThatWasExchanged) {
    place.tamper("update body set der = zeroblob(20000) where leaf = 2");
    EXPECT_EQ(verdict(), "body_mismatch");
}

TEST_F(DamagedLog, FindsABodyThatIsMissing) {
    place.tamper("delete from body where leaf = 2");
    EXPECT_EQ(verdict(), "body_mismatch");
}

TEST_F(DamagedLog, FindsAnOlderCheckpointThatWasExchanged) {
    place.tamper("update checkpoint set note = (select note from checkpoint where size = 2) "
                 "where size = 3");
    EXPECT_EQ(verdict(), "checkpoint_mismatch");
}

TEST_F(DamagedLog, RefusesACheckpointOfAnotherKeyOrOrigin) {
    const auto own = envelope::LogKey{place.log_key.seed.copy()};
    place.log_key = envelope::LogKey::make();
    EXPECT_EQ(verdict(), "checkpoint_signature");
    place.log_key = envelope::LogKey{own.seed.copy()};
    place.origin = "office/log/ffffffff";
    EXPECT_NE(verdict(), "sound");
    place.origin = "office/log/0a1b2c3d";
    EXPECT_EQ(verdict(), "sound");
}

TEST_F(DamagedLog, RefusesTheWrongKeyOfTheFile) {
    const Secret right = place.key.copy();
    place.key = Secret::random(database::kKeyBytes);
    EXPECT_EQ(verdict(), "wrong_key");
    place.key = right.copy();
    EXPECT_EQ(verdict(), "sound");
}

TEST_F(DamagedLog, NoReceiptWithAFlippedBitVerifies) {
    ASSERT_TRUE(place.verify(receipt, all.back().sha256));
    for (std::size_t at = 0; at < receipt.size(); ++at) {
        std::string changed = receipt;
        changed[at] = static_cast<char>(changed[at] ^ 0x01);
        // an id's time is the sender's own word: a sender compares the id with the one it gave
        const auto read = envelope::read_receipt(changed);
        EXPECT_FALSE(read && read->id == all.back().id && place.verify(changed, all.back().sha256))
            << "byte " << at;
    }
    EXPECT_FALSE(place.verify(receipt, all.front().sha256));
}

} // namespace
} // namespace suoja::test
