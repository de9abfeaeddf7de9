// SPDX-License-Identifier: Apache-2.0
#pragma once
// Fills a frame with one page and canned models. Used by the gallery and by the tests.
#include <wx/frame.h>

#include <string>
#include <vector>

namespace suoja::kiosk::views {

[[nodiscard]] const std::vector<std::string>& canned_pages();
void show_canned(wxFrame* frame, const std::string& page);

} // namespace suoja::kiosk::views
