// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/button.h"

#include "kiosk/views/native.h"

namespace suoja::kiosk::views {

Button::Button(wxWindow* parent, const Content& content, const std::string& kinds,
               std::function<void()> press)
    : Button(parent, content_box(content), spoken_text(content.text), kinds, std::move(press)) {}

Button::Button(wxWindow* parent, GtkWidget* child, const std::string& name,
               const std::string& kinds, std::function<void()> press)
    : wxButton(parent, wxID_ANY, "-", wxDefaultPosition, wxDefaultSize, wxBU_EXACTFIT),
      press_(std::move(press)) {
    add_classes(this, "sj " + kinds);
    put_content(this, child);
    say(this, name);
    Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { this->press(); });
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

wxSize Button::DoGetBestSize() const {
    return natural_size(GetHandle());
}

} // namespace suoja::kiosk::views
