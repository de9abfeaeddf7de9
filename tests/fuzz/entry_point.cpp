// SPDX-License-Identifier: Apache-2.0
// One target as a libFuzzer program (https://llvm.org/docs/LibFuzzer.html).
#include "tests/fuzz/targets.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    suoja::fuzz::SUOJA_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
