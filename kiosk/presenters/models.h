// SPDX-License-Identifier: Apache-2.0
#pragma once
// What presenters hand to views: plain values, texts already in the language in use. A view draws
// them and decides nothing. Fixed words (labels of buttons that never change) are the view's, by
// tr().
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace suoja::kiosk {

// Colours and icons of the states; never the only carrier of a meaning.
enum class Tone { neutral, draft, waiting, relay, received, attention };

struct Badge { // icon + word
    Tone tone = Tone::neutral;
    std::string word;
    bool operator==(const Badge&) const = default;
};

// In three parts: what happened (bold), what is safe, what to do
struct Message {
    Tone tone = Tone::attention;
    std::string fact, safe, advice;
    bool operator==(const Message&) const = default;
};

struct SavedModel { // "Saved 14:06 on this device"; attention when saving failed
    Tone tone = Tone::received;
    std::string words;
    bool operator==(const SavedModel&) const = default;
};

struct ActionModel {
    std::string id;    // given back to the presenter
    std::string label; // "Continue"
    std::string key;   // "Enter", or ""
};

struct ConnectionModel {
    Tone tone = Tone::neutral;
    std::string word;   // "Connected", "No connection"
    std::string detail; // "No connection since 09:48. What is on the device is safe there …"
};

// Work that must not run on the window's thread, and the way back to it. Views give both; tests
// pump.
struct Executor {
    using Run = std::function<void(std::function<void()>)>;
    Run post;       // to the window's thread, from any
    Run background; // off it, from the window's thread
};

// A late answer to a presenter that is gone is dropped: wrap every callback in guard().
class Living {
  public:
    template <class F> [[nodiscard]] auto guard(F f) const {
        return [alive = std::weak_ptr<int>(token_), f = std::move(f)](auto&&... args) mutable {
            if (!alive.expired())
                f(std::forward<decltype(args)>(args)...);
        };
    }

  private:
    std::shared_ptr<int> token_ = std::make_shared<int>(0);
};

} // namespace suoja::kiosk
