// SPDX-License-Identifier: Apache-2.0
#pragma once
// The window's end of the socket pair to its supervisor. Without one (a window started by a test)
// nothing is said and "go" never comes. GUI thread.
#include <functional>
#include <string>

namespace suoja::kiosk::views {

class Channel {
  public:
    explicit Channel(std::function<void()> go);
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    ~Channel();
    void tell(const std::string& words);
    [[nodiscard]] bool supervised() const { return watch_ != 0; }

  private:
    std::function<void()> go_;
    unsigned watch_ = 0;
};

} // namespace suoja::kiosk::views
