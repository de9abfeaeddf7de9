// SPDX-License-Identifier: Apache-2.0
#pragma once
// Text fields and drop-downs with the style sheet's measures. GUI thread.
#include "kiosk/views/native.h"
#include "kiosk/views/type_ahead.h"

#include <wx/choice.h>
#include <wx/textctrl.h>

#include <string>
#include <vector>

namespace suoja::kiosk::views {

class TextField : public wxTextCtrl {
  public:
    enum class Kind { line, passphrase, lines };
    TextField(wxWindow* parent, Kind kind, const std::string& name);
    void placeholder(const std::string& text);
    // what stands there, without a copy of ours
    [[nodiscard]] std::string text() const;
    // leaves cursor and selection alone when the text is the same
    void set_text(const std::string& text);
    void alert(bool on);

  protected:
    wxSize DoGetBestSize() const override;

  private:
    Kind kind_;
};

class DropDown : public Measured<wxChoice> {
  public:
    // `classes`: "field" or "flat"
    DropDown(wxWindow* parent, const std::string& name, const std::vector<std::string>& entries,
             const std::string& classes = "field");

  private:
    static gboolean scrolled(GtkWidget* list, GdkEvent* event, gpointer);
    static gboolean key_pressed(GtkWidget* widget, GdkEventKey* event, gpointer self);
    TypeAhead type_ahead_;
};

} // namespace suoja::kiosk::views
