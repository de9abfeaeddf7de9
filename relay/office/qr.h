// SPDX-License-Identifier: Apache-2.0
#pragma once
// An enrolment code as a picture for a terminal: a QR code (ISO/IEC 18004, bytes, level M) of
// half-block characters, two modules a character high, with the four light modules around it that
// scanners need. Black on white by ANSI colours, whatever the terminal's own are. Any thread.
#include "core/failure.h"

namespace suoja::relay {

// refused "qr_too_long" beyond what one symbol holds (2331 bytes)
[[nodiscard]] Result<std::string> qr_picture(std::string_view text);

} // namespace suoja::relay
