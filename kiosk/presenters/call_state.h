// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the call page keeps beside the open call: the list as it was last read, and a call just
// closed with one press. Private to call.cpp and call_models.cpp.
#include "kiosk/presenters/alarms.h"
#include "kiosk/presenters/call.h"

namespace suoja::kiosk {

struct CallPresenter::Rows {
    struct Open { // a draft
        DraftId id;
        Millis began{};
        std::optional<Millis> ended;
        std::string type, language, author;
    };
    std::vector<Open> open;
    Alarms alarms;
    std::vector<RecordRow> sent;
    // what a list may say of a finalised call: its type; never an answer of class D
    std::map<RecordId, std::string> types;
    std::map<RecordId, Millis> began;
};

struct CallPresenter::Closed {
    Draft before, after;
    std::string label; // "Silent call"
    Steady until{};
};

} // namespace suoja::kiosk
