// SPDX-License-Identifier: Apache-2.0
#include "relay/office/qr.h"

#include <memory>
#include <qrencode.h>

namespace suoja::relay {
namespace {

constexpr int kQuiet = 4;

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

} // namespace

Result<std::string> qr_picture(std::string_view text) {
    const std::unique_ptr<QRcode, FreeCode> code(
        QRcode_encodeData(static_cast<int>(text.size()),
                          reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
    if (!code)
        return fail(Reason::refused, "qr_too_long",
                    "The code does not fit into a picture. The code itself is good; type it.");
    const auto dark = [&](int x, int y) {
        const bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
        return inside && (code->data[y * code->width + x] & 1U) != 0;
    };
    std::string out;
    for (int y = -kQuiet; y < code->width + kQuiet; y += 2) {
        out += "\033[30;47m";
        for (int x = -kQuiet; x < code->width + kQuiet; ++x) {
            const bool upper = dark(x, y), lower = dark(x, y + 1);
            out += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        out += "\033[0m\n";
    }
    return out;
}

} // namespace suoja::relay
