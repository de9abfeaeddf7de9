// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/shell.h"

#include "kiosk/views/settle.h"
#include "kiosk/views/tone.h"

namespace suoja::kiosk::views {

Shell::Shell(wxWindow* parent, const HeaderActions& actions, const std::function<void()>& stay)
    : Surface(parent, "paper"), header_(new HeaderBar(this, actions)), middle_(new Surface(this)),
      strip_(new KeyStrip(this)), band_(new LockBand(this, stay, actions.lock)) {
    band_->Hide();
    middle_->SetSizer(column_sizer());
    auto* column = column_sizer();
    column->Add(header_, wxSizerFlags().Expand());
    column->Add(middle_, wxSizerFlags(1).Expand());
    column->Add(strip_, wxSizerFlags().Expand());
    column->Add(band_, wxSizerFlags().Expand());
    SetSizer(column);
}

void Shell::show_warning(const std::optional<LockWarning>& warning) {
    if (warning) {
        const bool first = !band_->IsShown();
        band_->show(*warning);
        if (first)
            announce(this, warning->title + " " + warning->words);
    }
    if (band_->IsShown() != warning.has_value()) {
        band_->Show(warning.has_value());
        strip_->Show(!warning.has_value());
        settle(this);
    }
}

void Shell::show_page(PageView* page) {
    if (page_ != nullptr)
        page_->Destroy();
    page_ = page;
    middle_->GetSizer()->Clear();
    middle_->GetSizer()->Add(page_, wxSizerFlags(1).Expand());
    settle(this);
}

void Shell::move_pane(int step) {
    if (page_ == nullptr)
        return;
    const std::vector<wxWindow*> panes = page_->panes();
    const auto count = static_cast<int>(panes.size());
    if (count == 0)
        return;
    int now = step > 0 ? -1 : 0;
    for (int i = 0; i < count; ++i) {
        if (contains(panes[static_cast<std::size_t>(i)], FindFocus()))
            now = i;
    }
    for (int tried = 0; tried < count; ++tried) {
        now = (now + step + count) % count;
        wxWindow* pane = panes[static_cast<std::size_t>(now)];
        wxWindow* target = pane->GetChildren().empty() ? pane : first_control(pane);
        if (target != nullptr) {
            target->SetFocus();
            return;
        }
    }
}

} // namespace suoja::kiosk::views
