// SPDX-License-Identifier: Apache-2.0
#pragma once
// Events until nothing is left, and what stands on the screen as GTK sees it.
#include <gtk/gtk.h>
#include <wx/frame.h>

#include <functional>
#include <string>

namespace suoja::test {

void pump();
// every widget that is mapped below `top`, children after their parent
void each_mapped(GtkWidget* top, const std::function<void(GtkWidget*)>& visit);
[[nodiscard]] std::string label_text(GtkWidget* label);
// "window > box > label", with test ids, for messages
[[nodiscard]] std::string where(GtkWidget* widget);

// A frame of the kiosk's screen that goes with the test.
class Screen {
  public:
    Screen();
    ~Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    [[nodiscard]] wxFrame* frame() const { return frame_; }
    void show(const std::string& page); // canned
  private:
    wxFrame* frame_;
};

} // namespace suoja::test
