// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/text_style.h"

#include "kiosk/views/theme.h"

#include <array>
#include <cmath>

namespace suoja::kiosk::views {
namespace {

struct Style {
    double pixels;
    PangoWeight weight;
};

Style style(Type type) {
    switch (type) {
    case Type::notice_clock:
        return {64, PANGO_WEIGHT_LIGHT};
    case Type::panel_subtitle:
        return {20, PANGO_WEIGHT_NORMAL};
    case Type::subtitle_small:
        return {15, PANGO_WEIGHT_NORMAL};
    case Type::clock:
        return {72, PANGO_WEIGHT_LIGHT};
    case Type::timer:
        return {40, PANGO_WEIGHT_SEMIBOLD};
    case Type::welcome:
        return {36, PANGO_WEIGHT_BOLD};
    case Type::brand:
        return {27, PANGO_WEIGHT_BOLD};
    case Type::countdown:
        return {30, PANGO_WEIGHT_SEMIBOLD};
    case Type::title:
        return {24, PANGO_WEIGHT_BOLD};
    case Type::panel_title:
        return {20, PANGO_WEIGHT_BOLD};
    case Type::heading:
        return {18, PANGO_WEIGHT_BOLD};
    case Type::lead:
        return {18, PANGO_WEIGHT_NORMAL};
    case Type::subtitle:
        return {16, PANGO_WEIGHT_NORMAL};
    case Type::question:
        return {15, PANGO_WEIGHT_SEMIBOLD};
    case Type::body:
        return {14.67, PANGO_WEIGHT_NORMAL};
    case Type::body_strong:
        return {14.67, PANGO_WEIGHT_SEMIBOLD};
    case Type::small:
        return {13.33, PANGO_WEIGHT_NORMAL};
    case Type::small_strong:
        return {13.33, PANGO_WEIGHT_SEMIBOLD};
    case Type::meta:
        return {12, PANGO_WEIGHT_NORMAL};
    case Type::meta_strong:
        return {12, PANGO_WEIGHT_SEMIBOLD};
    }
    return {14.67, PANGO_WEIGHT_NORMAL};
}

// Figures of one width where they change in place or stand under each other.
bool tabular(Type type) {
    return type == Type::timer || type == Type::countdown || type == Type::small ||
           type == Type::small_strong || type == Type::meta || type == Type::meta_strong;
}

PangoFontDescription* font_description(Type type) {
    const Style s = style(type);
    PangoFontDescription* description = pango_font_description_new();
    pango_font_description_set_family(description, "Inter,Noto Sans,DejaVu Sans");
    pango_font_description_set_weight(description, s.weight);
    pango_font_description_set_absolute_size(description,
                                             s.pixels * look().scale_percent / 100.0 * PANGO_SCALE);
    return description;
}

} // namespace

int pixels(Type type) {
    return static_cast<int>(std::lround(style(type).pixels * look().scale_percent / 100.0));
}

PangoAttrList* attributes(Type type) {
    PangoFontDescription* description = font_description(type);
    PangoAttrList* list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_font_desc_new(description));
    if (tabular(type))
        pango_attr_list_insert(list, pango_attr_font_features_new("tnum=1"));
    pango_font_description_free(description);
    return list;
}

std::string styled(const std::string& markup, Type type) {
    PangoFontDescription* description = font_description(type);
    char* text = pango_font_description_to_string(description);
    std::string out = "<span font_desc='" + std::string(text) + "'" +
                      (tabular(type) ? " font_features='tnum=1'" : "") + ">" + markup + "</span>";
    g_free(text);
    pango_font_description_free(description);
    return out;
}

} // namespace suoja::kiosk::views
