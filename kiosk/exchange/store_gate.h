// SPDX-License-Identifier: Apache-2.0
#pragma once
// The way from the exchange to the store: through the store's own thread in the window and in
// `suoja`, or straight to a store that this thread owns. Network calls stand between visits, never
// inside one, so that nobody's save waits for a relay. Work takes Store& and gives T or Result<T>.
#include "kiosk/store/store_thread.h"

namespace suoja::kiosk {

class StoreGate {
  public:
    explicit StoreGate(Store& store) : store_(&store) {}
    explicit StoreGate(StoreThread& thread) : thread_(&thread) {}

    template <class Work> auto visit(Work work) {
        if (thread_ != nullptr)
            return thread_->now(std::move(work));
        bool sound = true;
        return detail::attempt(work, store_, sound);
    }

  private:
    Store* store_ = nullptr;
    StoreThread* thread_ = nullptr;
};

} // namespace suoja::kiosk
