// SPDX-License-Identifier: Apache-2.0
#include "relay/enrol.h"

#include "core/link/tls/uplink.h"

#include <boost/asio/co_spawn.hpp>

#include <unistd.h>

namespace suoja::relay {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kPatience{2000};

Failure wrong_answer(std::string_view code) {
    return fail(Reason::untrusted, code,
                "The answer to the enrolment does not fit the code; nothing was kept. Ask the "
                "office for a new code.");
}

Result<envelope::PrivateKey> pending_key(Spool& spool) {
    if (const auto kept = spool.setting(kPendingKeySetting))
        if (auto key = envelope::PrivateKey::from_pkcs8(*kept))
            return key;
    auto key = envelope::PrivateKey::make();
    const auto pkcs8 = key.pkcs8();
    Spool::Values values;
    values.emplace_back(kPendingKeySetting, Bytes(pkcs8.view().begin(), pkcs8.view().end()));
    if (!spool.set_and_wait(std::move(values)))
        return fail(Reason::full, "not_kept",
                    "The new key could not be kept; make room on the disk and try again.");
    return key;
}

asio::awaitable<Result<link::Answer>> post(asio::io_context& io, const Clock& clock,
                                           link::UplinkTarget target, std::string body) {
    link::Uplink uplink(io, clock);
    uplink.aim(std::move(target));
    link::Call call;
    call.method = "POST";
    call.target = "/v1/enrol";
    call.content_type = std::string(link::kJsonType);
    call.body = std::move(body);
    co_return co_await uplink.call(std::move(call));
}

Result<link::Enrolled> ask(const envelope::EnrolmentCode& code, const HostPort& endpoint,
                           const envelope::PrivateKey& key, const Clock& clock) {
    link::EnrolRequest request;
    request.invite = code.invite;
    request.csr = envelope::make_request(key, "suoja-relay");
    request.proof = envelope::enrolment_proof(code.secret, request.csr);
    link::UplinkTarget target{endpoint.host, std::to_string(endpoint.port),
                              link::TlsContext::enrolling(code.root_fingerprint),
                              link::accept_upstream_role};
    asio::io_context io(1);
    std::optional<Result<link::Answer>> said;
    std::exception_ptr broken;
    asio::co_spawn(io, post(io, clock, std::move(target), link::write_enrol(request)),
                   [&](const std::exception_ptr& thrown, Result<link::Answer> answer) {
                       broken = thrown;
                       said.emplace(std::move(answer));
                   });
    io.run();
    if (broken)
        std::rethrow_exception(broken);
    if (!*said)
        return said->error();
    if ((**said).status != 200) {
        const auto problem = link::read_problem(**said);
        return fail(link::permanent(problem.status) ? Reason::refused : Reason::unreachable,
                    problem.code, problem.title);
    }
    return link::read_enrolled((**said).body);
}

// Certificate, chain, directory and checkpoint must all hang on the root that the code names.
Result<EnrolledAs> check(const link::Enrolled& enrolled, const envelope::EnrolmentCode& code,
                         const envelope::PrivateKey& key, const Clock& clock) {
    const auto own = envelope::Certificate::from_der(enrolled.certificate);
    if (!own || !own->role() || !key.belongs_to(*own))
        return wrong_answer("wrong_certificate");
    if (enrolled.chain.size() < 2)
        return wrong_answer("wrong_chain");
    const auto issuer = envelope::Certificate::from_der(enrolled.chain.front());
    const auto root = envelope::Certificate::from_der(enrolled.chain.back());
    if (!issuer || !root || root->fingerprint() != code.root_fingerprint ||
        !issuer->issued_by(*root) || !own->issued_by(*issuer))
        return wrong_answer("wrong_chain");
    const auto listed = read_listed(enrolled.directory, *root, 0);
    if (!listed)
        return wrong_answer("wrong_directory");
    // Dates are no matter here: the clock of a new device may be anything.
    const auto admitted = (*listed)->peers.admit(*own, own->not_before());
    if (!admitted)
        return wrong_answer("not_listed");
    const auto& log = (*listed)->directory->log;
    const bool signed_by_log = std::any_of(log.begin(), log.end(), [&](const auto& one) {
        return bool(envelope::open_checkpoint(enrolled.checkpoint, one.origin, one.key));
    });
    if (!signed_by_log)
        return wrong_answer("wrong_checkpoint");
    static_cast<void>(clock);
    return EnrolledAs{*own->role(), (*listed)->directory->office};
}

} // namespace

Result<FileLock> lock_data(const Settings& settings) {
    if (auto made = private_directory(settings.data); !made)
        return made.error();
    return FileLock::take(settings.data / "lock", kPatience);
}

Result<std::unique_ptr<Spool>> open_spool(const Settings& settings, bool create, const Clock& clock,
                                          std::function<void()> on_stop) {
    auto key = database_key(settings.spool_key, create);
    if (!key && key.error().reason == Reason::not_found)
        return fail(Reason::not_found, "not_enrolled",
                    "This relay is not enrolled yet; run suoja-relay enrol with a code.");
    if (!key)
        return key.error();
    SpoolSettings wanted;
    wanted.file = settings.spool;
    wanted.key = std::move(*key);
    wanted.max_bytes = settings.spool_max_bytes;
    wanted.least_free_bytes = settings.limits.least_free_bytes;
    wanted.create = create;
    wanted.on_stop = std::move(on_stop);
    auto spool = Spool::open(std::move(wanted), clock);
    if (!spool && spool.error().reason == Reason::not_found)
        return fail(Reason::not_found, "not_enrolled",
                    "This relay is not enrolled yet; run suoja-relay enrol with a code.");
    return spool;
}

Result<std::optional<envelope::Certificate>> configured_root(const Settings& settings) {
    if (settings.upstream_ca.empty())
        return std::optional<envelope::Certificate>();
    const auto pem = read_file(settings.upstream_ca, std::size_t{64} << 10U);
    auto root = pem ? envelope::read_pem(text(*pem)) : Result<envelope::Certificate>(pem.error());
    if (!root)
        return fail(Reason::usage, "upstream_ca",
                    "\"upstream.ca\" does not name a PEM file with the office root.");
    return std::optional<envelope::Certificate>(std::move(*root));
}

Result<std::string> read_enrolment_code_from(const std::filesystem::path& file) {
    constexpr std::size_t kMost = 4096;
    std::string words;
    if (file == "-") {
        std::array<char, kMost> buffer{};
        for (ssize_t got = 1; got > 0 && words.size() < kMost;) {
            got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
            words.append(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
        }
    } else {
        const auto bytes = read_file(file, kMost);
        if (!bytes)
            return bytes.error();
        words = std::string(text(*bytes));
    }
    constexpr std::string_view kSpace = " \t\r\n";
    const auto begin = words.find_first_not_of(kSpace);
    const auto end = words.find_last_not_of(kSpace);
    if (begin == std::string::npos)
        return fail(Reason::usage, "code", "There is no enrolment code; copy it whole.");
    return words.substr(begin, end - begin + 1);
}

Result<EnrolledAs> enrol(const Settings& settings, std::string_view code_text, const Clock& clock) {
    if (settings.is_archive())
        return fail(Reason::usage, "archive",
                    "The archive is not enrolled; its configuration has no [upstream].");
    const auto code = envelope::read_enrolment_code(code_text);
    const auto endpoint = code ? parse_host_port(code->endpoint) : std::nullopt;
    if (!code || !endpoint || endpoint->port == 0)
        return fail(Reason::usage, "code",
                    "This is not an enrolment code; copy it whole, from suoja1 on.");
    const auto configured = configured_root(settings);
    if (!configured)
        return configured.error();
    if (*configured && (**configured).fingerprint() != code->root_fingerprint)
        return fail(Reason::untrusted, "ca_differs",
                    "The code belongs to another office than the one that \"upstream.ca\" names.");
    const auto lock = lock_data(settings);
    if (!lock)
        return lock.error();
    auto spool = open_spool(settings, true, clock, nullptr);
    if (!spool)
        return spool.error();
    if (read_identity(**spool))
        return fail(Reason::refused, "already_enrolled",
                    "This relay is enrolled already; nothing was changed.");
    const auto key = pending_key(**spool);
    if (!key)
        return key.error();
    const auto enrolled = ask(*code, *endpoint, *key, clock);
    if (!enrolled)
        return enrolled.error();
    auto as = check(*enrolled, *code, *key, clock);
    if (!as)
        return as.error();
    auto values = identity_values(*key, enrolled->certificate, enrolled->chain);
    values.emplace_back(kDirectorySetting, enrolled->directory);
    const auto note = view(enrolled->checkpoint);
    values.emplace_back(kCheckpointSetting, Bytes(note.begin(), note.end()));
    if (!(*spool)->set_and_wait(std::move(values)))
        return fail(Reason::full, "not_kept",
                    "The identity could not be kept; make room on the disk and try again.");
    return as;
}

} // namespace suoja::relay
