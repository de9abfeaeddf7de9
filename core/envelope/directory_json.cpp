// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/directory.h"
#include "core/envelope/form_package.h"
#include "core/json.h"

#include <algorithm>
#include <functional>
#include <set>

namespace suoja::envelope {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMostJson = std::size_t{12} << 20U;

// -- writing

bj::array write_certificates(const std::vector<Certificate>& certificates) {
    bj::array out;
    for (const auto& one : certificates)
        out.emplace_back(base64(one.der()));
    return out;
}

bj::array write_keys(const std::vector<ListedKey>& keys) {
    bj::array out;
    for (const auto& key : keys) {
        bj::object one{{"cert", base64(key.certificate.der())}};
        if (key.revoked_at)
            one["revoked_at"] = rfc3339(*key.revoked_at);
        out.emplace_back(std::move(one));
    }
    return out;
}

std::string_view state_word(DeviceState state) {
    return state == DeviceState::listed ? "listed" : "revoked";
}

std::string_view kind_word(RoleKind kind) {
    return kind == RoleKind::reception ? "reception"
           : kind == RoleKind::hotline ? "hotline"
                                       : "desk";
}

bj::object write_device(const ListedDevice& device) {
    return {{"name", device.name},
            {"kind", kind_word(device.kind)},
            {"site", device.site},
            {"number", device.number},
            {"admin", device.admin},
            {"state", state_word(device.state)},
            {"transport", write_keys(device.transport)},
            {"signing", write_keys(device.signing)},
            {"sealing", write_keys(device.sealing)}};
}

// -- reading; each returns false or nullopt for what docs/formats.md does not say

std::optional<Certificate> read_certificate(const bj::value* value) {
    const auto der = value != nullptr && value->is_string()
                         ? from_base64(std::string_view(value->get_string()))
                         : std::nullopt;
    if (!der)
        return std::nullopt;
    auto out = Certificate::from_der(*der);
    return out ? std::optional(std::move(*out)) : std::nullopt;
}

bool read_certificates(const bj::array* array, std::vector<Certificate>& out) {
    if (array == nullptr)
        return false;
    for (const auto& value : *array) {
        auto one = read_certificate(&value);
        if (!one)
            return false;
        out.push_back(std::move(*one));
    }
    return true;
}

bool read_keys(const bj::array* array, std::vector<ListedKey>& out) {
    if (array == nullptr)
        return false;
    for (const auto& value : *array) {
        const auto* const object = value.if_object();
        if (object == nullptr || !json::only(*object, {"cert", "revoked_at"}))
            return false;
        auto certificate = read_certificate(object->if_contains("cert"));
        if (!certificate)
            return false;
        ListedKey key{std::move(*certificate), std::nullopt};
        if (object->contains("revoked_at")) {
            const auto text = json::text_of(*object, "revoked_at");
            key.revoked_at = text ? parse_rfc3339(*text) : std::nullopt;
            if (!key.revoked_at)
                return false;
        }
        out.push_back(std::move(key));
    }
    return true;
}

bool read_state(const bj::object& object, DeviceState& out) {
    const auto word = json::text_of(object, "state");
    for (const auto state : {DeviceState::listed, DeviceState::revoked})
        if (word && *word == state_word(state)) {
            out = state;
            return true;
        }
    return false;
}

bool read_device(const bj::object& object, ListedDevice& out) {
    const auto name = json::text_of(object, "name");
    const auto kind = json::text_of(object, "kind");
    const auto site = json::text_of(object, "site");
    const auto number = json::integer_of(object, "number");
    const auto admin = json::bool_of(object, "admin");
    if (!name || !kind || !site || !number || *number < 0 || *number > 0xffffffff || !admin ||
        !read_state(object, out.state) ||
        !json::only(object, {"name", "kind", "site", "number", "admin", "state", "transport",
                             "signing", "sealing"}))
        return false;
    bool known = false;
    for (const auto one : {RoleKind::reception, RoleKind::hotline, RoleKind::desk})
        if (*kind == kind_word(one)) {
            out.kind = one;
            known = true;
        }
    out.name = *name;
    out.site = *site;
    out.number = static_cast<std::uint32_t>(*number);
    out.admin = *admin;
    return known && name->starts_with(*site + '/') &&
           read_keys(json::array_of(object, "transport"), out.transport) &&
           read_keys(json::array_of(object, "signing"), out.signing) &&
           read_keys(json::array_of(object, "sealing"), out.sealing);
}

bool read_relay(const bj::object& object, ListedDevice& out) {
    const auto name = json::text_of(object, "name");
    if (!name || name->empty() || !read_state(object, out.state) ||
        !json::only(object, {"name", "state", "transport"}) ||
        !read_keys(json::array_of(object, "transport"), out.transport))
        return false;
    out.name = *name;
    // what it is stands in its certificates alone
    out.kind = RoleKind::relay;
    if (!out.transport.empty())
        if (const auto& role = out.transport.back().certificate.role())
            out.kind = role->kind;
    return out.kind == RoleKind::relay || out.kind == RoleKind::archive;
}

bool read_log(const bj::object& object, ListedLog& out) {
    const auto origin = json::text_of(object, "origin");
    const auto key_text = json::text_of(object, "key");
    const auto from = json::integer_of(object, "from");
    const auto key = key_text ? from_base64(*key_text) : std::nullopt;
    if (!origin || origin->empty() || !key || key->size() != out.key.size() || !from || *from < 0 ||
        !json::only(object, {"origin", "key", "from", "to"}))
        return false;
    out.origin = *origin;
    std::copy(key->begin(), key->end(), out.key.begin());
    out.from = static_cast<std::uint64_t>(*from);
    if (object.contains("to")) {
        const auto to = json::integer_of(object, "to");
        if (!to || *to < *from)
            return false;
        out.to = static_cast<std::uint64_t>(*to);
    }
    return true;
}

bool read_site(const bj::object& object, SiteEntry& out) {
    const auto id = json::text_of(object, "id");
    const auto code = json::text_of(object, "code");
    const auto* const names = json::object_of(object, "name");
    if (!id || id->empty() || !code || code->empty() || names == nullptr ||
        !json::only(object, {"id", "code", "name"}) || !json::only(*names, {"en", "fi", "sv"}))
        return false;
    out.id = *id;
    out.code = *code;
    for (const auto& [language, name] : *names) {
        if (!name.is_string())
            return false;
        out.name.emplace(language, std::string(name.get_string()));
    }
    return true;
}

bool read_group(const bj::object& object, ListedGroup& out) {
    const auto name = json::text_of(object, "name");
    out.name = name.value_or("");
    return !out.name.empty() && json::only(object, {"name", "certificates"}) &&
           read_certificates(json::array_of(object, "certificates"), out.certificates);
}

bool read_form(const bj::object& object, ListedForm& out) {
    const auto digest = hash_from_hex(json::text_of(object, "sha256").value_or(""));
    out.id = json::text_of(object, "id").value_or("");
    out.version = json::text_of(object, "version").value_or("");
    if (!digest || !plain_form_word(out.id) || !plain_form_word(out.version) ||
        !json::only(object, {"id", "version", "sha256"}))
        return false;
    out.sha256 = *digest;
    return true;
}

template <class T, class Read>
bool read_list(const bj::object& object, std::string_view key, std::vector<T>& out, Read read) {
    const auto* const array = json::array_of(object, key);
    if (array == nullptr)
        return false;
    for (const auto& value : *array) {
        const auto* const element = value.if_object();
        if (element == nullptr || !read(*element, out.emplace_back()))
            return false;
    }
    return true;
}

template <class T, class Name> bool distinct(const std::vector<T>& list, Name name_of) {
    std::set<std::string_view> names;
    return std::all_of(list.begin(), list.end(), [&](const T& element) {
        return names.insert(std::invoke(name_of, element)).second;
    });
}

bool read_into(const bj::object& object, Directory& out) {
    const auto office = json::text_of(object, "office");
    const auto number = json::integer_of(object, "serial");
    const auto issued = json::text_of(object, "issued_at");
    const auto expires = json::text_of(object, "expires_at");
    const auto issued_at = issued ? parse_rfc3339(*issued) : std::nullopt;
    const auto expires_at = expires ? parse_rfc3339(*expires) : std::nullopt;
    if (!office || !number || *number < 0 || !issued_at || !expires_at ||
        !json::only(object, {"office", "serial", "issued_at", "expires_at", "sites", "groups",
                             "authorities", "recovery", "devices", "relays", "forms", "log"}))
        return false;
    out.office = *office;
    out.serial = static_cast<std::uint64_t>(*number);
    out.issued_at = *issued_at;
    out.expires_at = *expires_at;
    return read_list(object, "sites", out.sites, read_site) &&
           read_list(object, "groups", out.groups, read_group) &&
           read_certificates(json::array_of(object, "authorities"), out.authorities) &&
           read_certificates(json::array_of(object, "recovery"), out.recovery) &&
           read_list(object, "devices", out.devices, read_device) &&
           read_list(object, "relays", out.relays, read_relay) &&
           read_list(object, "forms", out.forms, read_form) && out.forms.size() <= kMostForms &&
           read_list(object, "log", out.log, read_log) && distinct(out.sites, &SiteEntry::id) &&
           distinct(out.groups, &ListedGroup::name) && distinct(out.devices, &ListedDevice::name) &&
           distinct(out.relays, &ListedDevice::name) && distinct(out.forms, &ListedForm::id);
}

} // namespace

std::string write_directory(const Directory& directory) {
    bj::array sites;
    for (const auto& site : directory.sites) {
        bj::object names;
        for (const auto& [language, name] : site.name)
            names[language] = name;
        sites.push_back({{"id", site.id}, {"code", site.code}, {"name", std::move(names)}});
    }
    bj::array groups;
    for (const auto& group : directory.groups)
        groups.push_back(
            {{"name", group.name}, {"certificates", write_certificates(group.certificates)}});
    bj::array devices;
    for (const auto& device : directory.devices)
        devices.emplace_back(write_device(device));
    bj::array relays;
    for (const auto& relay : directory.relays)
        relays.push_back({{"name", relay.name},
                          {"state", state_word(relay.state)},
                          {"transport", write_keys(relay.transport)}});
    bj::array forms;
    for (const auto& form : directory.forms)
        forms.push_back({{"id", form.id}, {"version", form.version}, {"sha256", hex(form.sha256)}});
    bj::array log;
    for (const auto& entry : directory.log) {
        bj::object one{{"origin", entry.origin},
                       {"key", base64(entry.key)},
                       {"from", static_cast<std::int64_t>(entry.from)}};
        if (entry.to)
            one["to"] = static_cast<std::int64_t>(*entry.to);
        log.emplace_back(std::move(one));
    }
    return json::canonical(bj::object{{"office", directory.office},
                                      {"serial", static_cast<std::int64_t>(directory.serial)},
                                      {"issued_at", rfc3339(directory.issued_at)},
                                      {"expires_at", rfc3339(directory.expires_at)},
                                      {"sites", std::move(sites)},
                                      {"groups", std::move(groups)},
                                      {"authorities", write_certificates(directory.authorities)},
                                      {"recovery", write_certificates(directory.recovery)},
                                      {"devices", std::move(devices)},
                                      {"relays", std::move(relays)},
                                      {"forms", std::move(forms)},
                                      {"log", std::move(log)}});
}

Result<Directory> read_directory(std::string_view text) {
    const auto object = json::parse_object(text, kMostJson);
    Directory out;
    if (!object || !read_into(*object, out))
        return fail(Reason::damaged, "directory",
                    "The office's directory cannot be read. The one before it stays in use.");
    return out;
}

} // namespace suoja::envelope
