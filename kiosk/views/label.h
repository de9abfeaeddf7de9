// SPDX-License-Identifier: Apache-2.0
#pragma once
// Text on the page: a native label in one of the styles of type, wrapping when asked to.
#include "kiosk/views/content.h"
#include "kiosk/views/native.h"

#include <wx/stattext.h>

namespace suoja::kiosk::views {

enum class Lines { one, many };

class Label : public wxStaticText {
  public:
    Label(wxWindow* parent, const std::string& text, Type type, const std::string& classes = "ink",
          Lines lines = Lines::one);
    void set_text(const std::string& text);
    // "<b>what</b> advice": the caller escapes (escape())
    void set_markup(const std::string& markup);
    void align(float x); // 0 left, 0.5 centre, 1 right

  protected:
    [[nodiscard]] wxSize DoGetBestSize() const override;

  private:
    Type type_;
    Lines lines_;
    int width_ = 0; // the width it was given last; 0 before the first
};

[[nodiscard]] std::string escape(const std::string& text);

// An icon, a badge or any other composition that is no control, as a window.
class Native : public Measured<wxControl> {
  public:
    Native(wxWindow* parent, GtkWidget* content);

  protected:
    [[nodiscard]] bool AcceptsFocus() const override { return false; }
};

[[nodiscard]] Native* icon_view(wxWindow* parent, Icon icon, const std::string& classes,
                                int size = 20);
// Icon + word in a pill; `kind`: draft, waiting, relay, received, attention.
[[nodiscard]] GtkWidget* badge_widget(Icon icon, const std::string& text, const std::string& kind);
[[nodiscard]] Native* badge(wxWindow* parent, Icon icon, const std::string& text,
                            const std::string& kind);
// Icon and word without a pill ("Saved 14:06 on this device").
[[nodiscard]] Native* icon_text(wxWindow* parent, Icon icon, const std::string& text, Type type,
                                const std::string& classes);
[[nodiscard]] Native* pill(wxWindow* parent, const std::string& text);

} // namespace suoja::kiosk::views
