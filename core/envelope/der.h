// SPDX-License-Identifier: Apache-2.0
#pragma once
// A strict reader of DER (X.690): one-byte tags, definite lengths in their shortest form, nothing
// beyond the end. For what the library's interface does not show (versions, tag lengths, the
// spelling of identifiers). A misfit is remembered and every later step is then a misfit too; the
// verdict is done(). Views into the caller's bytes; pure.
#include "core/bytes.h"

namespace suoja::envelope {

namespace tag {
inline constexpr std::uint8_t kInteger = 0x02, kBits = 0x03, kOctets = 0x04, kOid = 0x06,
                              kSequence = 0x30, kSet = 0x31;
[[nodiscard]] constexpr std::uint8_t context(std::uint8_t n) {
    return 0xa0U | n;
} // constructed
[[nodiscard]] constexpr std::uint8_t primitive(std::uint8_t n) {
    return 0x80U | n;
}
} // namespace tag

class DerReader {
  public:
    explicit DerReader(ByteView bytes) : rest_(bytes) {}

    // the next element's content when it has this tag; empty and a misfit otherwise
    ByteView take(std::uint8_t wanted);
    DerReader enter(std::uint8_t wanted);
    // the next element whole, header included
    ByteView take_whole(std::uint8_t wanted);
    // one element with exactly this content, or these very bytes
    void expect(std::uint8_t wanted, ByteView content);
    void expect(ByteView encoded);
    [[nodiscard]] bool next_is(std::uint8_t wanted) const {
        return good_ && !rest_.empty() && rest_[0] == wanted;
    }
    [[nodiscard]] bool more() const { return good_ && !rest_.empty(); }
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

  private:
    struct Element {
        ByteView whole, content;
    };
    std::optional<Element> next(std::uint8_t wanted);

    ByteView rest_;
    bool good_ = true;
};

} // namespace suoja::envelope
