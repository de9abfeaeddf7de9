// SPDX-License-Identifier: Apache-2.0
// The one file that makes a Courier for the window: all else works with what it says.
#include "kiosk/presenters/session.h"

namespace suoja::kiosk {

Carrier carry(Courier::Settings settings, const Clock& clock, std::function<void()> changed) {
    auto courier = std::make_shared<Courier>(std::move(settings), clock, std::move(changed));
    return Carrier{[at = courier.get()] { at->nudge(); },
                   [at = courier.get()] { return at->connection(); }, courier};
}

void Session::start_courier() {
    Courier::Settings settings;
    settings.socket = device_.socket();
    settings.outgoing = outgoing_;
    settings.store = store_.get();
    // told on the courier's thread; listeners live on the window's
    set_carrier(carry(std::move(settings), *clock_,
                      [post = executor_.post, tell = std::function<void()>(living_.guard(
                                                  [this] { changed(); }))] { post(tell); }));
}

} // namespace suoja::kiosk
