// SPDX-License-Identifier: Apache-2.0
#pragma once
// Secret bytes: move-only, wiped when they go, not printable, not comparable by ==.
// random_bytes is OpenSSL's CSPRNG (RAND_bytes); it throws CryptoFailure when that fails.
// Any thread.
#include "core/bytes.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace suoja {

class Secret {
  public:
    Secret() = default;
    explicit Secret(std::size_t size); // zeroed
    explicit Secret(ByteView bytes);   // copies; the caller wipes its own
    [[nodiscard]] static Secret random(std::size_t size);
    [[nodiscard]] static Secret from_text(std::string_view text);
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    [[nodiscard]] ByteView view() const { return bytes_; }
    [[nodiscard]] std::string_view text() const;
    [[nodiscard]] std::span<std::uint8_t> writable() { return bytes_; }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    [[nodiscard]] Secret copy() const { return Secret(view()); }

  private:
    Bytes bytes_; // never grows after construction, so nothing is left behind by a reallocation
};

[[nodiscard]] bool constant_time_equal(ByteView a, ByteView b);
void wipe(std::span<std::uint8_t> bytes);
void wipe(std::string& text);
[[nodiscard]] Bytes random_bytes(std::size_t size);

} // namespace suoja
