// SPDX-License-Identifier: Apache-2.0
#pragma once
// Answers as tiles: native radio and check controls with two lines, in equal columns that wrap when
// the page is narrow. Radio tiles may have none chosen ("not asked"): a hidden one of the group is.
#include "kiosk/views/surface.h"

#include <wx/checkbox.h>
#include <wx/choice.h>
#include <wx/radiobut.h>

#include <functional>
#include <optional>
#include <vector>

namespace suoja::kiosk::views {

struct TileText {
    std::string first;  // the staff's language
    std::string second; // the person's; may be empty
};

class TileGroup : public Surface {
  public:
    enum class Kind { one, many, plain_many }; // plain: check marks without a frame of their own
    // `name` is the question, spoken before each tile. `changed(index, on)`.
    TileGroup(wxWindow* parent, Kind kind, const std::string& name,
              const std::vector<TileText>& tiles,
              const std::function<void(std::size_t, bool)>& changed);
    void choose(std::optional<std::size_t> index); // Kind::one
    void check(std::size_t index, bool on);        // the others
    // one more cell at the end ("No answer"); made with this group as parent
    void add_last(wxWindow* control);
    [[nodiscard]] wxControl* tile(std::size_t index) const { return tiles_.at(index); }

  private:
    void arrange(int width);
    Kind kind_;
    wxRadioButton* none_ = nullptr;
    std::vector<wxControl*> tiles_;
    wxFlexGridSizer* grid_;
    int arranged_ = 0; // the width its columns were made for
};

// The tick of a check control styled as tile (`on_tile`) or plain.
void draw_ticks(wxCheckBox* check, bool on_tile);

} // namespace suoja::kiosk::views
