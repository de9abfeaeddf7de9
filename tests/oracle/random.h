// SPDX-License-Identifier: Apache-2.0
#pragma once
// Chance that is the same everywhere: the engine is the standard's, and nothing of the library's
// own (distributions, shuffles) is used.
#include <random>
#include <string>
#include <vector>

namespace suoja::form::oracle {

class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    [[nodiscard]] std::size_t below(std::size_t end) { return engine_() % end; }
    [[nodiscard]] bool one_in(std::size_t n) { return below(n) == 0; }
    template <class T> [[nodiscard]] const T& of(const std::vector<T>& list) {
        return list[below(list.size())];
    }

  private:
    std::mt19937_64 engine_;
};

} // namespace suoja::form::oracle
