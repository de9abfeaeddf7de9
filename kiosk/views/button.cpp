// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/button.h"

#include "kiosk/views/native.h"
#include "kiosk/views/ui_thread.h"

namespace suoja::kiosk::views {

Button::Button(wxWindow* parent, const Content& content, const std::string& kinds,
               std::function<void()> press)
    : Button(parent, content_box(content), spoken_text(content.text), kinds, std::move(press)) {}

Button::Button(wxWindow* parent, GtkWidget* child, const std::string& name,
               const std::string& kinds, std::function<void()> press)
    : Measured<wxButton>(parent, wxID_ANY, "-", wxDefaultPosition, wxDefaultSize, wxBU_EXACTFIT),
      press_(std::move(press)) {
    add_classes(this, "sj " + kinds);
    put_content(this, child);
    say(this, name);
    // what it does may rebuild the page it stands on
    Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { later(this, [this] { this->press(); }); });
}

void Button::set_content(const Content& content) {
    put_content(this, content_box(content));
    say(this, spoken_text(content.text));
}

void Button::press() {
    // the handler may destroy this button: nothing of it is used afterwards
    const auto handler = press_;
    if (handler)
        handler();
}

} // namespace suoja::kiosk::views
