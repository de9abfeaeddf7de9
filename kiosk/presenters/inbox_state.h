// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the desk's page keeps: the list as it was last read, and the record that is open. Private to
// inbox.cpp and inbox_models.cpp.
#include "core/record/document.h"
#include "kiosk/presenters/alarms.h"
#include "kiosk/presenters/inbox.h"
#include "kiosk/store/access.h"

namespace suoja::kiosk {

struct InboxPresenter::Rows {
    std::vector<Received> received;
    Alarms alarms;
    std::uint64_t next_leaf = 0;                                     // that the gaps were read at
    std::map<std::string, std::map<std::string, std::string>> sites; // id -> language -> name
};

struct InboxPresenter::Record {
    Received received;
    record::RecordBody rest;
    std::optional<form::Answers> identity; // none: not there, or not this user's to see
    bool identity_withheld = false;
    Millis sealed_at{};
    std::string author; // display name, "" when the desk does not know the person
    std::string receipt_number;
    std::uint32_t version = 1;
    std::vector<std::uint32_t> versions;
};

} // namespace suoja::kiosk
