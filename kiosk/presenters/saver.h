// SPDX-License-Identifier: Apache-2.0
#pragma once
// Keeps one draft saved: a change is handed to the store at once; while a save runs the next ones
// gather into one. Every save is one durable transaction. Window's thread.
#include "kiosk/presenters/session.h"

namespace suoja::kiosk {

class Saver {
  public:
    Saver(Session& session, std::function<Draft()> snapshot, std::function<void(SavedModel)> tell);
    void changed(); // saves now, or when the running save is done
    void flush();   // queues a save even while one runs; for lock and hide
    // no more saves: the draft became a record or was erased
    void stop();
    void resume(); // it did not come to that
    [[nodiscard]] bool pending() const { return running_ || dirty_; }
    [[nodiscard]] SavedModel model() const;
    void set_saved_at(Millis at) { saved_at_ = at; }

  private:
    void save();
    Session* session_;
    std::function<Draft()> snapshot_;
    std::function<void(SavedModel)> tell_;
    bool running_ = false, dirty_ = false, stopped_ = false, failed_ = false;
    std::optional<Millis> saved_at_;
    Living living_;
};

} // namespace suoja::kiosk
