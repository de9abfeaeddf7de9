// SPDX-License-Identifier: Apache-2.0
#pragma once
// A native button with icon, text and key cap inside. Kinds are classes of the style sheet: "main",
// "quiet", "attention", "small", "large", "tab", "section", "row" … (none: normal).
#include "kiosk/views/content.h"
#include "kiosk/views/native.h"

#include <wx/button.h>

#include <functional>

namespace suoja::kiosk::views {

class Button : public Measured<wxButton> {
  public:
    Button(wxWindow* parent, const Content& content, const std::string& kinds,
           std::function<void()> press);
    // with a child made by hand; `name` is what is spoken
    Button(wxWindow* parent, GtkWidget* child, const std::string& name, const std::string& kinds,
           std::function<void()> press);
    void set_content(const Content& content);
    void press();

  private:
    std::function<void()> press_;
};

} // namespace suoja::kiosk::views
