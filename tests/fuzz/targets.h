// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is fed to each reader of foreign bytes. A target returns, or ends the process: by a crash,
// a sanitizer, or because what must hold did not. Built twice: as a libFuzzer program each (option
// SUOJA_FUZZ, clang), and together into test_fuzz, which runs them over tests/fuzz/corpus. What a
// fuzzer finds is put into the corpus, so that it is tried ever after.
#include <cstdlib>
#include <iostream>
#include <string_view>

namespace suoja::fuzz {

void csv(std::string_view bytes);        // core/form/csv.h
void expression(std::string_view bytes); // core/form/expression.h, and evaluated
void form(std::string_view bytes);       // three tables, NUL between them; filled in
void json(std::string_view bytes);       // core/json.h
void document(std::string_view bytes);   // core/record/document.h
void settings(std::string_view bytes);   // relay/settings.h (TOML)

// also where NDEBUG is defined
inline void must(bool holds, const char* what) {
    if (!holds) {
        std::cerr << "does not hold: " << what << '\n';
        std::abort();
    }
}

} // namespace suoja::fuzz
