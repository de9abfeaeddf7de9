// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/envelope.h"

#include "core/envelope/der.h"

#include <algorithm>

namespace suoja::envelope {
namespace {

constexpr std::size_t kTimeBytes = 6;

// id-ct-authEnvelopedData, 1.2.840.113549.1.9.16.1.23 (RFC 5083)
constexpr std::array<std::uint8_t, 11> kAuthEnvelopedData{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
                                                          0x01, 0x09, 0x10, 0x01, 0x17};

} // namespace

std::optional<EnvelopeId> EnvelopeId::parse(std::string_view text) {
    const auto bytes = hash_from_hex(text);
    return bytes ? std::optional(EnvelopeId{*bytes}) : std::nullopt;
}

EnvelopeId EnvelopeId::of(Millis sealed_at, const Hash& digest) {
    EnvelopeId out;
    const auto ms = static_cast<std::uint64_t>(unix_ms(sealed_at));
    for (unsigned i = 0; i < kTimeBytes; ++i)
        out.bytes[i] = static_cast<std::uint8_t>(ms >> (40U - 8U * i));
    std::copy_n(digest.begin(), out.bytes.size() - kTimeBytes, out.bytes.begin() + kTimeBytes);
    return out;
}

Millis EnvelopeId::time() const {
    std::int64_t ms = 0;
    for (unsigned i = 0; i < kTimeBytes; ++i)
        ms = ms << 8U | bytes[i];
    return from_unix_ms(ms);
}

bool EnvelopeId::matches(const Hash& digest) const {
    return std::equal(bytes.begin() + kTimeBytes, bytes.end(), digest.begin());
}

std::string_view name(Group group) {
    switch (group) {
    case Group::centre:
        return "centre";
    case Group::hotline:
        return "hotline";
    case Group::recovery:
        return "recovery";
    }
    return "";
}

std::optional<Group> parse_group(std::string_view text) {
    for (const auto group : {Group::centre, Group::hotline, Group::recovery})
        if (text == name(group))
            return group;
    return std::nullopt;
}

Result<void> check_outside(ByteView der) {
    if (der.size() > kMaxEnvelopeBytes)
        return fail(Reason::too_large, "too_large",
                    "The envelope is larger than 8 MiB. It was not taken.");
    DerReader outer(der);
    DerReader info = outer.enter(tag::kSequence);
    info.expect(tag::kOid, kAuthEnvelopedData);
    DerReader content = info.enter(tag::context(0));
    const ByteView body = content.take(tag::kSequence);
    if (outer.done() && info.done() && content.done() && !body.empty())
        return {};
    return fail(Reason::damaged, "not_envelope",
                "The bytes are not one whole sealed envelope. They were not taken.");
}

} // namespace suoja::envelope
