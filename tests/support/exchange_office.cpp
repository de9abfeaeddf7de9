// SPDX-License-Identifier: Apache-2.0
#include "tests/support/exchange_office.h"

#include "core/database/database.h"
#include "tests/support/plain_http.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <future>
#include <list>
#include <mutex>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace suoja::test {
namespace {

Reply problem(unsigned status, std::string_view code) {
    return {status, std::string(link::kProblemType),
            link::write_problem({status, std::string(code), "As the test wants it."})};
}

} // namespace

struct ExchangeOffice::State {
    State(std::string log_origin, envelope::LogKey key, const Clock& time)
        : origin(std::move(log_origin)), log_key(std::move(key)), clock(&time) {
        open_log();
    }

    std::string origin;
    envelope::LogKey log_key;
    DeviceOffice* office = nullptr;        // either this, a new directory when the test says so,
    relay::Authority* authority = nullptr; // or this, which makes its own
    const Clock* clock;
    TemporaryDirectory directory;
    std::unique_ptr<relay::LogStore> log;
    int logs = 0;

    std::mutex mutex;
    std::condition_variable news;
    bool upstream = true, stopping = false;
    std::string refusing;
    std::function<std::string(std::string)> bend;
    std::function<void(link::Item&)> bend_item;
    std::function<Bytes(const Bytes&)> bend_directory;
    std::map<std::string, Bytes> forms; // by path
    Meddle meddling;
    std::function<Result<link::Certificates>(const std::string&, const link::CertifyRequest&)>
        give_certificates;
    Bytes directory_der;
    envelope::Directory directory_read;

    void refresh() { // under the mutex
        if (authority == nullptr)
            return;
        directory_der = authority->directory_der();
        directory_read = *authority->directory();
    }

    struct Device {
        std::string name;
        std::vector<link::Item> spool; // not forwarded yet
        std::vector<envelope::EnvelopeId> handed_in;
        std::vector<link::Delivery> events;
        int listener = -1;
        std::filesystem::path socket;
        std::thread accepting;
        std::list<std::thread> serving;
        std::vector<int> connections;
    };
    std::map<std::string, Device> devices;
    std::vector<std::string> called;

    void open_log() {
        relay::LogSettings settings;
        settings.file = directory / ("log-" + std::to_string(++logs) + ".db");
        settings.key = a_database_key();
        settings.origin = origin;
        settings.log_key = envelope::LogKey{log_key.seed.copy()};
        settings.least_free_bytes = 1;
        settings.create = true;
        log = relay::LogStore::open(std::move(settings), *clock).value();
    }

    void into_log(const link::Item& item) {
        relay::Submission submission;
        submission.id = item.id;
        submission.group = item.group;
        submission.to = item.to;
        submission.device = item.device;
        submission.der = item.der;
        submission.sha256 = sha256(item.der);
        std::promise<void> done;
        log->submit({std::move(submission)}, [&](const auto&) { done.set_value(); });
        done.get_future().get();
    }

    // under the mutex: what lies in the spools goes to the log, and the receipts come back
    void forward() {
        if (!upstream)
            return;
        for (auto& [name, device] : devices) {
            std::vector<link::Item> going;
            if (meddling)
                going = meddling(device.spool);
            else
                going.swap(device.spool);
            for (const auto& item : going) {
                into_log(item);
                device.events.push_back(
                    {item.id, link::DeliveryState::forwarded, clock->now(), "", ""});
                device.events.push_back({item.id, link::DeliveryState::received, clock->now(), "",
                                         log->receipt(item.id).value_or("")});
            }
        }
        news.notify_all();
    }

    std::string bent(std::string receipt) const {
        return bend ? bend(std::move(receipt)) : receipt;
    }

    Reply put(Device& device, const Request& request) {
        if (!refusing.empty())
            return problem(403, refusing);
        link::Item item;
        item.id = envelope::EnvelopeId::parse(request.path.substr(14)).value();
        item.group = envelope::parse_group(request.headers.at("suoja-group")).value();
        if (const auto to = request.headers.find("suoja-to"); to != request.headers.end())
            item.to = to->second;
        item.device = device.name;
        item.der.assign(request.body.begin(), request.body.end());
        const bool known = std::find(device.handed_in.begin(), device.handed_in.end(), item.id) !=
                           device.handed_in.end();
        if (!known) {
            device.handed_in.push_back(item.id);
            device.spool.push_back(item);
        }
        forward();
        return {known ? 200U : 201U, std::string(link::kJsonType),
                link::write_put_result({item.id, link::PutState::stored, "", ""})};
    }

    Reply deliveries(Device& device, const Request& request, std::unique_lock<std::mutex>& lock) {
        const auto after = number_in(request.query, "after");
        wait(request, lock, [&] { return device.events.size() > after; });
        link::Deliveries out{device.events.size(), {}};
        for (auto i = after; i < device.events.size(); ++i) {
            out.events.push_back(device.events[i]);
            out.events.back().receipt = bent(out.events.back().receipt);
        }
        return {200, std::string(link::kJsonType), link::write_deliveries(out)};
    }

    Reply query(const Request& request) {
        link::Deliveries out;
        const auto asked = link::read_query(request.body).value();
        for (const auto& id : asked)
            if (const auto receipt = log->receipt(id))
                out.events.push_back(
                    {id, link::DeliveryState::received, clock->now(), "", bent(*receipt)});
        return {200, std::string(link::kJsonType), link::write_deliveries(out)};
    }

    Reply items(const Request& request, std::unique_lock<std::mutex>& lock,
                const std::function<std::vector<link::Item>()>& read) {
        std::vector<link::Item> found;
        wait(request, lock, [&] { return !(found = read()).empty(); });
        std::string body;
        for (auto& item : found) {
            item.receipt = bent(item.receipt);
            if (bend_item)
                bend_item(item);
            link::append_item(body, item);
        }
        return {200, std::string(link::kBatchType), body};
    }

    void wait(const Request& request, std::unique_lock<std::mutex>& lock,
              const std::function<bool()>& there) {
        const auto end = std::chrono::steady_clock::now() +
                         std::chrono::seconds(number_in(request.query, "wait"));
        while (!there() && !stopping)
            if (news.wait_until(lock, end) == std::cv_status::timeout)
                break;
    }

    Reply proof(const Request& request) {
        if (!upstream)
            return problem(503, "upstream_unreachable");
        const auto proof =
            log->consistency(number_in(request.query, "from"), number_in(request.query, "to"));
        return proof ? Reply{200, std::string(link::kJsonType), link::write_proof(*proof)}
                     : problem(404, "no_such_size");
    }

    Reply hello(const Device& device) const {
        const auto* listed = directory_read.device(device.name);
        const bool desk = listed != nullptr && listed->kind == envelope::RoleKind::desk;
        const std::string role = desk ? "device:desk" : "device:reception";
        return {200, std::string(link::kJsonType),
                link::write_hello({role, device.name, "test", clock->now()})};
    }

    Reply status() const {
        link::RelayStatus out;
        out.upstream = upstream ? "connected" : "unreachable";
        out.since = clock->now();
        out.directory_serial = directory_read.serial;
        return {200, std::string(link::kJsonType), link::write_status(out)};
    }

    Reply answer(Device& device, const Request& request) {
        std::unique_lock lock(mutex);
        called.push_back(request.path);
        refresh();
        if (request.path.starts_with("/v1/envelopes/"))
            return put(device, request);
        if (request.path == "/v1/deliveries")
            return deliveries(device, request, lock);
        if (request.path == "/v1/deliveries/query")
            return query(request);
        const auto after = number_in(request.query, "after");
        if (request.path == "/v1/entries")
            return items(request, lock, [&] {
                return log->entries(envelope::Group::centre, after, std::size_t{4} << 20U);
            });
        if (request.path == "/v1/mail")
            return items(request, lock,
                         [&] { return log->mail(device.name, after, std::size_t{4} << 20U); });
        if (request.path == "/v1/checkpoint")
            return {200, "text/plain", log->checkpoint()};
        if (request.path == "/v1/proof/consistency")
            return proof(request);
        if (request.path == "/v1/hello")
            return hello(device);
        if (request.path == "/v1/status")
            return status();
        if (request.path == "/v1/directory")
            return {
                200, std::string(link::kEnvelopeType),
                std::string(text(bend_directory ? bend_directory(directory_der) : directory_der))};
        if (const auto form = forms.find(request.path); form != forms.end())
            return {200, std::string(link::kEnvelopeType), std::string(text(form->second))};
        if (request.path == "/v1/certify" && give_certificates) {
            const auto given =
                give_certificates(device.name, link::read_certify(request.body).value());
            return given
                       ? Reply{200, std::string(link::kJsonType), link::write_certificates(*given)}
                       : problem(403, given.error().code);
        }
        return problem(404, "unknown_path");
    }

    void serve(Device& device, int fd) {
        std::string buffer;
        Request request;
        while (read_request(fd, buffer, request))
            send_reply(fd, answer(device, request));
    }

    void listen(Device& device) {
        device.socket = directory / ("s" + std::to_string(devices.size()));
        std::filesystem::remove(device.socket);
        device.listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy_n(device.socket.c_str(), device.socket.native().size() + 1, address.sun_path);
        if (::bind(device.listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
                0 ||
            ::listen(device.listener, 16) != 0)
            throw std::runtime_error("no socket");
        device.accepting = std::thread([this, &device, listener = device.listener] {
            for (;;) {
                const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
                if (fd < 0)
                    return;
                const std::lock_guard lock(mutex);
                device.connections.push_back(fd);
                device.serving.emplace_back([this, &device, fd] { serve(device, fd); });
            }
        });
    }

    void close(Device& device) {
        if (device.listener < 0)
            return;
        ::shutdown(device.listener, SHUT_RDWR);
        device.accepting.join();
        ::close(device.listener);
        device.listener = -1;
        std::filesystem::remove(device.socket);
        {
            const std::lock_guard lock(mutex);
            for (const int fd : device.connections)
                ::shutdown(fd, SHUT_RDWR);
        }
        news.notify_all();
        for (auto& thread : device.serving)
            thread.join();
        for (const int fd : device.connections)
            ::close(fd);
        device.serving.clear();
        device.connections.clear();
    }
};

ExchangeOffice::ExchangeOffice(DeviceOffice& office, const Clock& clock)
    : state_(std::make_unique<State>(
          office.office().origin, envelope::LogKey{office.office().log_key.seed.copy()}, clock)) {
    state_->office = &office;
    new_directory();
}

ExchangeOffice::ExchangeOffice(relay::Authority& authority, const Clock& clock)
    : state_(std::make_unique<State>(authority.log_origin(), authority.log_key(), clock)) {
    state_->authority = &authority;
}

ExchangeOffice::~ExchangeOffice() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->news.notify_all();
    for (auto& [name, device] : state_->devices)
        state_->close(device);
}

std::filesystem::path ExchangeOffice::socket(const std::string& device) {
    State::Device* listening = nullptr;
    {
        const std::lock_guard lock(state_->mutex);
        listening = &state_->devices[device];
        listening->name = device;
    }
    if (listening->listener < 0)
        state_->listen(*listening);
    return listening->socket;
}

void ExchangeOffice::stop(const std::string& device) {
    state_->close(state_->devices.at(device));
}

void ExchangeOffice::connect(bool upstream) {
    const std::lock_guard lock(state_->mutex);
    state_->upstream = upstream;
    state_->forward();
}

void ExchangeOffice::refuse(const std::string& code) {
    const std::lock_guard lock(state_->mutex);
    state_->refusing = code;
}

void ExchangeOffice::meddle(Meddle meddle) {
    const std::lock_guard lock(state_->mutex);
    state_->meddling = std::move(meddle);
    state_->forward();
}

void ExchangeOffice::forget_spools() {
    const std::lock_guard lock(state_->mutex);
    for (auto& [name, device] : state_->devices) {
        device.spool.clear();
        device.handed_in.clear();
        device.events.clear();
    }
}

void ExchangeOffice::bend_receipts(std::function<std::string(std::string)> bend) {
    const std::lock_guard lock(state_->mutex);
    state_->bend = std::move(bend);
}

void ExchangeOffice::bend_items(std::function<void(link::Item&)> bend) {
    const std::lock_guard lock(state_->mutex);
    state_->bend_item = std::move(bend);
}

void ExchangeOffice::serve_form(const Hash& sha256, Bytes der) {
    const std::lock_guard lock(state_->mutex);
    state_->forms["/v1/forms/" + hex(sha256)] = std::move(der);
}

void ExchangeOffice::bend_directory(std::function<Bytes(const Bytes&)> bend) {
    const std::lock_guard lock(state_->mutex);
    state_->bend_directory = std::move(bend);
}

void ExchangeOffice::fork() {
    const std::lock_guard lock(state_->mutex);
    state_->open_log();
}

void ExchangeOffice::new_directory() {
    const std::lock_guard lock(state_->mutex);
    state_->directory_read = state_->office->directory();
    state_->directory_der = state_->office->office().sign_directory(state_->directory_read);
}

void ExchangeOffice::certify(
    std::function<Result<link::Certificates>(const std::string&, const link::CertifyRequest&)>
        certify) {
    const std::lock_guard lock(state_->mutex);
    state_->give_certificates = std::move(certify);
}

void ExchangeOffice::append(const link::Item& item) {
    const std::lock_guard lock(state_->mutex);
    state_->into_log(item);
    state_->news.notify_all();
}

relay::LogStore& ExchangeOffice::log() {
    return *state_->log;
}

std::vector<envelope::EnvelopeId> ExchangeOffice::handed_in(const std::string& device) {
    const std::lock_guard lock(state_->mutex);
    return state_->devices.at(device).handed_in;
}

std::size_t ExchangeOffice::calls(const std::string& path) {
    const std::lock_guard lock(state_->mutex);
    return static_cast<std::size_t>(
        std::count_if(state_->called.begin(), state_->called.end(),
                      [&](const auto& one) { return one.starts_with(path); }));
}

EnrolledOffice::EnrolledOffice(const Clock& clock) {
    const auto settings = [&] {
        relay::AuthoritySettings out;
        out.directory = place_ / "office";
        out.key = a_database_key();
        out.sites = {{"joutseno", "JOU", {{"en", "Joutseno"}, {"fi", "Joutseno"}}},
                     {"helsinki", "HEL", {{"en", "Helsinki"}}}};
        out.enrol_endpoint = "localhost:1";
        return out;
    };
    keys_ = relay::Authority::init(settings(), "Test office", clock).value();
    authority_ = relay::Authority::open(settings(), clock).value();
    far_ = std::make_unique<ExchangeOffice>(*authority_, clock);
    far_->certify([this](const std::string& device, const link::CertifyRequest& request) {
        return certify(device, request);
    });
}

void EnrolledOffice::enrol(envelope::RoleKind kind, const std::string& site,
                           const std::string& name) {
    const auto code = authority_->invite({kind, site, name, false, std::chrono::hours{1}});
    auto& own = transport_[site + "/" + name];
    link::EnrolRequest request;
    request.invite = code->invite;
    request.csr = envelope::make_request(own.key, "transport");
    request.proof = envelope::enrolment_proof(code->secret, request.csr);
    const auto enrolled = authority_->enrol(request, "").value();
    own.certificate = envelope::Certificate::from_der(enrolled.certificate).value();
    for (const auto& der : enrolled.chain)
        own.chain.push_back(envelope::Certificate::from_der(der).value());
    own.chain.pop_back(); // the root is not sent along
}

Result<link::Certificates> EnrolledOffice::certify(const std::string& device,
                                                   const link::CertifyRequest& request) {
    const auto& own = transport_.at(device);
    const auto json = link::write_certify(request);
    return authority_->certify(envelope::sign(view(json), own.key, *own.certificate, own.chain),
                               device);
}

} // namespace suoja::test
