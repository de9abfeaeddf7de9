// SPDX-License-Identifier: Apache-2.0
#include "kiosk/cli/terminal_output.h"

#include "core/printable.h"

#include <cstdio>
#include <unistd.h>

namespace suoja::kiosk::cli {

TerminalOutput::TerminalOutput(std::ostream& stream) : stream_(&stream), out_(stream.rdbuf(this)) {}

TerminalOutput::~TerminalOutput() {
    TerminalOutput::sync();
    stream_->rdbuf(out_);
}

void TerminalOutput::put(std::string_view bytes) {
    begun_ += bytes;
    const auto left = begun_character(begun_);
    const auto whole = printable(std::string_view(begun_).substr(0, begun_.size() - left));
    begun_.erase(0, begun_.size() - left);
    out_->sputn(whole.data(), static_cast<std::streamsize>(whole.size()));
}

TerminalOutput::int_type TerminalOutput::overflow(int_type byte) {
    if (traits_type::eq_int_type(byte, traits_type::eof()))
        return traits_type::not_eof(byte);
    const char one = traits_type::to_char_type(byte);
    put({&one, 1});
    return byte;
}

std::streamsize TerminalOutput::xsputn(const char* bytes, std::streamsize size) {
    put({bytes, static_cast<std::size_t>(size)});
    return size;
}

int TerminalOutput::sync() {
    const auto rest = printable(begun_); // no more of it will come
    begun_.clear();
    out_->sputn(rest.data(), static_cast<std::streamsize>(rest.size()));
    return out_->pubsync();
}

void print_exactly(std::string_view bytes) {
    if (::isatty(STDOUT_FILENO) != 0) {
        std::cout << bytes;
        return;
    }
    std::cout.flush();
    static_cast<void>(std::fwrite(bytes.data(), 1, bytes.size(), stdout));
    static_cast<void>(std::fflush(stdout));
}

} // namespace suoja::kiosk::cli
