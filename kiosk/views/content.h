// SPDX-License-Identifier: Apache-2.0
#pragma once
// What stands inside a native control: icon, one or two lines, key cap. The control stays GTK's own
// (focus, press, role); only its child is ours. GUI thread.
#include "kiosk/views/icon.h"
#include "kiosk/views/text_style.h"

#include <wx/control.h>

#include <string>

namespace suoja::kiosk::views {

struct Content {
    std::string text = {};
    std::string key = {}; // "F11", "Ctrl E": shown as a cap
    Icon icon = Icon::none;
    Icon after = Icon::none; // behind the text ("Next >")
    Type type = Type::body;
    std::string second = {}; // second line, small
    std::string second_classes = "ink2";
    std::string icon_classes = {};
    int icon_size = 20;
    bool start = false; // from the left edge, the cap at the right one
};

// A mnemonic is written "_Next"; "__" is an underscore.
[[nodiscard]] GtkWidget* text_widget(const std::string& text, Type type, const std::string& classes,
                                     bool mnemonic = false);
[[nodiscard]] GtkWidget* key_cap(const std::string& text);
[[nodiscard]] GtkWidget* row_box(int gap);
[[nodiscard]] GtkWidget* column_box(int gap);
void append(GtkWidget* box, GtkWidget* child, bool fill = false);
[[nodiscard]] GtkWidget* content_box(const Content& content);

// Replaces the child of a button, toggle, radio or check control.
void put_content(wxControl* control, GtkWidget* child);
// The text without its mnemonic mark: what assistive technology says.
[[nodiscard]] std::string spoken_text(const std::string& text);

} // namespace suoja::kiosk::views
