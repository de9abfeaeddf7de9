// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/access.h"

namespace suoja::kiosk {
namespace {

Failure no_such_record() {
    return fail(Reason::not_found, "no_such_record", "There is no such record on this device.");
}

} // namespace

Result<void> require(const User& user, Operation operation) {
    if (user.disabled || !allowed(user.roles, operation))
        return fail(Reason::refused, "not_allowed",
                    "Your role does not include this. Nothing was changed; ask a supervisor.");
    return {};
}

bool may_write(const User& user, std::string_view form, const form::Answers& answers) {
    if (user.disabled)
        return false;
    const auto channel = answers.find(std::string_view("channel"));
    const bool consultation =
        channel != answers.end() && channel->second == form::Value(std::string("consultation"));
    return form == "call" ? allowed(user.roles, Operation::call_write) ||
                                (consultation && allowed(user.roles, Operation::intake_write))
                          : allowed(user.roles, Operation::intake_write);
}

Result<Version> open_own_record(Store& store, const User& user, const RecordId& id,
                                std::uint32_t version) {
    if (auto may = require(user, Operation::own_record_open); !may)
        return may.error();
    auto found = store.records().find(id, version);
    if (!found)
        return no_such_record();
    database::Transaction transaction(store.database());
    store.audit().append(store.clock().now(), database::Act::record_opened, user.id.str(),
                         id.str());
    transaction.commit();
    if (!allowed(user.roles, Operation::identity_read))
        found->identity.clear();
    return std::move(*found);
}

Result<AtDesk> open_at_desk(Store& store, const User& user, const RecordId& id,
                            std::uint32_t version) {
    if (auto may = require(user, Operation::desk_open); !may)
        return may.error();
    auto found = store.replica().find(id);
    auto documents = store.replica().documents(id, version);
    if (!found || documents.rest.empty())
        return no_such_record();
    database::Transaction transaction(store.database());
    store.replica().mark_opened(id);
    store.audit().append(store.clock().now(), database::Act::opened_at_desk, user.id.str(),
                         id.str());
    transaction.commit();
    found->opened = true;
    AtDesk out{std::move(*found), std::move(documents), false};
    if (!allowed(user.roles, Operation::identity_read)) {
        out.identity_withheld = !out.documents.identity.empty();
        out.documents.identity.clear();
    }
    return out;
}

} // namespace suoja::kiosk
