// SPDX-License-Identifier: Apache-2.0
#include "relay/authority/state.h"

#include <algorithm>

namespace suoja::relay {
namespace {

constexpr std::chrono::hours kLongestInvite{24 * 31};

Failure name_taken() {
    return fail(Reason::refused, "name_taken",
                "A device of this name is listed. Nothing was changed; revoke it first or choose "
                "another name.");
}

Result<void> check_invite(const NewInvite& invite, const std::string& name,
                          const envelope::Directory& directory, std::string_view archive) {
    const auto usage = [](std::string_view code, std::string_view what) {
        return fail(Reason::usage, code, what);
    };
    const bool relay = invite.kind == envelope::RoleKind::relay;
    const envelope::Role role{invite.kind, name};
    if (!role.device() && !relay)
        return usage("bad_kind", "Only devices and relays are invited. Nothing was changed; give "
                                 "the kind reception, hotline, desk or relay.");
    if (!relay && directory.site(invite.site) == nullptr)
        return usage("unknown_site", "The configuration has no such site. Nothing was changed; "
                                     "give one of [sites].");
    if ((relay && !invite.site.empty()) || envelope::Role::parse(role.uri()) != role)
        return usage("bad_name",
                     "The name may have small letters, digits, hyphens, underscores and dots only, "
                     "and a relay has no site. Nothing was changed; give another name.");
    if (invite.lasts < std::chrono::hours{1} || invite.lasts > kLongestInvite)
        return usage("bad_term", "An invitation lasts from 1 hour to 31 days. Nothing was changed; "
                                 "give another --hours.");
    if (invite.admin && invite.kind != envelope::RoleKind::desk)
        return usage("admin_is_for_desks", "Only a desk can be marked --admin. Nothing was "
                                           "changed; leave it out.");
    const auto taken = [&](const auto& list) {
        return std::any_of(list.begin(), list.end(), [&](const auto& one) {
            return one.name == name && one.state == envelope::DeviceState::listed;
        });
    };
    if (name == archive || taken(directory.devices) || taken(directory.relays))
        return name_taken();
    return {};
}

struct InviteRow {
    std::string name, site;
    envelope::RoleKind kind = envelope::RoleKind::reception;
    bool admin = false;
    bool used = false; // by a request with a right proof: this one may be its repetition
};

Failure invite_used() {
    return fail(Reason::refused, "invite_used",
                "The invitation was used already. Nothing was changed; ask for a new enrolment "
                "code.");
}

// A used invitation keeps its secret until its term, for a device whose answer was lost.
void forget_secrets(database::Database& database, Millis now) {
    auto old = database.prepare("update invite set secret = null where used_at is not null and "
                                "expires_at <= ? and secret is not null");
    old.bind(1, unix_ms(now)).run();
}

// Constant-time where it counts; says nothing of what an invitation is for before the proof.
Result<InviteRow> redeem(database::Database& database, const link::EnrolRequest& request,
                         Millis now) {
    auto row = database.prepare(
        "select name, kind, site, admin, secret, expires_at, used_at from invite where id = ?");
    row.bind(1, ByteView(request.invite.bytes));
    if (!row.step())
        return fail(Reason::refused, "unknown_invite",
                    "The office knows no such invitation. Nothing was changed; ask for a new "
                    "enrolment code.");
    const bool used = !row.null(6);
    if (row.null(4))
        return invite_used();
    const Secret secret(row.blob(4));
    if (!constant_time_equal(envelope::enrolment_proof(secret, request.csr), request.proof))
        return used
                   ? invite_used()
                   : fail(
                         Reason::refused, "bad_proof",
                         "The request does not prove that it knows the enrolment code. Nothing was "
                         "changed; type the code again.");
    if (now >= from_unix_ms(row.integer(5)))
        return used
                   ? invite_used()
                   : fail(
                         Reason::refused, "invite_expired",
                         "The invitation has expired. Nothing was changed; ask for a new enrolment "
                         "code.");
    const auto kind = parse_kind(row.text(1));
    if (!kind)
        throw StorageFailure("an invitation is for a kind that is not known");
    return InviteRow{std::string(row.text(0)), std::string(row.text(2)), *kind, row.integer(3) != 0,
                     used};
}

// Numbers of a site are dense and never given twice: case codes carry them.
std::uint32_t next_number(database::Database& database, std::string_view site) {
    auto row = database.prepare("select coalesce(max(number), 0) + 1 from device where site = ?");
    row.bind(1, site);
    return row.step() ? static_cast<std::uint32_t>(row.integer(0)) : 1;
}

envelope::ListedDevice* find(std::vector<envelope::ListedDevice>& list, std::string_view name) {
    const auto at =
        std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.name == name; });
    return at == list.end() ? nullptr : &*at;
}

// Adds the device, or lists a revoked one anew with its history kept; null when one is listed.
envelope::ListedDevice* list_device(database::Database& database, envelope::Directory& next,
                                    const InviteRow& invite, Millis now) {
    const bool relay = invite.kind == envelope::RoleKind::relay;
    auto& list = relay ? next.relays : next.devices;
    auto* device = find(list, invite.name);
    if (device != nullptr && device->state == envelope::DeviceState::listed)
        return nullptr;
    if (device == nullptr)
        device = &list.emplace_back();
    device->name = invite.name;
    device->kind = invite.kind;
    device->site = invite.site;
    device->number = relay ? 0 : next_number(database, invite.site);
    device->admin = invite.admin;
    device->state = envelope::DeviceState::listed;
    auto row = database.prepare(
        "insert into device (name, kind, site, number, admin, state, listed_at) values "
        "(?, ?, ?, ?, ?, 'listed', ?) on conflict (name) do update set kind = excluded.kind, "
        "site = excluded.site, number = excluded.number, admin = excluded.admin, "
        "state = 'listed', listed_at = excluded.listed_at, revoked_at = null, reason = null");
    row.bind_all(std::string_view(invite.name), kind_word(invite.kind),
                 std::string_view(invite.site), static_cast<std::int64_t>(device->number),
                 static_cast<std::int64_t>(invite.admin), unix_ms(now))
        .run();
    return device;
}

// What this key was given under this name before, while it stands.
const envelope::Certificate* given(const envelope::Directory& directory, const InviteRow& invite,
                                   const EVP_PKEY* key) {
    const auto& list =
        invite.kind == envelope::RoleKind::relay ? directory.relays : directory.devices;
    for (const auto& device : list)
        if (device.name == invite.name && device.state == envelope::DeviceState::listed)
            for (const auto& one : device.transport)
                if (!one.revoked_at && same_key(one.certificate, key))
                    return &one.certificate;
    return nullptr;
}

} // namespace

Result<envelope::EnrolmentCode> Authority::invite(const NewInvite& invite) {
    State& state = *state_;
    const std::lock_guard lock(state.mutex);
    const std::string name = invite.site.empty() ? invite.name : invite.site + '/' + invite.name;
    if (const auto good = check_invite(invite, name, *state.newest.directory, state.office.archive);
        !good)
        return good.error();
    if (state.settings.enrol_endpoint.empty())
        return fail(Reason::usage, "no_endpoint",
                    "Nothing says where devices reach the enrolment port. Nothing was changed; "
                    "start the archive, or set [enrol] public.");
    const Millis now = state.clock.now();
    envelope::EnrolmentCode code;
    code.endpoint = state.settings.enrol_endpoint;
    code.root_fingerprint = state.office.root.fingerprint();
    code.invite = InviteId::make(now);
    code.secret = Secret::random(16);
    database::Transaction transaction = state.begin();
    forget_secrets(state.database, now);
    auto insert = state.database.prepare("insert into invite (id, name, kind, site, admin, secret, "
                                         "expires_at) values (?, ?, ?, ?, ?, ?, ?)");
    insert
        .bind_all(ByteView(code.invite.bytes), std::string_view(name), kind_word(invite.kind),
                  std::string_view(invite.site), static_cast<std::int64_t>(invite.admin),
                  code.secret.view(), unix_ms(now + invite.lasts))
        .run();
    transaction.commit();
    return code;
}

void Authority::listens_at(std::string enrol_endpoint) {
    const std::lock_guard lock(state_->mutex);
    state_->settings.enrol_endpoint = std::move(enrol_endpoint);
}

std::vector<Authority::OpenInvite> Authority::open_invites() const {
    State& state = *state_;
    std::vector<OpenInvite> out;
    auto database = state.reading();
    auto rows = database.prepare("select name, kind, expires_at from invite where used_at is "
                                 "null and expires_at > ? order by expires_at");
    rows.bind(1, unix_ms(state.clock.now()));
    while (rows.step())
        out.push_back(
            {std::string(rows.text(0)), std::string(rows.text(1)), from_unix_ms(rows.integer(2))});
    return out;
}

Result<link::Enrolled> Authority::enrol(const link::EnrolRequest& request, std::string checkpoint) {
    link::Enrolled out;
    {
        State& state = *state_;
        const std::lock_guard lock(state.mutex);
        const Millis now = state.clock.now();
        database::Transaction transaction = state.begin();
        const auto invite = redeem(state.database, request, now);
        if (!invite)
            return invite.error();
        const auto requested = read_request(request.csr);
        if (!requested)
            return requested.error();
        out.chain = {state.office.online_ca.der(), state.office.root.der()};
        out.checkpoint = std::move(checkpoint);
        if (invite->used) {
            const auto* const before =
                given(*state.newest.directory, *invite, requested->key.get());
            if (before == nullptr)
                return invite_used();
            out.certificate = before->der();
            out.directory = state.newest.der;
            return out;
        }
        auto next = *state.newest.directory;
        auto* const device = list_device(state.database, next, *invite, now);
        if (device == nullptr)
            return name_taken();
        const auto certificate =
            issue(peer_profile(envelope::Role{invite->kind, invite->name}, Use::transport, {}),
                  requested->key.get(), &state.office.online_ca, state.keys.online_ca, now);
        store_certificate(state.database, invite->name, Use::transport, certificate, now);
        device->transport.push_back({certificate, std::nullopt});
        forget_secrets(state.database, now);
        auto used = state.database.prepare("update invite set used_at = ? where id = ?");
        used.bind_all(unix_ms(now), ByteView(request.invite.bytes)).run();
        state.publish(transaction, std::move(next));
        out.certificate = certificate.der();
        out.directory = state.newest.der;
    }
    state_->tell_change();
    return out;
}

} // namespace suoja::relay
