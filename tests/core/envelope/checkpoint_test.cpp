// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/checkpoint.h"

#include <gtest/gtest.h>

namespace suoja::envelope {
namespace {

struct Log : testing::Test {
    LogKey key = LogKey::make();
    LogPublicKey public_key = key.public_key();
    std::string origin = "test-office/log/0123abcd";
    Checkpoint checkpoint{origin, 17, sha256(view("root"))};
    std::string note = sign_checkpoint(checkpoint, key);

    [[nodiscard]] std::string refusal(std::string_view changed) const {
        const auto opened = open_checkpoint(changed, origin, public_key);
        return opened ? "" : opened.error().code;
    }
};

using CheckpointNote = Log;

TEST_F(CheckpointNote, OpensUnderItsKeyAndOrigin) {
    const auto opened = open_checkpoint(note, origin, public_key);
    ASSERT_TRUE(opened);
    EXPECT_EQ(*opened, checkpoint);
    EXPECT_EQ(note.substr(0, note.find("\n\n") + 2),
              origin + "\n17\n" + base64(checkpoint.root) + "\n\n");
}

TEST_F(CheckpointNote, AnotherKeyOrOriginIsNotTrusted) {
    EXPECT_EQ(open_checkpoint(note, origin, LogKey::make().public_key()).error().code,
              "checkpoint_signature");
    EXPECT_EQ(open_checkpoint(note, "other/log/0123abcd", public_key).error().code,
              "checkpoint_signature");
    EXPECT_EQ(refusal(note), "");
}

TEST_F(CheckpointNote, ASignatureForAnotherOriginByTheSameKeyIsNotTrusted) {
    // the line says our origin, the signed text says another
    const Checkpoint other{"other/log/0123abcd", 17, checkpoint.root};
    std::string forged = sign_checkpoint(other, key);
    EXPECT_EQ(refusal(forged), "checkpoint_signature");
    EXPECT_TRUE(open_checkpoint(forged, other.origin, public_key));
}

TEST_F(CheckpointNote, EveryFlippedBitAndTruncationIsRefused) {
    for (std::size_t i = 0; i < note.size(); ++i)
        for (unsigned bit = 0; bit < 8; ++bit) {
            std::string changed = note;
            changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ (1U << bit));
            ASSERT_NE(refusal(changed), "") << i << ' ' << bit;
        }
    for (std::size_t n = 0; n < note.size(); ++n)
        ASSERT_NE(refusal(std::string_view(note).substr(0, n)), "") << n;
    EXPECT_EQ(refusal(note), "");
}

TEST_F(CheckpointNote, OneSpellingOnly) {
    const auto replaced = [&](std::string_view from, std::string_view to) {
        std::string out = note;
        out.replace(out.find(from), from.size(), to);
        return out;
    };
    EXPECT_EQ(refusal(replaced("\n17\n", "\n017\n")), "checkpoint");
    EXPECT_EQ(refusal(replaced("\n17\n", "\n+17\n")), "checkpoint");
    EXPECT_EQ(refusal(replaced("\n17\n", "\n17\r\n")), "checkpoint");
    EXPECT_EQ(refusal(replaced("=\n\n", "=\nmore\n\n")), "checkpoint");
    EXPECT_EQ(refusal(note + "\n"), "checkpoint");
    EXPECT_EQ(refusal(note + "more\n"), "checkpoint");
    EXPECT_EQ(refusal("\n" + note), "checkpoint");
    EXPECT_EQ(refusal(std::string(5000, 'a')), "checkpoint");
    EXPECT_EQ(refusal(replaced("\n17\n", "\n18\n")), "checkpoint_signature");
    EXPECT_EQ(refusal(note), "");
}

TEST_F(CheckpointNote, AWitnessMaySignBesideTheLog) {
    const LogKey witness = LogKey::make();
    const std::string theirs = sign_checkpoint(checkpoint, witness);
    const auto line = theirs.substr(theirs.find("\n\n") + 2);
    EXPECT_EQ(refusal(note + line), "");
    EXPECT_EQ(refusal(theirs), "checkpoint_signature"); // alone it is not enough
    std::string many = note;
    for (int i = 0; i < 8; ++i)
        many += line;
    EXPECT_EQ(refusal(many), "checkpoint");
}

struct ReceiptTest : Log {
    Bytes envelope = random_bytes(100);
    Hash digest = sha256(envelope);
    Receipt receipt;

    ReceiptTest() {
        MerkleTree tree;
        for (int i = 0; i < 5; ++i)
            tree.append(leaf_hash(view("other")));
        receipt.id = EnvelopeId::of(from_unix_ms(1'772'000'000'000), digest);
        receipt.sha256 = digest;
        receipt.leaf = 5;
        receipt.received_at = from_unix_ms(1'772'000'004'321);
        tree.append(leaf_hash(leaf_data(digest, receipt.received_at)));
        for (int i = 0; i < 5; ++i)
            tree.append(leaf_hash(view("later")));
        receipt.proof = tree.inclusion(5, tree.size());
        receipt.checkpoint = sign_checkpoint({origin, tree.size(), tree.root()}, key);
    }
    [[nodiscard]] bool good(const Receipt& one) const {
        return static_cast<bool>(verify_receipt(one, digest, origin, public_key));
    }
    [[nodiscard]] bool good(std::string_view json) const {
        const auto read = read_receipt(json);
        // whoever asks compares the id it asked for, whose first bytes no hash covers
        return read && read->id == receipt.id && good(*read);
    }
};

TEST_F(ReceiptTest, ReadsBackAndVerifies) {
    const auto text = write_receipt(receipt);
    EXPECT_TRUE(good(text));
    const auto again = read_receipt(text);
    ASSERT_TRUE(again);
    EXPECT_EQ(write_receipt(*again), text);
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_EQ(verify_receipt(*again, digest, origin, public_key)->size, 11U);
}

TEST_F(ReceiptTest, EveryFlippedBitAndTruncationIsRefused) {
    const auto text = write_receipt(receipt);
    for (std::size_t i = 0; i < text.size(); ++i)
        for (unsigned bit = 0; bit < 8; ++bit) {
            std::string changed = text;
            changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ (1U << bit));
            ASSERT_FALSE(good(changed)) << i << ' ' << bit;
        }
    for (std::size_t n = 0; n < text.size(); ++n)
        ASSERT_FALSE(good(text.substr(0, n))) << n;
    EXPECT_TRUE(good(text));
}

TEST_F(ReceiptTest, EveryPartIsBoundToTheOthers) {
    auto changed = receipt;
    changed.received_at += std::chrono::milliseconds(1);
    EXPECT_EQ(verify_receipt(changed, digest, origin, public_key).error().code, "receipt_proof");
    changed = receipt;
    changed.leaf = 4;
    EXPECT_EQ(verify_receipt(changed, digest, origin, public_key).error().code, "receipt_proof");
    changed = receipt;
    changed.proof[1][3] ^= 1U;
    EXPECT_EQ(verify_receipt(changed, digest, origin, public_key).error().code, "receipt_proof");
    changed = receipt;
    changed.id.bytes[31] ^= 1U;
    EXPECT_EQ(verify_receipt(changed, digest, origin, public_key).error().code, "receipt");
    EXPECT_EQ(verify_receipt(receipt, sha256(view("other")), origin, public_key).error().code,
              "receipt");
    EXPECT_EQ(verify_receipt(receipt, digest, origin, LogKey::make().public_key()).error().code,
              "checkpoint_signature");
    EXPECT_TRUE(good(receipt));
}

TEST_F(ReceiptTest, WhatTheFormatDoesNotSayIsRefused) {
    auto text = write_receipt(receipt);
    text.insert(text.size() - 1, ",\"more\":1");
    EXPECT_EQ(read_receipt(text).error().code, "receipt");
    EXPECT_EQ(read_receipt("{}").error().code, "receipt");
    EXPECT_EQ(read_receipt("[]").error().code, "receipt");
    EXPECT_EQ(read_receipt(std::string(20'000, ' ')).error().code, "receipt");
    EXPECT_TRUE(read_receipt(write_receipt(receipt)));
}

} // namespace
} // namespace suoja::envelope
