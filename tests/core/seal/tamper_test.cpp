// SPDX-License-Identifier: Apache-2.0
// Every byte of an envelope, one after the other. The archive and every desk compare the id with
// the bytes' digest first; what these tests count besides is what the opener alone would take.
#include "core/digest.h"
#include "core/envelope/der.h"
#include "tests/core/seal/office_of_devices.h"

#include <algorithm>

namespace suoja::seal {
namespace {

using Tampering = Sealing;
namespace tag = envelope::tag;

// The bytes that belong to a recipient other than the one who opens.
std::vector<bool> of_others(ByteView der, const std::string& ours) {
    std::vector<bool> out(der.size(), false);
    envelope::DerReader outer(der);
    auto info = outer.enter(tag::kSequence);
    info.take(tag::kOid);
    auto data = info.enter(tag::context(0)).enter(tag::kSequence);
    data.take(tag::kInteger);
    auto recipients = data.enter(tag::kSet);
    while (recipients.more()) {
        const ByteView one = recipients.take_whole(tag::context(1));
        if (hex(one).find(ours) != std::string::npos)
            continue;
        const auto begin = static_cast<std::size_t>(one.data() - der.data());
        std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(begin), one.size(), true);
    }
    return out;
}

TEST_F(Tampering, NoFlippedByteIsAcceptedUnderTheId) {
    const auto id = envelope::EnvelopeId::of(from_unix_ms(1'772'000'000'000), sha256(der));
    const auto others = of_others(der, office.centre.certificate.subject_key_id());
    std::size_t accepted = 0;
    std::size_t opened_anyway = 0;
    for (const auto flip : {std::uint8_t{0x01}, std::uint8_t{0x80}})
        for (std::size_t i = 0; i < der.size(); ++i) {
            Bytes changed = der;
            changed[i] ^= flip;
            const auto opened = open_it(changed);
            accepted += opened && id.matches(sha256(changed)) ? 1 : 0;
            if (!opened)
                continue;
            // the key of somebody else: our copy is whole, and only the digest can tell
            ++opened_anyway;
            EXPECT_TRUE(others[i]) << "byte " << i;
            EXPECT_EQ(opened->document, document);
        }
    EXPECT_EQ(accepted, 0U);
    RecordProperty("flips", static_cast<int>(2 * der.size()));
    RecordProperty("opened_without_the_id_check", static_cast<int>(opened_anyway));
    EXPECT_GT(opened_anyway, 0U);
    EXPECT_TRUE(open_it(der) && id.matches(sha256(der)));
}

TEST_F(Tampering, WithOneRecipientNoFlippedByteOpens) {
    const Bytes single =
        seal(document, signer, {office.centre.certificate}, office.root.certificate).value();
    std::size_t opened = 0;
    for (std::size_t i = 0; i < single.size(); ++i) {
        Bytes changed = single;
        changed[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
        opened += open_it(changed) ? 1 : 0;
    }
    EXPECT_EQ(opened, 0U);
    EXPECT_EQ(refusal(single), "");
}

TEST_F(Tampering, EveryTruncationIsRefused) {
    for (std::size_t n = 0; n < der.size(); ++n)
        ASSERT_EQ(refusal(ByteView(der).first(n)), "not_canonical") << n;
    EXPECT_EQ(refusal(der), "");
}

TEST_F(Tampering, BytesBehindTheEndAreRefused) {
    for (const auto extra : Bytes{0x00, 0x20, 0x30, 0xff}) {
        Bytes longer = der;
        longer.push_back(extra);
        EXPECT_EQ(refusal(longer), "not_canonical");
        EXPECT_EQ(envelope::check_outside(longer).error().code, "not_envelope");
        longer.pop_back();
        EXPECT_EQ(refusal(longer), "");
    }
}

TEST_F(Tampering, AChangedTagAndAChangedKeyAreToldApart) {
    Bytes changed = der;
    changed.back() ^= 1U;
    EXPECT_EQ(refusal(changed), "tag");
    changed.back() ^= 1U;
    EXPECT_EQ(refusal(changed), "");
    // our own wrapped key follows our subject key id: SKI, then 04 28 and 40 bytes
    const auto id = from_hex(office.centre.certificate.subject_key_id()).value();
    const auto at = std::search(changed.begin(), changed.end(), id.begin(), id.end());
    ASSERT_NE(at, changed.end());
    const auto wrapped = at + static_cast<std::ptrdiff_t>(id.size()) + 2;
    *wrapped ^= 1U;
    EXPECT_EQ(refusal(changed), "cannot_decrypt");
    *wrapped ^= 1U;
    EXPECT_EQ(refusal(changed), "");
}

} // namespace
} // namespace suoja::seal
