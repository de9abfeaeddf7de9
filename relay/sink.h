// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where an accepted envelope goes: the spool of a relay or the log of the archive. Connections know
// only this. `done` is called exactly once, from the store's writer thread, after the bytes are on
// disk and flushed (group commit: waiting submissions share one transaction and one flush).
#include "core/link/wire.h"

#include <functional>

namespace suoja::relay {

struct Submission {
    envelope::EnvelopeId id;
    envelope::Group group = envelope::Group::centre;
    std::string to;     // "" or the addressee's name
    std::string device; // who handed it in, by its certificate at the first network hop
    std::string peer;   // who handed it to us: the device, or a relay; gets the delivery events
    Bytes der;          // checked from outside already: check_outside and the id's digest part
    Hash sha256{};
};
struct Outcome {
    link::PutState state = link::PutState::stored;
    std::string reason;    // of refused: "spool_full", "no_space", "storage_stopped"
    unsigned status = 201; // 201, 200, 507, 503
    std::string receipt;   // JSON, archive only
};
class EnvelopeSink {
  public:
    virtual ~EnvelopeSink() = default;
    using Done = std::function<void(std::vector<Outcome>)>;
    // any thread; outcomes in the order of the submissions
    virtual void submit(std::vector<Submission> batch, Done done) = 0;
};

} // namespace suoja::relay
