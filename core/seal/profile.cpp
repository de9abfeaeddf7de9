// SPDX-License-Identifier: Apache-2.0
#include "core/seal/profile.h"

#include "core/envelope/der.h"
#include "core/envelope/envelope.h"

#include <algorithm>

namespace suoja::seal {
namespace {

using envelope::DerReader;
namespace tag = envelope::tag;

constexpr std::size_t kDepth = 24;
constexpr std::size_t kKeyId = 20, kPoint = 66, kWrapped = 40, kNonce = 12, kTag = 16;

constexpr std::array<std::uint8_t, 1> kVersion0{0}, kVersion3{3}, kTagLength{kTag};
// identifiers as elements
constexpr std::array<std::uint8_t, 13> kAuthEnvelopedData{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                          0x0d, 0x01, 0x09, 0x10, 0x01, 0x17};
constexpr std::array<std::uint8_t, 11> kData{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                             0xf7, 0x0d, 0x01, 0x07, 0x01};
constexpr std::array<std::uint8_t, 11> kAes256Gcm{0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                                  0x65, 0x03, 0x04, 0x01, 0x2e};
// AlgorithmIdentifier { id-ecPublicKey }, parameters absent (RFC 5753 section 3.1.1)
constexpr std::array<std::uint8_t, 11> kEcPublicKey{0x30, 0x09, 0x06, 0x07, 0x2a, 0x86,
                                                    0x48, 0xce, 0x3d, 0x02, 0x01};
// AlgorithmIdentifier { dhSinglePass-stdDH-sha256kdf-scheme, { id-aes256-wrap } }
constexpr std::array<std::uint8_t, 23> kAgreement{0x30, 0x15, 0x06, 0x06, 0x2b, 0x81, 0x04, 0x01,
                                                  0x0b, 0x01, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86,
                                                  0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2d};

Failure damaged(std::string_view code) {
    return fail(Reason::damaged, code,
                "The envelope is damaged or not sealed as this office seals. Nothing of it was "
                "used; it is left as it came.");
}

// Strict DER all the way down, whatever it means.
bool well_formed(DerReader level, ByteView bytes, std::size_t depth) {
    while (!bytes.empty()) {
        const std::uint8_t kind = bytes[0];
        const bool constructed = (kind & 0x20U) != 0;
        if ((kind & 0x1fU) == 0x1fU || depth == 0)
            return false;
        DerReader copy = level;
        const ByteView content = copy.take(kind);
        const ByteView whole = level.take_whole(kind);
        if (!level.good() || (constructed && !well_formed(DerReader(content), content, depth - 1)))
            return false;
        bytes = bytes.subspan(whole.size());
    }
    return true;
}

bool is_one_der(ByteView der) {
    if (der.empty())
        return false;
    DerReader reader(der);
    reader.take(der[0]);
    return reader.done() && well_formed(DerReader(der), der, kDepth);
}

// KeyAgreeRecipientInfo with one recipient by subject key identifier; its id in hex
std::optional<std::string> read_recipient(DerReader info) {
    info.expect(tag::kInteger, kVersion3);
    DerReader originator = info.enter(tag::context(0));
    DerReader key = originator.enter(tag::context(1));
    key.expect(kEcPublicKey);
    const ByteView point = key.take(tag::kBits);
    info.expect(kAgreement);
    DerReader keys = info.enter(tag::kSequence);
    DerReader encrypted = keys.enter(tag::kSequence);
    DerReader identifier = encrypted.enter(tag::context(0));
    const ByteView key_id = identifier.take(tag::kOctets);
    const ByteView wrapped = encrypted.take(tag::kOctets);
    if (!info.done() || !originator.done() || !key.done() || !keys.done() || !encrypted.done() ||
        !identifier.done() || point.size() != kPoint || point[0] != 0 || point[1] != 4 ||
        key_id.size() != kKeyId || wrapped.size() != kWrapped)
        return std::nullopt;
    return hex(key_id);
}

bool read_content(DerReader content) {
    content.expect(kData);
    DerReader algorithm = content.enter(tag::kSequence);
    algorithm.expect(kAes256Gcm);
    DerReader parameters = algorithm.enter(tag::kSequence);
    const ByteView nonce = parameters.take(tag::kOctets);
    parameters.expect(tag::kInteger, kTagLength);
    content.take(tag::primitive(0));
    return content.done() && algorithm.done() && parameters.done() && nonce.size() == kNonce;
}

} // namespace

Result<Outside> check_profile(ByteView der) {
    if (der.size() > envelope::kMaxEnvelopeBytes)
        return fail(
            Reason::too_large, "too_large",
            "The envelope is larger than 8 MiB. Nothing of it was used; it is left as it came.");
    if (!is_one_der(der))
        return damaged("not_canonical");
    DerReader outer(der);
    DerReader info = outer.enter(tag::kSequence);
    const ByteView type = info.take_whole(tag::kOid);
    DerReader wrapper = info.enter(tag::context(0));
    if (!outer.done() || !info.done())
        return damaged("not_envelope");
    if (!std::equal(type.begin(), type.end(), kAuthEnvelopedData.begin(), kAuthEnvelopedData.end()))
        return damaged("algorithm");
    DerReader data = wrapper.enter(tag::kSequence);
    data.expect(tag::kInteger, kVersion0);
    DerReader recipients = data.enter(tag::kSet);
    Outside out;
    while (recipients.more()) {
        auto one = read_recipient(recipients.enter(tag::context(1)));
        if (!one || out.recipients.size() == kMostRecipients ||
            std::find(out.recipients.begin(), out.recipients.end(), *one) != out.recipients.end())
            return damaged("algorithm");
        out.recipients.push_back(std::move(*one));
    }
    const bool content = read_content(data.enter(tag::kSequence));
    const ByteView mac = data.take(tag::kOctets);
    if (!recipients.done() || out.recipients.empty() || !content || !data.done() ||
        !wrapper.done() || mac.size() != kTag)
        return damaged("algorithm");
    return out;
}

} // namespace suoja::seal
