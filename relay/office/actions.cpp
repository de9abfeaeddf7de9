// SPDX-License-Identifier: Apache-2.0
#include "relay/office/actions.h"

#include "core/json.h"
#include "relay/authority/kinds.h"

#include <algorithm>
#include <array>

namespace suoja::relay {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMostOptions = std::size_t{8} << 20U; // a form package in base64

Failure options_failure() {
    return fail(Reason::usage, "options",
                "The command's options cannot be read. Nothing was changed; see --help.");
}

Result<bj::object> invite(OfficeContext& office, const bj::object& options) {
    const auto kind_text = json::text_of(options, "kind");
    const auto site = json::text_of(options, "site");
    const auto name = json::text_of(options, "name");
    const auto admin = json::bool_of(options, "admin");
    const auto hours = json::integer_of(options, "hours");
    if (!kind_text || !site || !name || !admin || !hours ||
        !json::only(options, {"kind", "site", "name", "admin", "hours"}))
        return options_failure();
    const auto kind = parse_kind(*kind_text);
    if (!kind)
        return fail(Reason::usage, "bad_kind",
                    "Only devices and relays are invited. Nothing was changed; give the kind "
                    "reception, hotline, desk or relay.");
    // bounded before it becomes a duration; the authority knows the real limits
    constexpr std::int64_t kYear = std::int64_t{24} * 366;
    NewInvite wanted;
    wanted.kind = *kind;
    wanted.site = *site;
    wanted.name = *name;
    wanted.admin = *admin;
    wanted.lasts = std::chrono::hours{std::clamp<std::int64_t>(*hours, 0, kYear)};
    const auto code = office.authority.invite(wanted);
    if (!code)
        return code.error();
    return bj::object{{"code", envelope::write_enrolment_code(*code)},
                      {"name", site->empty() ? *name : *site + '/' + *name},
                      {"kind", *kind_text},
                      {"expires_at", rfc3339(office.clock.now() + wanted.lasts)}};
}

void add_end(bj::object& device, std::string_view use,
             const std::vector<envelope::ListedKey>& keys) {
    if (!keys.empty())
        device[use] = bj::object{{"certificates", static_cast<std::int64_t>(keys.size())},
                                 {"ends", rfc3339(keys.back().certificate.not_after())}};
}

bj::object device_row(const envelope::ListedDevice& device) {
    bj::object out{{"name", device.name}, {"kind", kind_word(device.kind)}};
    if (!device.site.empty()) {
        out["site"] = device.site;
        out["number"] = std::int64_t{device.number};
        out["admin"] = device.admin;
    }
    const bool listed = device.state == envelope::DeviceState::listed;
    out["state"] = listed ? "listed" : "revoked";
    if (!listed && !device.transport.empty() && device.transport.back().revoked_at)
        out["revoked_at"] = rfc3339(*device.transport.back().revoked_at);
    add_end(out, "transport", device.transport);
    add_end(out, "signing", device.signing);
    add_end(out, "sealing", device.sealing);
    return out;
}

Result<bj::object> devices(OfficeContext& office, const bj::object& options) {
    if (!options.empty())
        return options_failure();
    const auto directory = office.authority.directory();
    bj::array listed;
    for (const auto* const list : {&directory->devices, &directory->relays})
        for (const auto& device : *list)
            listed.emplace_back(device_row(device));
    bj::array groups;
    for (const auto& group : directory->groups)
        groups.push_back({{"name", group.name},
                          {"certificates", static_cast<std::int64_t>(group.certificates.size())},
                          {"newest", group.certificates.back().key_id()}});
    bj::array invitations;
    for (const auto& one : office.authority.open_invites())
        invitations.push_back(
            {{"name", one.name}, {"kind", one.kind}, {"expires_at", rfc3339(one.expires_at)}});
    return bj::object{{"office", directory->office},
                      {"directory_serial", static_cast<std::int64_t>(directory->serial)},
                      {"directory_ends", rfc3339(directory->expires_at)},
                      {"devices", std::move(listed)},
                      {"groups", std::move(groups)},
                      {"invitations", std::move(invitations)}};
}

bj::object changed(const OfficeContext& office, std::string_view key, std::string_view value) {
    return {{key, value},
            {"directory_serial", static_cast<std::int64_t>(office.authority.directory()->serial)}};
}

Result<bj::object> revoke(OfficeContext& office, const bj::object& options) {
    const auto device = json::text_of(options, "device");
    const auto reason = json::text_of(options, "reason");
    if (!device || !reason || !json::only(options, {"device", "reason"}))
        return options_failure();
    if (reason->empty())
        return fail(Reason::usage, "no_reason",
                    "A revocation needs a reason. Nothing was changed; give one with --reason.");
    if (const auto done = office.authority.revoke(*device, *reason); !done)
        return done.error();
    return changed(office, "device", *device);
}

Result<bj::object> install_group(OfficeContext& office, const bj::object& options) {
    const auto text = json::text_of(options, "certificate");
    const auto der = text ? from_base64(*text) : std::nullopt;
    if (!der || !json::only(options, {"certificate"}))
        return options_failure();
    const auto certificate = envelope::Certificate::from_der(*der);
    if (!certificate)
        return certificate.error();
    if (const auto done = office.authority.install_group(*certificate); !done)
        return done.error();
    return changed(office, "group", certificate->role()->name);
}

bj::object form_row(const envelope::ListedForm& form) {
    return {{"id", form.id}, {"version", form.version}, {"sha256", hex(form.sha256)}};
}

Result<bj::object> publish_form(OfficeContext& office, const bj::object& options) {
    const auto text = json::text_of(options, "package");
    const auto der = text ? from_base64(*text) : std::nullopt;
    if (!der || !json::only(options, {"package"}))
        return options_failure();
    const auto form = office.authority.publish_form(*der);
    if (!form)
        return form.error();
    auto out = form_row(*form);
    out["directory_serial"] = static_cast<std::int64_t>(office.authority.directory()->serial);
    return out;
}

Result<bj::object> forms(OfficeContext& office, const bj::object& options) {
    if (!options.empty())
        return options_failure();
    bj::array rows;
    for (const auto& one : office.authority.published_forms()) {
        auto row = form_row(one.form);
        row["published_at"] = rfc3339(one.published_at);
        row["in_use"] = one.in_use;
        rows.emplace_back(std::move(row));
    }
    return bj::object{{"forms", std::move(rows)}};
}

Result<bj::object> log_verify(OfficeContext& office, const bj::object& options) {
    if (!options.empty())
        return options_failure();
    const auto verified = office.log.verify(office.progress);
    if (!verified)
        return verified.error();
    return bj::object{{"leaves", static_cast<std::int64_t>(verified->leaves)},
                      {"root", verified->root}};
}

Result<bj::object> log_checkpoint(OfficeContext& office, const bj::object& options) {
    if (!options.empty())
        return options_failure();
    return bj::object{{"checkpoint", office.log.checkpoint()}};
}

struct Action {
    std::string_view name;
    Result<bj::object> (*act)(OfficeContext&, const bj::object&);
    bool writes;
};
constexpr std::array<Action, 8> kActions{{{"invite", invite, true},
                                          {"devices", devices, false},
                                          {"revoke", revoke, true},
                                          {"install_group_certificate", install_group, true},
                                          {"publish_form", publish_form, true},
                                          {"forms", forms, false},
                                          {"log_verify", log_verify, false},
                                          {"log_checkpoint", log_checkpoint, false}}};

// One status for each reason, so that the exit code is the same on both ways.
constexpr std::array<std::pair<Reason, unsigned>, 10> kStatuses{{{Reason::refused, 409},
                                                                 {Reason::not_found, 404},
                                                                 {Reason::usage, 400},
                                                                 {Reason::locked, 401},
                                                                 {Reason::damaged, 500},
                                                                 {Reason::unreachable, 502},
                                                                 {Reason::busy, 503},
                                                                 {Reason::too_large, 413},
                                                                 {Reason::untrusted, 403},
                                                                 {Reason::full, 507}}};

link::Answer problem(const Failure& failure) {
    link::Answer out;
    for (const auto& [reason, status] : kStatuses)
        if (reason == failure.reason)
            out.status = status;
    out.content_type = link::kProblemType;
    out.body = link::write_problem({out.status, failure.code, failure.what});
    return out;
}

} // namespace

Result<bj::object> run(OfficeContext& office, std::string_view command, const bj::object& options) {
    for (const auto& action : kActions)
        if (action.name == command)
            return action.act(office, options);
    return fail(Reason::usage, "unknown_command",
                "The archive knows no such command. Nothing was changed; see --help.");
}

link::Answer control(OfficeContext& office, std::string_view command, std::string_view body) {
    const auto options = json::parse_object(body, kMostOptions);
    if (!options)
        return problem(options_failure());
    const auto answer = run(office, command, *options);
    if (!answer)
        return problem(answer.error());
    link::Answer out;
    out.status = 200;
    out.content_type = link::kJsonType;
    out.body = json::canonical(*answer);
    return out;
}

Failure failure_of(const link::Answer& answer) {
    const auto told = link::read_problem(answer);
    Failure out = fail(Reason::refused, told.code, told.title);
    for (const auto& [reason, status] : kStatuses)
        if (status == answer.status)
            out.reason = reason;
    if (told.code == "storage_unreadable") // a 503 to devices, which ask again
        out.reason = Reason::damaged;
    return out;
}

bool command_writes(std::string_view command) {
    return std::none_of(kActions.begin(), kActions.end(), [&](const Action& action) {
        return action.name == command && !action.writes;
    });
}

} // namespace suoja::relay
