// SPDX-License-Identifier: Apache-2.0
#include "relay/service.h"

#include "core/files.h"
#include "core/json.h"
#include "core/log.h"
#include "relay/archive_holdings.h"
#include "relay/descriptors.h"
#include "relay/enrol.h"
#include "relay/errands.h"
#include "relay/later.h"
#include "relay/office/actions.h"
#include "relay/office/ask.h"
#include "relay/office/stores.h"
#include "relay/server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <unistd.h>

namespace suoja::relay {
namespace {

namespace asio = boost::asio;
using std::chrono::seconds;

constexpr std::string_view kListening = "listening.json";
constexpr std::size_t kReaders = 2;
constexpr seconds kDrain{10};

// Services first, what runs on them last: every coroutine has ended when this goes, because run()
// comes back only when nothing is left to do, or the process ends right there.
struct Daemon {
    Daemon(Settings given, const Clock& time)
        : settings(std::move(given)), clock(time),
          quota(settings.limits.connections_per_device, settings.limits.bytes_per_day) {}

    Settings settings;
    const Clock& clock;
    asio::io_context io{1};
    asio::signal_set signals{io, SIGTERM, SIGINT}; // from the first moment: none is lost
    asio::thread_pool readers{kReaders};
    Bells bells{io};
    Quota quota;
    int exit = 0;
    bool ending = false;

    // of the archive
    OfficeStores office;
    // of a relay
    std::unique_ptr<Spool> spool;
    std::unique_ptr<Upstream> upstream;
    std::unique_ptr<Errands> errands;

    std::unique_ptr<EnvelopeSink> wrapped;
    std::unique_ptr<Holdings> holdings;
    RelayHoldings* relay = nullptr;
    ArchiveHoldings* archive = nullptr;
    std::unique_ptr<Routes> routes;
    std::unique_ptr<Server> server;
    boost::json::object listening;

    void end(int code);
    Result<void> open_archive(const WrapSink& wrap);
    Result<void> open_relay(const WrapSink& wrap);
    void make_server();
    Result<void> listen();
    Result<void> listen_tcp(std::string_view name, Port port, const std::optional<HostPort>& at,
                            std::shared_ptr<const link::TlsContext> tls);
    void start_errands();
    void run_errand(asio::awaitable<void> errand);
    void use_identity(const envelope::Bundle& own, const envelope::Certificate& root);
    void aim(const Identity& identity);
    void directory_changed();
};

// Any end goes this way: nothing new, what is under way finishes, then run() returns.
void Daemon::end(int code) {
    exit = std::max(exit, code);
    if (ending)
        return;
    ending = true;
    log(Level::info, "draining");
    remove_durable(settings.data / kListening);
    bells.close();
    if (server)
        server->drain();
    if (upstream)
        upstream->close();
}

Result<void> Daemon::open_archive(const WrapSink& wrap) {
    auto opened = open_office(settings, clock);
    if (!opened)
        return opened.error();
    office = std::move(*opened);
    EnvelopeSink* sink = office.log.get();
    if (wrap) {
        wrapped = wrap(*sink);
        sink = wrapped.get();
    }
    auto made =
        std::make_unique<ArchiveHoldings>(*office.log, *office.authority, *sink, settings.data,
                                          settings.limits.least_free_bytes, clock);
    archive = made.get();
    holdings = std::move(made);
    office.authority->on_change([this] { asio::post(io, [this] { directory_changed(); }); });
    return {};
}

Result<void> Daemon::open_relay(const WrapSink& wrap) {
    auto opened =
        open_spool(settings, false, clock, [this] { asio::post(io, [this] { end(4); }); });
    if (!opened)
        return opened.error();
    spool = std::move(*opened);
    const auto identity = read_identity(*spool);
    if (!identity)
        return identity.error();
    const auto configured = configured_root(settings);
    if (!configured)
        return configured.error();
    if (*configured && !(**configured == identity->root))
        return fail(Reason::untrusted, "ca_differs",
                    "\"upstream.ca\" is not the root of the office that this relay belongs to.");
    std::shared_ptr<const Listed> listed;
    if (const auto der = spool->setting(kDirectorySetting)) {
        auto read = read_listed(*der, identity->root, 0);
        if (!read)
            return read.error();
        listed = std::move(*read);
    }
    upstream = std::make_unique<Upstream>(io, clock, bells);
    EnvelopeSink* sink = spool.get();
    if (wrap) {
        wrapped = wrap(*sink);
        sink = wrapped.get();
    }
    auto made = std::make_unique<RelayHoldings>(*spool, *sink, *upstream, *identity, listed);
    relay = made.get();
    holdings = std::move(made);
    return {};
}

void Daemon::make_server() {
    Control control;
    if (archive != nullptr)
        control = {[this](std::string_view command, std::string_view body) {
                       OfficeContext context{*office.authority, *office.log, clock, {}};
                       return relay::control(context, command, body);
                   },
                   command_writes};
    routes = std::make_unique<Routes>(*holdings, quota, settings.limits, clock, std::move(control));
    server = std::make_unique<Server>(ServerParts{io, readers, clock, settings.limits, *routes,
                                                  *holdings, quota, bells, upstream.get(),
                                                  [this](int code) { end(code); }});
}

Result<void> Daemon::listen_tcp(std::string_view name, Port port, const std::optional<HostPort>& at,
                                std::shared_ptr<const link::TlsContext> tls) {
    if (!at)
        return {};
    const auto bound = server->listen(port, *at, std::move(tls));
    if (!bound)
        return bound.error();
    listening[name] = bound->str();
    return {};
}

Result<void> Daemon::listen() {
    std::optional<envelope::Bundle> own;
    std::optional<envelope::Certificate> root;
    if (archive != nullptr) {
        own = office.authority->identity();
        root = office.authority->root();
    } else {
        const auto identity = relay->identity();
        own = identity.transport;
        root = identity.root;
    }
    const auto tls = [&](bool certificates) {
        return link::TlsContext::server(*own, *root, certificates);
    };
    if (auto done = listen_tcp("device", Port::device, settings.listen.device, tls(true)); !done)
        return done;
    if (auto done = listen_tcp("enrol", Port::enrol, settings.listen.enrol, tls(false)); !done)
        return done;
    if (auto done = listen_tcp("admin", Port::admin, settings.listen.admin, nullptr); !done)
        return done;
    if (archive != nullptr && settings.enrol_public.empty())
        if (const auto enrol = json::text_of(listening, "enrol"))
            office.authority->listens_at(*enrol);
    if (!settings.listen.local.empty()) {
        if (auto done = server->listen(Port::local, settings.listen.local, settings.local_users);
            !done)
            return done;
        listening["local"] = settings.listen.local.string();
    }
    if (auto done = server->listen(Port::control, settings.data / kControlSocket, {::geteuid(), 0});
        !done)
        return done;
    listening["pid"] = static_cast<std::int64_t>(::getpid());
    write_durable(settings.data / kListening, view(json::canonical(listening)), Mode::secret);
    return {};
}

void Daemon::aim(const Identity& identity) {
    link::UplinkTarget target;
    target.host = settings.upstream->host;
    target.port = std::to_string(settings.upstream->port);
    target.tls = link::TlsContext::client(identity.transport, identity.root);
    // A relay that the directory knows as revoked is no way up.
    target.accept = [this](const envelope::Certificate& certificate) -> Result<void> {
        if (auto role = link::accept_upstream_role(certificate); !role)
            return role;
        const auto listed = relay->listed();
        const auto admitted =
            listed ? listed->peers.admit(certificate, clock.now()) : Result<Admitted>(Failure{});
        if (!admitted && admitted.error().code == "revoked")
            return admitted.error();
        return {};
    };
    upstream->aim(std::move(target));
}

void Daemon::directory_changed() {
    if (archive != nullptr)
        archive->refresh();
    server->recheck();
}

// An errand that throws leaves the daemon half alive: end, and start afresh from disk.
void Daemon::run_errand(asio::awaitable<void> errand) {
    asio::co_spawn(io, std::move(errand), [this](const std::exception_ptr& thrown) {
        if (!thrown)
            return;
        log(Level::error, "errand_failed");
        end(4);
    });
}

void Daemon::use_identity(const envelope::Bundle& own, const envelope::Certificate& root) {
    if (settings.listen.device)
        server->use(Port::device, link::TlsContext::server(own, root, true));
    if (settings.listen.enrol)
        server->use(Port::enrol, link::TlsContext::server(own, root, false));
}

void Daemon::start_errands() {
    const auto identity = relay->identity();
    aim(identity);
    errands = std::make_unique<Errands>(Errands{io, readers, clock, bells, *upstream, *spool,
                                                *relay, [this] { directory_changed(); },
                                                [this](const Identity& fresh) {
                                                    aim(fresh);
                                                    use_identity(fresh.transport, fresh.root);
                                                }});
    run_errand(forward(*errands));
    run_errand(follow_directory(*errands));
    run_errand(follow_deliveries(*errands));
    run_errand(keep_house(*errands));
    run_errand(watch_network(io, bells));
    if (identity.role.device())
        run_errand(follow_mail(*errands));
    if (identity.role.kind == envelope::RoleKind::desk)
        run_errand(follow_entries(*errands, envelope::Group::centre));
}

// The archive's own errand: a fresh directory every week, a fresh identity in time.
asio::awaitable<void> keep_office(Daemon& daemon) {
    while (!daemon.bells.closed()) {
        const auto later = std::make_shared<Later<Authority::Renewed>>(daemon.io);
        auto* authority = daemon.office.authority.get();
        asio::post(daemon.readers, [later, authority] {
            try {
                later->set(authority->renew_if_due());
            } catch (...) {
                later->fail(std::current_exception());
            }
        });
        const auto renewed = co_await later->get();
        if (renewed.identity)
            daemon.use_identity(authority->identity(), authority->root());
        co_await daemon.bells.sleep(daemon.clock.steady() + std::chrono::hours(1));
    }
}

int run(Daemon& daemon) {
    log(Level::info, "serving");
    while (!daemon.ending)
        daemon.io.run_one();
    daemon.signals.cancel();
    const auto until = daemon.clock.steady() + kDrain;
    while (daemon.server->connections() > 0 && daemon.clock.steady() < until)
        daemon.io.run_one_until(until);
    daemon.io.run_until(until); // until nothing is left to do
    daemon.readers.join();
    const bool clean = daemon.io.stopped();
    if (!clean) {
        // Something does not let go. What was acknowledged is on disk; the rest comes again.
        log(Level::warning, "ended_hard");
        ::_exit(daemon.exit);
    }
    return daemon.exit;
}

void keep_descriptors_in_reserve(Limits& limits) {
    const auto descriptors = raise_descriptor_limit();
    const auto fit = connections_that_fit(limits.connections, descriptors);
    if (fit == limits.connections)
        return;
    log(Level::warning, "connections_limited", {{"count", fit}, {"descriptors", descriptors}});
    limits.connections = fit;
}

} // namespace

int serve(Settings settings, const Clock& clock,
          const std::function<void(const Failure&)>& complain, const WrapSink& wrap) {
    const auto failed = [&](const Failure& failure) {
        complain(failure);
        return failure.reason == Reason::usage && failure.code == "upstream_ca"
                   ? 78
                   : exit_code(failure.reason);
    };
    const auto lock = lock_data(settings);
    if (!lock)
        return failed(lock.error());
    remove_durable(settings.data / kListening);
    keep_descriptors_in_reserve(settings.limits);
    Daemon daemon(std::move(settings), clock);
    daemon.signals.async_wait([&daemon](boost::system::error_code error, int) {
        if (!error)
            daemon.end(0);
    });
    if (auto opened =
            daemon.settings.is_archive() ? daemon.open_archive(wrap) : daemon.open_relay(wrap);
        !opened)
        return failed(opened.error());
    daemon.make_server();
    if (auto listening = daemon.listen(); !listening)
        return failed(listening.error());
    if (daemon.relay != nullptr)
        daemon.start_errands();
    else
        daemon.run_errand(keep_office(daemon));
    return run(daemon);
}

} // namespace suoja::relay
