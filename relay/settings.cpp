// SPDX-License-Identifier: Apache-2.0
#include "relay/settings.h"

#include "core/database/database.h"
#include "core/files.h"
#include "core/near_word.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <pwd.h>
#include <unistd.h>

namespace suoja::relay {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

constexpr std::array kKnown{
    "identity.data",
    "listen.device",
    "listen.enrol",
    "listen.local",
    "listen.admin",
    "local.users",
    "enrol.public",
    "upstream.url",
    "upstream.ca",
    "spool.path",
    "spool.key_file",
    "spool.max_bytes",
    "archive.store",
    "archive.key_file",
    "archive.name",
    "erasure.signers",
    "limits.envelope_bytes",
    "limits.batch_bytes",
    "limits.header_bytes",
    "limits.connections",
    "limits.connections_per_device",
    "limits.bytes_per_day",
    "limits.idle_seconds",
    "limits.least_free_bytes",
    "log.level",
};

std::vector<std::string_view> known_sections() {
    std::vector<std::string_view> out{"sites"};
    for (const std::string_view key : kKnown)
        if (const auto section = key.substr(0, key.find('.')); section != out.back())
            out.push_back(section);
    return out;
}

bool name_like(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

// Reading ends at the first thing wrong; this carries its failure out of the nested calls below.
struct Wrong {
    Failure failure;
};

class Reader {
  public:
    Reader(const toml::table& root, std::string_view name, const std::filesystem::path& directory)
        : root_(root), name_(name), directory_(directory) {}

    [[noreturn]] void wrong(const toml::node* node, std::string_view code,
                            const std::string& what) const {
        std::string where(name_);
        if (node != nullptr)
            where += ":" + std::to_string(node->source().begin.line);
        throw Wrong{fail(Reason::usage, code, where + ": " + what)};
    }

    void refuse_unknown() const {
        for (const auto& [section, value] : root_) {
            const std::string prefix(section.str());
            const bool sites = prefix == "sites";
            const auto sections = known_sections();
            const auto* table = value.as_table();
            if (std::find(sections.begin(), sections.end(), prefix) == sections.end())
                wrong(&value, "unknown_key",
                      table == nullptr
                          ? quoted(prefix) + " stands in no section; the nearest key is " +
                                quoted(near_word(prefix, {kKnown.begin(), kKnown.end()})) + "."
                          : "[" + prefix + "] is not a known section; the nearest is [" +
                                near_word(prefix, sections) + "].");
            if (table == nullptr)
                wrong(&value, "wrong_type", "\"" + prefix + "\" must be a table.");
            if (sites)
                continue;
            for (const auto& [key, inner] : *table) {
                const auto path = prefix + "." + std::string(key.str());
                if (std::find(kKnown.begin(), kKnown.end(), path) == kKnown.end())
                    wrong(&inner, "unknown_key", unknown(path));
            }
        }
    }

    [[nodiscard]] const toml::node* find(std::string_view path) const {
        return root_.at_path(path).node();
    }
    [[nodiscard]] std::optional<std::string> text(std::string_view path) const {
        const auto* node = find(path);
        if (node == nullptr)
            return std::nullopt;
        const auto* value = node->as_string();
        if (value == nullptr)
            wrong(node, "wrong_type", quoted(path) + " must be a text.");
        if (value->get().empty())
            wrong(node, "bad_value", quoted(path) + " must not be empty.");
        return value->get();
    }
    void number(std::string_view path, std::uint64_t& into, std::uint64_t least,
                std::uint64_t most) const {
        const auto* node = find(path);
        if (node == nullptr)
            return;
        const auto* value = node->as_integer();
        if (value == nullptr)
            wrong(node, "wrong_type", quoted(path) + " must be a whole number.");
        if (value->get() < 0 || static_cast<std::uint64_t>(value->get()) < least ||
            static_cast<std::uint64_t>(value->get()) > most)
            wrong(node, "bad_value",
                  quoted(path) + " must be from " + std::to_string(least) + " to " +
                      std::to_string(most) + ".");
        into = static_cast<std::uint64_t>(value->get());
    }
    [[nodiscard]] std::optional<HostPort> host_port(std::string_view path) const {
        const auto value = text(path);
        if (!value)
            return std::nullopt;
        auto parsed = parse_host_port(*value);
        if (!parsed)
            wrong(find(path), "bad_value", quoted(path) + " must be host:port.");
        return parsed;
    }
    [[nodiscard]] std::filesystem::path path(std::string_view key,
                                             const std::filesystem::path& otherwise) const {
        const auto value = text(key);
        return value ? resolve(*value) : otherwise;
    }
    [[nodiscard]] std::filesystem::path resolve(std::string_view value) const {
        return (directory_ / std::filesystem::path(value)).lexically_normal();
    }
    [[nodiscard]] std::string_view name() const { return name_; }

    static std::string quoted(std::string_view path) { return "\"" + std::string(path) + "\""; }

  private:
    static std::string unknown(const std::string& path) {
        return quoted(path) + " is not a known key; the nearest is " +
               quoted(near_word(path, {kKnown.begin(), kKnown.end()})) + ".";
    }
    const toml::table& root_;
    std::string_view name_;
    const std::filesystem::path& directory_;
};

std::vector<std::uint32_t> users(const Reader& reader) {
    std::vector<std::uint32_t> uids{::geteuid(), 0};
    const auto* node = reader.find("local.users");
    if (node == nullptr)
        return uids;
    const auto* list = node->as_array();
    if (list == nullptr)
        reader.wrong(node, "wrong_type", "\"local.users\" must be a list of names or uids.");
    for (const auto& element : *list) {
        if (const auto* number = element.as_integer();
            number != nullptr && number->get() >= 0 && number->get() < 0xffffffffLL) {
            uids.push_back(static_cast<std::uint32_t>(number->get()));
            continue;
        }
        const auto* name = element.as_string();
        if (name == nullptr)
            reader.wrong(&element, "wrong_type", "\"local.users\" must be names or uids.");
        // NOLINTNEXTLINE(concurrency-mt-unsafe): read before any thread
        const auto* entry = ::getpwnam(name->get().c_str());
        if (entry == nullptr)
            reader.wrong(&element, "bad_value", "A user of \"local.users\" is not known here.");
        uids.push_back(entry->pw_uid);
    }
    return uids;
}

std::vector<envelope::SiteEntry> sites(const Reader& reader) {
    std::vector<envelope::SiteEntry> all;
    const auto* node = reader.find("sites");
    if (node == nullptr)
        return all;
    std::vector<std::pair<std::uint32_t, envelope::SiteEntry>> by_line;
    for (const auto& [key, value] : *node->as_table()) {
        const std::string id(key.str());
        const auto* table = value.as_table();
        if (table == nullptr || !name_like(id))
            reader.wrong(&value, "bad_value",
                         "A site is written {code = \"JOU\", name = {en = \"…\", fi = \"…\", sv = "
                         "\"…\"}} under a name of lower-case letters, digits and hyphens.");
        envelope::SiteEntry site;
        site.id = id;
        for (const auto& [member, inner] : *table)
            if (member.str() != "code" && member.str() != "name")
                reader.wrong(&inner, "unknown_key",
                             "\"sites." + id + "." + std::string(member.str()) +
                                 "\" is not a known key; the nearest is \"sites." + id + "." +
                                 near_word(member.str(), {"code", "name"}) + "\".");
        const auto code = (*table)["code"].value_exact<std::string>();
        if (!code || code->size() != 3 ||
            !std::all_of(code->begin(), code->end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
            reader.wrong(table->get("code") != nullptr ? table->get("code") : &value, "bad_value",
                         "The code of a site must be three capital letters.");
        site.code = *code;
        const auto* names = (*table)["name"].as_table();
        if (names == nullptr)
            reader.wrong(&value, "missing_key", "A site needs names in en, fi and sv.");
        for (const auto& [language, inner] : *names) {
            const auto* text = inner.as_string();
            if (text == nullptr || text->get().empty())
                reader.wrong(&inner, "wrong_type", "The name of a site must be a text.");
            if (language.str() != "en" && language.str() != "fi" && language.str() != "sv")
                reader.wrong(&inner, "unknown_key",
                             "Sites have names in \"en\", \"fi\" and \"sv\" only.");
            site.name[std::string(language.str())] = text->get();
        }
        if (site.name.size() != 3)
            reader.wrong(names, "missing_key", "A site needs names in en, fi and sv.");
        by_line.emplace_back(key.source().begin.line, std::move(site));
    }
    std::stable_sort(by_line.begin(), by_line.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [line, site] : by_line)
        all.push_back(std::move(site));
    return all;
}

Level level(const Reader& reader) {
    const auto text = reader.text("log.level").value_or("info");
    constexpr std::array<std::string_view, 4> kNames{"debug", "info", "warning", "error"};
    const auto at = std::find(kNames.begin(), kNames.end(), text);
    if (at == kNames.end())
        reader.wrong(reader.find("log.level"), "bad_value",
                     "\"log.level\" must be debug, info, warning or error.");
    return static_cast<Level>(at - kNames.begin());
}

void read_upstream(const Reader& reader, Settings& settings) {
    constexpr std::string_view kScheme = "https://";
    const auto url = reader.text("upstream.url");
    if (!url) {
        if (const auto* ca = reader.find("upstream.ca"))
            reader.wrong(ca, "missing_key", "\"upstream.ca\" needs an \"upstream.url\".");
        return;
    }
    auto rest = std::string_view(*url);
    if (rest.starts_with(kScheme)) {
        rest.remove_prefix(kScheme.size());
        settings.upstream = parse_host_port(rest);
    }
    if (!settings.upstream || settings.upstream->port == 0)
        reader.wrong(reader.find("upstream.url"), "bad_value",
                     "\"upstream.url\" must be https://host:port.");
    settings.upstream_ca = reader.path("upstream.ca", {});
}

void read_archive(const Reader& reader, Settings& settings) {
    constexpr std::string_view kSqlcipher = "sqlcipher:";
    settings.archive = settings.data / "log.db";
    if (const auto store = reader.text("archive.store")) {
        if (!store->starts_with(kSqlcipher) || store->size() == kSqlcipher.size())
            reader.wrong(reader.find("archive.store"), "bad_value",
                         "\"archive.store\" must be sqlcipher:FILE; this build has no PostgreSQL.");
        settings.archive = reader.resolve(store->substr(kSqlcipher.size()));
    }
    settings.archive_key = reader.path("archive.key_file", settings.data / "archive.key");
    settings.archive_name = reader.text("archive.name").value_or("central");
    if (!name_like(settings.archive_name))
        reader.wrong(reader.find("archive.name"), "bad_value",
                     "\"archive.name\" must be lower-case letters, digits and hyphens.");
}

void read_limits(const Reader& reader, Limits& limits) {
    reader.number("limits.envelope_bytes", limits.envelope_bytes, 4096,
                  envelope::kMaxEnvelopeBytes);
    reader.number("limits.batch_bytes", limits.batch_bytes, 4096, envelope::kMaxBatchBytes);
    reader.number("limits.header_bytes", limits.header_bytes, 1024, std::uint64_t{64} << 10U);
    reader.number("limits.connections", limits.connections, 1, 1'000'000);
    reader.number("limits.connections_per_device", limits.connections_per_device, 1, 1000);
    reader.number("limits.bytes_per_day", limits.bytes_per_day, 4096, std::uint64_t{1} << 50U);
    reader.number("limits.idle_seconds", limits.idle_seconds, 1, 3600);
    reader.number("limits.least_free_bytes", limits.least_free_bytes, 0, std::uint64_t{1} << 50U);
}

Settings read(const Reader& reader) {
    reader.refuse_unknown();
    Settings settings;
    const auto data = reader.text("identity.data");
    if (!data)
        reader.wrong(nullptr, "missing_key", "\"identity.data\" is missing.");
    settings.data = reader.resolve(*data);
    settings.listen.device = reader.host_port("listen.device");
    settings.listen.enrol = reader.host_port("listen.enrol");
    settings.listen.admin = reader.host_port("listen.admin");
    settings.listen.local = reader.path("listen.local", {});
    settings.local_users = users(reader);
    read_upstream(reader, settings);
    if (const auto* node = reader.find("listen.local")) {
        if (settings.is_archive())
            reader.wrong(node, "bad_value",
                         "\"listen.local\" belongs to a device relay, which has an \"upstream\".");
        if (settings.listen.local.string().size() > 107)
            reader.wrong(node, "bad_value", "The path of a Unix socket is at most 107 bytes.");
    }
    if (const auto& admin = settings.listen.admin;
        admin && admin->host != "127.0.0.1" && admin->host != "::1" && admin->host != "localhost")
        reader.wrong(reader.find("listen.admin"), "bad_value",
                     "\"listen.admin\" must be a loopback address.");
    if (const auto open = reader.host_port("enrol.public"))
        settings.enrol_public = open->str();
    settings.spool = reader.path("spool.path", settings.data / "spool.db");
    settings.spool_key = reader.path("spool.key_file", settings.data / "spool.key");
    reader.number("spool.max_bytes", settings.spool_max_bytes, std::uint64_t{1} << 20U,
                  std::uint64_t{1} << 50U);
    read_archive(reader, settings);
    settings.sites = sites(reader);
    reader.number("erasure.signers", settings.erasure_signers, 1, 2);
    read_limits(reader, settings.limits);
    settings.log = level(reader);
    return settings;
}

} // namespace

std::string HostPort::str() const {
    const bool six = host.find(':') != std::string::npos;
    return (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::optional<HostPort> parse_host_port(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        return std::nullopt;
    auto host = text.substr(0, colon);
    const auto digits = text.substr(colon + 1);
    if (host.front() == '[') {
        if (host.size() < 4 || host.back() != ']')
            return std::nullopt;
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return std::nullopt;
    }
    if (!std::all_of(host.begin(), host.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '.' || c == '-' || c == ':' || c == '_';
        }))
        return std::nullopt;
    HostPort out{std::string(host), 0};
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, out.port);
    if (digits.empty() || error != std::errc{} || stop != end)
        return std::nullopt;
    return out;
}

Result<Settings> parse_settings(std::string_view toml, std::string_view name,
                                const std::filesystem::path& directory) {
    try {
        const auto root = toml::parse(toml, name);
        return read(Reader(root, name, directory));
    } catch (const toml::parse_error& error) {
        return fail(Reason::usage, "syntax",
                    std::string(name) + ":" + std::to_string(error.source().begin.line) +
                        ": this is not TOML: " + std::string(error.description()) + ".");
    } catch (Wrong& wrong) {
        return std::move(wrong.failure);
    }
}

Result<Settings> read_settings(const std::filesystem::path& file) {
    const auto bytes = read_file(file, kMostBytes);
    const auto name = file.filename().string();
    if (!bytes)
        return fail(Reason::usage, "unreadable",
                    name + ": the configuration cannot be read; give an existing file.");
    std::error_code error;
    const auto whole = std::filesystem::absolute(file, error);
    return parse_settings(text(*bytes), name, whole.parent_path());
}

Result<Secret> database_key(const std::filesystem::path& file, bool make) {
    std::error_code ignored;
    if (make && !std::filesystem::exists(file, ignored))
        write_durable(file, Secret::random(database::kKeyBytes).view(), Mode::secret);
    auto key = read_secret(file, database::kKeyBytes);
    if (key && key->size() != database::kKeyBytes)
        return fail(Reason::damaged, "key_size",
                    file.filename().string() + ": the key does not have its 48 bytes; put the "
                                               "right file back.");
    return key;
}

} // namespace suoja::relay
