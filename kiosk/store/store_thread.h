// SPDX-License-Identifier: Apache-2.0
#pragma once
// The one thread that owns the Store. The window never waits for a disk: it asks, and the answer
// comes back on its own thread through `post`. The command line and the courier use now().
// An exception inside the work comes back as damaged "storage" and stops the thread's acceptance of
// further work ("storage_stopped"): nothing is acknowledged after a storage failure. A full disk is
// no such failure: nothing of the work was kept, the rest is whole (full "disk_full").
#include "kiosk/store/store.h"

#include <functional>
#include <future>

namespace suoja::kiosk {

class StoreThread {
  public:
    using Post = std::function<void(std::function<void()>)>;
    StoreThread(Store store, Post post);
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;
    ~StoreThread(); // finishes queued work, closes the store

    // Any thread. `work(Store&)` returns Result<T> or T; `then(Result<T>)` runs through `post`.
    template <class Work, class Then> void ask(Work work, Then then);
    // Blocks the caller until done; never from the window's thread.
    template <class Work> auto now(Work work);
    [[nodiscard]] bool stopped() const;

  private:
    // false = the storage has failed: nothing more is taken
    using Job = std::function<bool(Store*)>; // null when stopped
    void enqueue(Job job);
    [[nodiscard]] const Post& post() const;
    struct State;
    std::shared_ptr<State> state_;
};

namespace detail {
template <class T> struct AsResult { using Type = Result<T>; };
template <class T> struct AsResult<Result<T>> { using Type = Result<T>; };
template <class Work> using Outcome = typename AsResult<std::invoke_result_t<Work&, Store&>>::Type;

[[nodiscard]] Failure storage_stopped();
[[nodiscard]] Failure storage_failed();
[[nodiscard]] Failure storage_full();

template <class Work> Outcome<Work> attempt(Work& work, Store* store, bool& sound) {
    if (store == nullptr)
        return storage_stopped();
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Work&, Store&>>) {
            work(*store);
            return {};
        } else {
            return work(*store);
        }
    } catch (const StorageFull&) {
        sound = !store->database().broken();
        return storage_full();
    } catch (const std::exception&) {
        sound = false;
        return storage_failed();
    }
}
} // namespace detail

template <class Work, class Then> void StoreThread::ask(Work work, Then then) {
    enqueue([work = std::move(work), then = std::move(then), post = post()](Store* store) mutable {
        bool sound = true;
        auto outcome = std::make_shared<detail::Outcome<Work>>(detail::attempt(work, store, sound));
        post([then = std::move(then), outcome]() mutable { then(std::move(*outcome)); });
        return sound;
    });
}

template <class Work> auto StoreThread::now(Work work) {
    auto promise = std::make_shared<std::promise<detail::Outcome<Work>>>();
    auto future = promise->get_future();
    enqueue([work = std::move(work), promise](Store* store) mutable {
        bool sound = true;
        promise->set_value(detail::attempt(work, store, sound));
        return sound;
    });
    return future.get();
}

} // namespace suoja::kiosk
