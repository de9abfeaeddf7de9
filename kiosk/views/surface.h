// SPDX-License-Identifier: Apache-2.0
#pragma once
// A ground to put things on: a panel whose background, border and radius come from the style sheet
// ("card", "side", "well", …). Without classes it is transparent. GUI thread.
#include <wx/panel.h>
#include <wx/scrolwin.h>
#include <wx/sizer.h>

#include <string>

namespace suoja::kiosk::views {

class Surface : public wxPanel {
  public:
    explicit Surface(wxWindow* parent, const std::string& classes = {});
    [[nodiscard]] bool AcceptsFocus() const override { return false; } // its controls take it
};

// A vertical pane that scrolls when its content is higher than it.
class ScrollPane : public wxScrolledWindow {
  public:
    explicit ScrollPane(wxWindow* parent);
};

[[nodiscard]] wxWindow* separator(wxWindow* parent, bool vertical = false);
// A sizer item has one border for all its sides; this has four.
struct Sides {
    int left, top, right, bottom;
};
void add(wxSizer* to, wxWindow* item, const wxSizerFlags& flags, const Sides& sides);
void add(wxSizer* to, wxSizer* item, const wxSizerFlags& flags, const Sides& sides);

[[nodiscard]] wxBoxSizer* row_sizer();
[[nodiscard]] wxBoxSizer* column_sizer();

} // namespace suoja::kiosk::views
