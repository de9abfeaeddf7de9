// SPDX-License-Identifier: Apache-2.0
#pragma once
// The expressions that both engines evaluate: a list written by hand, every function with its odd
// arguments, and ones made by chance from the grammar. What differs on purpose is left out here or
// mended in differences.h, and said there.
#include "tests/oracle/random.h"

namespace suoja::form::oracle {

// a question that an expression may name
struct Named {
    std::string name;
    enum class Kind { text, number, date } kind = Kind::text;
};

// over a b (text), n k (integer), x (decimal), d (date), t (text of dates and times), l (list of
// codes), gone (never relevant)
[[nodiscard]] const std::vector<std::string>& written_by_hand();

class Maker {
  public:
    Maker(Random& random, std::vector<Named> names) : random_(random), names_(std::move(names)) {}
    // of at most this depth
    [[nodiscard]] std::string number(int depth);
    [[nodiscard]] std::string text(int depth);
    [[nodiscard]] std::string truth(int depth);
    [[nodiscard]] std::string any(int depth);
    void may_say_self(bool may) { self_ = may; }

  private:
    [[nodiscard]] std::string reference();
    [[nodiscard]] std::string reference(Named::Kind kind);
    [[nodiscard]] std::string date(int depth);
    Random& random_;
    std::vector<Named> names_;
    bool self_ = false;
};

} // namespace suoja::form::oracle
