// SPDX-License-Identifier: Apache-2.0
#pragma once
// Two to five joined choices, a tick on the chosen one: native radio controls drawn as buttons, so
// arrows move inside and one Tab leaves. None chosen is possible.
#include "kiosk/views/surface.h"

#include <wx/radiobut.h>

#include <functional>
#include <optional>
#include <vector>

namespace suoja::kiosk::views {

class ChoiceStrip : public Surface {
  public:
    ChoiceStrip(wxWindow* parent, const std::string& name, const std::vector<std::string>& choices,
                const std::function<void(std::size_t)>& chosen);
    void choose(std::optional<std::size_t> index);
    [[nodiscard]] wxRadioButton* choice(std::size_t index) const { return choices_.at(index); }

  private:
    void show_tick(std::optional<std::size_t> index);
    wxRadioButton* none_;
    std::vector<wxRadioButton*> choices_;
    std::vector<GtkWidget*> ticks_;
};

} // namespace suoja::kiosk::views
