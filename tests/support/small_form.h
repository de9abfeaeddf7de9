// SPDX-License-Identifier: Apache-2.0
#pragma once
// Two small forms with everything a record depends on: an identifying answer, a sensitive one, the
// language, the consent gate, urgency. Ids "intake" and "call", as the real ones.
#include "core/form/entry.h"
#include "core/form/load.h"

#include <stdexcept>

namespace suoja::test {

[[nodiscard]] inline std::map<std::string, std::string, std::less<>>
small_tables(const std::string& id, const std::string& version = "2026-11-01") {
    const std::string survey = "type,name,label::English (en),suoja_class,suoja_absence,relevant\n"
                               "begin group,first,First,,,\n"
                               "text,contact_language,Language,N,,\n"
                               "text,language,Language of the contact,N,,\n"
                               "text,first_name,First name,D,declined,\n"
                               "text,narrative,What happened,S9,declined unknown,\n"
                               "integer,children,Children,N,,\n"
                               "select_multiple help,needs,Needs,S9,,\n"
                               "end group,,,,,\n"
                               "begin group,last,Last,,,\n"
                               "select_one yes_no,consent_referral,Consent,N,,\n"
                               "select_one priority,forward_priority,Urgency,N,,\n"
                               "end group,,,,,\n";
    const std::string choices = "list_name,name,label::English (en)\n"
                                "yes_no,yes,Yes\n"
                                "yes_no,no,No\n"
                                "priority,urgent,Urgent\n"
                                "priority,normal,Normal\n"
                                "help,shelter,Shelter\n"
                                "help,medical,Medical\n";
    const std::string settings = "form_title,form_id,version,default_language,forward_when\n"
                                 "Small," +
                                 id + ',' + version + ",English (en),${consent_referral} = 'yes'\n";
    return {{"survey.csv", survey}, {"choices.csv", choices}, {"settings.csv", settings}};
}

[[nodiscard]] inline std::shared_ptr<const form::Form> small_form(const std::string& id) {
    auto loaded = form::parse_form(small_tables(id));
    if (loaded.form == nullptr)
        throw std::runtime_error(loaded.problems.empty() ? "no form"
                                                         : loaded.problems.front().str());
    return loaded.form;
}

} // namespace suoja::test
