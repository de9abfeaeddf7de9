// SPDX-License-Identifier: Apache-2.0
#pragma once
// What wx does not say and GTK knows: style classes, accessible names, test ids. GUI thread.
// (gtk_widget_get_accessible: https://docs.gtk.org/gtk3/method.Widget.get_accessible.html)
#include "kiosk/views/settle.h"

#include <gtk/gtk.h>
#include <wx/window.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace suoja::kiosk::views {

[[nodiscard]] wxString wx(std::string_view utf8);
[[nodiscard]] std::string utf8(const wxString& text);

// The widget that has the style: the inner one of a panel, else the handle.
[[nodiscard]] GtkWidget* widget(const wxWindow* window);

// What GTK would give the widget by itself. gtk_widget_get_preferred_size would answer with the
// size that wx has asked for last, so a control once stretched would never shrink again.
[[nodiscard]] wxSize natural_size(GtkWidget* widget);
[[nodiscard]] int natural_height(GtkWidget* widget, int width);
[[nodiscard]] int least_width(GtkWidget* widget);

// A native control measured by GTK, with the style sheet's padding, and not by wx. Its height
// follows its width where there is wrapping text inside; unsettle() (settle.h) is called then.
template <class Control> class Measured : public Control {
  public:
    template <class... Arguments>
    explicit Measured(Arguments&&... arguments) : Control(std::forward<Arguments>(arguments)...) {
        this->Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
            event.Skip();
            if (event.GetSize().x == given_)
                return;
            given_ = event.GetSize().x;
            width_ = std::max(event.GetSize().x, least_width(this->GetHandle()));
            if (natural_height(this->GetHandle(), width_) != event.GetSize().y) {
                this->InvalidateBestSize();
                unsettle(this);
            }
        });
    }

  protected:
    [[nodiscard]] wxSize DoGetBestSize() const override {
        GtkWidget* handle = this->GetHandle();
        const wxSize natural = natural_size(handle);
        // what stands inside may have changed since
        const int width = std::max(width_, least_width(handle));
        return width_ > 0 ? wxSize(natural.x, natural_height(handle, width)) : natural;
    }

  private:
    int given_ = 0; // by the sizer
    int width_ = 0; // that, or the least the control can take
};

// "a b" adds both. At creation; later only classes that change no size (see mark()).
void add_classes(GtkWidget* widget, std::string_view classes);
void add_classes(wxWindow* window, std::string_view classes);
// A state that repaints and never re-measures ("current", "alert").
void mark(wxWindow* window, const char* css_class, bool on);

// What assistive technology says: the question in the staff's language …
void say(wxWindow* window, const std::string& name, const std::string& description = {});
void describe(wxWindow* window, const std::string& description);
void role(wxWindow* window, AtkRole role);
// … and what tests look for; never shown, the same in every language.
void test_id(wxWindow* window, const std::string& id);
[[nodiscard]] std::string test_id(const wxWindow* window);
[[nodiscard]] std::string accessible_name(const wxWindow* window);

} // namespace suoja::kiosk::views
