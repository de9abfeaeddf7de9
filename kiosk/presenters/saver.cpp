// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/saver.h"

#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/texts.h"

namespace suoja::kiosk {

Saver::Saver(Session& session, std::function<Draft()> snapshot,
             std::function<void(SavedModel)> tell)
    : session_(&session), snapshot_(std::move(snapshot)), tell_(std::move(tell)) {}

void Saver::changed() {
    if (stopped_)
        return;
    dirty_ = true;
    if (!running_)
        save();
}

void Saver::flush() {
    if (!stopped_ && dirty_)
        save();
}

void Saver::stop() {
    stopped_ = true;
}

void Saver::resume() {
    stopped_ = false;
    if (dirty_ && !running_)
        save();
}

void Saver::save() {
    auto draft = snapshot_();
    draft.saved_at = session_->clock().now();
    dirty_ = false;
    running_ = true;
    session_->store().ask([draft](Store& store) { store.drafts().save(draft); },
                          living_.guard([this, at = draft.saved_at](const Result<void>& saved) {
                              running_ = false;
                              failed_ = !saved;
                              if (saved)
                                  saved_at_ = at;
                              else
                                  dirty_ = true; // said, and tried again with the next change
                              tell_(model());
                              if (saved && dirty_ && !stopped_)
                                  save();
                          }));
}

SavedModel Saver::model() const {
    if (failed_)
        return {Tone::attention,
                tr("Saving does not work. Leave the page open, write the answers down on paper and "
                   "call your supervisor.")};
    if (!saved_at_)
        return {Tone::neutral, ""};
    return {Tone::received, fill(tr("Saved {time} on this device"),
                                 {{"time", moment_words(*saved_at_, session_->clock().now())}})};
}

} // namespace suoja::kiosk
