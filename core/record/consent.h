// SPDX-License-Identifier: Apache-2.0
#pragma once
// The consent gate and the rest of what must hold before a record is finalised. The rules are the
// form's (required, constraint, forward_when); this says which of them fail, and what may be done
// instead: keep the draft, make an anonymous consultation, erase. Pure; any thread.
#include "core/form/entry.h"

namespace suoja::record {

struct Gate {
    std::vector<form::Problem> problems; // what holds back sending, form order
    bool consent = true;                 // forward_when holds
    [[nodiscard]] bool open() const { return problems.empty() && consent; }
};

[[nodiscard]] Gate check(const form::Entry& entry);

// The answers an anonymous consultation takes over: the form's copy_to_consultation that exist in
// `consultation`, never one of class D and never free text, whatever the setting says.
[[nodiscard]] form::Answers consultation_answers(const form::Entry& intake,
                                                 const form::Form& consultation);

} // namespace suoja::record
