// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/theme.h"

#include "kiosk/views/plain_size.h"
#include "kiosk/views/text_style.h"

#include <cassert>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace suoja::kiosk::views {
namespace {

Look current_look;
GtkCssProvider* provider = nullptr;

std::string px(int pixels) {
    return std::to_string(pixels) + "px";
}

// The sizes that window.css names; all follow the text size.
std::string with_sizes(std::string_view css) {
    const std::pair<std::string_view, std::string> sizes[] = {
        {"$button_small", px(scaled(28))},   {"$button_large", px(scaled(38))},
        {"$button", px(scaled(30))},         {"$section", px(scaled(42))},
        {"$tile_plain", px(scaled(30))},     {"$tile", px(scaled(38))},
        {"$strip", px(scaled(32))},          {"$field_tall", px(scaled(38))},
        {"$field", px(scaled(30))},          {"$list_gap", "16"},
        {"$family", std::string(kFamilies)}, {"$body", px(pixels(Type::body))},
        {"$small", px(pixels(Type::small))}, {"$meta", px(pixels(Type::meta))},
    };
    std::string out;
    for (std::size_t at = 0; at < css.size();) {
        bool replaced = false;
        if (css[at] == '$') {
            for (const auto& [name, value] : sizes) {
                if (css.substr(at, name.size()) == name) {
                    out += value;
                    at += name.size();
                    replaced = true;
                    break;
                }
            }
        }
        if (!replaced)
            out += css[at++];
    }
    return out;
}

void load(const std::string& css) {
    GError* error = nullptr;
    gtk_css_provider_load_from_data(provider, css.data(), static_cast<gssize>(css.size()), &error);
    if (error != nullptr) {
        static_cast<void>(
            std::fprintf(stderr, "The style sheet does not read: %s\n", error->message));
        std::abort();
    }
}

} // namespace

void apply(const Look& look) {
    current_look = look;
    GtkSettings* settings = gtk_settings_get_default();
    const std::string font = "Inter " + std::to_string(11 * look.scale_percent / 100);
    g_object_set(settings, "gtk-font-name", font.c_str(), "gtk-enable-animations", FALSE,
                 "gtk-enable-primary-paste", FALSE, "gtk-cursor-blink", FALSE,
                 "gtk-overlay-scrolling", FALSE, "gtk-application-prefer-dark-theme",
                 look.high_contrast ? TRUE : FALSE, nullptr);
    if (provider == nullptr) {
        provider = gtk_css_provider_new();
        gtk_style_context_add_provider_for_screen(gdk_screen_get_default(),
                                                  GTK_STYLE_PROVIDER(provider),
                                                  GTK_STYLE_PROVIDER_PRIORITY_USER);
    }
    load((look.high_contrast ? k_theme_high_contrast : k_theme_light) + with_sizes(k_theme_window));
}

const Look& look() {
    return current_look;
}

int scaled(int pixels) {
    return (pixels * current_look.scale_percent + 50) / 100;
}

GdkRGBA token(const char* name) {
    GtkStyleContext* context = gtk_style_context_new();
    gtk_style_context_set_screen(context, gdk_screen_get_default());
    GtkWidgetPath* path = gtk_widget_path_new();
    gtk_widget_path_append_type(path, GTK_TYPE_WINDOW);
    gtk_style_context_set_path(context, path);
    gtk_widget_path_unref(path);
    GdkRGBA colour{};
    [[maybe_unused]] const gboolean known = gtk_style_context_lookup_color(context, name, &colour);
    assert(known);
    g_object_unref(context);
    return colour;
}

std::string hex(const GdkRGBA& colour) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text = "#";
    for (const double part : {colour.red, colour.green, colour.blue}) {
        const auto value = static_cast<unsigned>(std::lround(part * 255));
        text += kDigits[value >> 4];
        text += kDigits[value & 15];
    }
    return text;
}

PlainSize::PlainSize() : before_(current_look.scale_percent) {
    current_look.scale_percent = 100;
}

PlainSize::~PlainSize() {
    current_look.scale_percent = before_;
}

} // namespace suoja::kiosk::views
