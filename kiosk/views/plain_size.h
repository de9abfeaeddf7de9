// SPDX-License-Identifier: Apache-2.0
#pragma once
// While it lives, lengths and fonts are those of 100 %: for the neutral page, which is a notice of
// the house and keeps its size. GUI thread.

namespace suoja::kiosk::views {

class PlainSize {
  public:
    PlainSize();
    ~PlainSize();
    PlainSize(const PlainSize&) = delete;
    PlainSize& operator=(const PlainSize&) = delete;

  private:
    int before_;
};

} // namespace suoja::kiosk::views
