// SPDX-License-Identifier: Apache-2.0
#pragma once
// The one place where text of `suoja` goes out: while it lives, everything written to the stream is
// made printable (core/printable.h), whatever a record, a name or an answer holds. print_exactly
// leaves bytes alone where they do not go to a terminal. Main thread.
#include <iostream>
#include <string>

namespace suoja::kiosk::cli {

class TerminalOutput : private std::streambuf {
  public:
    explicit TerminalOutput(std::ostream& stream);
    TerminalOutput(const TerminalOutput&) = delete;
    TerminalOutput& operator=(const TerminalOutput&) = delete;
    ~TerminalOutput() override;

  private:
    int_type overflow(int_type byte) override;
    std::streamsize xsputn(const char* bytes, std::streamsize size) override;
    int sync() override;
    void put(std::string_view bytes);

    std::ostream* stream_;
    std::streambuf* out_;
    std::string begun_; // a character that is not whole yet
};

// to standard output: as they are into a file or pipe, printable on a terminal
void print_exactly(std::string_view bytes);

} // namespace suoja::kiosk::cli
