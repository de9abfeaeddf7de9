// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/der.h"

#include <algorithm>

namespace suoja::envelope {

std::optional<DerReader::Element> DerReader::next(std::uint8_t wanted) {
    const auto misfit = [this] {
        good_ = false;
        rest_ = {};
        return std::nullopt;
    };
    if (!good_ || rest_.size() < 2 || rest_[0] != wanted)
        return misfit();
    std::size_t length = rest_[1];
    std::size_t header = 2;
    if (length >= 0x80U) {
        const std::size_t count = length & 0x7fU;
        if (count == 0 || count > 4 || rest_.size() < 2 + count || rest_[2] == 0)
            return misfit();
        length = 0;
        for (std::size_t i = 0; i < count; ++i)
            length = length << 8U | rest_[2 + i];
        if (length < 0x80U)
            return misfit();
        header += count;
    }
    if (length > rest_.size() - header)
        return misfit();
    const Element out{rest_.first(header + length), rest_.subspan(header, length)};
    rest_ = rest_.subspan(header + length);
    return out;
}

ByteView DerReader::take(std::uint8_t wanted) {
    const auto element = next(wanted);
    return element ? element->content : ByteView{};
}

ByteView DerReader::take_whole(std::uint8_t wanted) {
    const auto element = next(wanted);
    return element ? element->whole : ByteView{};
}

DerReader DerReader::enter(std::uint8_t wanted) {
    DerReader out(take(wanted));
    out.good_ = good_;
    return out;
}

void DerReader::expect(std::uint8_t wanted, ByteView content) {
    const auto found = take(wanted);
    if (good_ && !std::equal(found.begin(), found.end(), content.begin(), content.end()))
        good_ = false;
}

void DerReader::expect(ByteView encoded) {
    if (good_ && rest_.size() >= encoded.size() &&
        std::equal(encoded.begin(), encoded.end(), rest_.begin())) {
        rest_ = rest_.subspan(encoded.size());
        return;
    }
    good_ = false;
    rest_ = {};
}

} // namespace suoja::envelope
