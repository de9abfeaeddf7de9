// SPDX-License-Identifier: Apache-2.0
#pragma once
// The styles of type. Sizes are pixels at 100 %; every text of the window uses one of these.
#include <pango/pango.h>
#include <string>
#include <string_view>

namespace suoja::kiosk::views {

inline constexpr std::string_view kFamilies = R"(Inter, "Noto Sans", "DejaVu Sans")";

enum class Type {
    notice_clock,   // 64, light
    panel_subtitle, // 20
    subtitle_small, // 15
    clock,          // 72, light: the clock of the unlock page
    timer,          // 40
    welcome,        // 36, bold
    brand,          // 27, bold: the product's name on the unlock page
    countdown,      // 30
    title,          // 24, bold
    panel_title,    // 20, bold
    heading,        // 18, bold
    lead,           // 18
    subtitle,       // 16
    question,       // 15, semibold
    body,           // 14.7
    body_strong,    // 14.7, semibold
    small,          // 13.3
    small_strong,   // 13.3, semibold
    meta,           // 12
    meta_strong,    // 12, semibold
};

// At the present text size.
[[nodiscard]] int pixels(Type type);
// Owned by the caller (pango_attr_list_unref).
[[nodiscard]] PangoAttrList* attributes(Type type);
// the same as Pango markup around `markup`
[[nodiscard]] std::string styled(const std::string& markup, Type type);

} // namespace suoja::kiosk::views
