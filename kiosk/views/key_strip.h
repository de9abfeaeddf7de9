// SPDX-License-Identifier: Apache-2.0
#pragma once
// The strip at the foot: what is sure, and the keys that are valid here; or, before the lock that
// comes by itself, the band with the countdown. Keys that do not fit go, from the left. GUI thread.
#include "kiosk/presenters/frame.h"
#include "kiosk/views/surface.h"

namespace suoja::kiosk::views {

class Label;

class KeyStrip : public Surface {
  public:
    explicit KeyStrip(wxWindow* parent);
    void show(const KeyStripModel& model);

  private:
    void build();
    KeyStripModel model_;
    int built_for_ = 0;
};

class LockBand : public Surface {
  public:
    LockBand(wxWindow* parent, std::function<void()> stay, std::function<void()> lock);
    void show(const LockWarning& warning);

  private:
    Label* left_;
    Label* title_;
    Label* words_;
};

} // namespace suoja::kiosk::views
