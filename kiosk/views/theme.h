// SPDX-License-Identifier: Apache-2.0
#pragma once
// How everything looks: one screen-wide style sheet from config/theme, in two contrasts and four
// text sizes. GUI thread only. Aborts when a style sheet does not parse: it is part of the program.
#include <gtk/gtk.h>

#include <string>

namespace suoja::kiosk::views {

struct Look {
    bool high_contrast = false;
    int scale_percent = 100; // 100, 125, 150, 200
    bool operator==(const Look&) const = default;
};

// Fonts first, then colours and sizes; controls that stand already are repainted. A changed text
// size needs the pages to be built anew (they are measured once).
void apply(const Look& look);
[[nodiscard]] const Look& look();

// A length that follows the text size, in pixels.
[[nodiscard]] int scaled(int pixels);
// A colour token by its name in config/theme ("primary").
[[nodiscard]] GdkRGBA token(const char* name);

[[nodiscard]] std::string hex(const GdkRGBA& colour); // "#1b2629", for markup

extern const char* const k_theme_light;
extern const char* const k_theme_high_contrast;
extern const char* const k_theme_window;

} // namespace suoja::kiosk::views
