// SPDX-License-Identifier: Apache-2.0
#include "tests/relay/real_office.h"

#include "core/json.h"

namespace suoja::test {
namespace {

link::Answer ask(const RealRelay& relay, const link::Call& call) {
    link::LocalClient client(relay.socket);
    auto said = client.call(call);
    return said ? std::move(*said) : link::Answer{};
}

bool listens(const std::filesystem::path& data, Daemon& daemon) {
    std::error_code ignored;
    if (!std::filesystem::exists(data / "listening.json", ignored))
        return false;
    return listening(data, "pid") == std::to_string(daemon.pid());
}

void must(const Ended& ended, const std::string& what) {
    if (ended.code != 0)
        throw std::runtime_error(what + ": " + std::to_string(ended.code) + " " + ended.err);
}

} // namespace

std::string listening(const std::filesystem::path& data, const std::string& member) {
    const auto object = json::parse_object(slurp(data / "listening.json"), 4096);
    if (!object)
        return "";
    const auto* value = object->if_contains(member);
    return value == nullptr     ? ""
           : value->is_string() ? std::string(value->get_string())
                                : json::canonical(*value);
}

std::string RealRelay::get(const std::string& target) const {
    auto said = ask(*this, {"GET", target, {}, "", "", std::chrono::seconds(30)});
    return said.status == 200 ? std::move(said.body) : "";
}

link::RelayStatus RealRelay::status() const {
    const auto read = link::read_status(get("/v1/status"));
    return read ? *read : link::RelayStatus{};
}

int RealRelay::put(const Sealed& envelope, const std::string& group, const std::string& to) const {
    link::Call call{"PUT",
                    "/v1/envelopes/" + envelope.id,
                    {{std::string(link::kGroupHeader), group}},
                    std::string(link::kEnvelopeType),
                    envelope.der,
                    std::chrono::seconds(30)};
    if (!to.empty())
        call.headers.emplace_back(link::kToHeader, to);
    return static_cast<int>(ask(*this, call).status);
}

std::vector<link::Delivery> RealRelay::deliveries() const {
    std::vector<link::Delivery> out;
    std::uint64_t after = 0;
    for (;;) {
        const auto read =
            link::read_deliveries(get("/v1/deliveries?after=" + std::to_string(after)));
        if (!read || read->events.empty())
            return out;
        after = read->next;
        out.insert(out.end(), read->events.begin(), read->events.end());
    }
}

RealOffice::RealOffice() {
    spill(directory / "root.pass", "root-passphrase-of-a-test\n");
    spill(directory / "recovery.pass", "recovery-passphrase-of-a-test\n");
    write_config("127.0.0.1:0", "127.0.0.1:0");
    must(office({"office-init", "--name", "Test office", "--root-out", directory / "root.p12",
                 "--recovery-out", directory / "recovery.p12", "--root-passphrase-file",
                 directory / "root.pass", "--recovery-passphrase-file",
                 directory / "recovery.pass"}),
         "office-init");
    must(run({"openssl", "pkcs12", "-in", directory / "root.p12", "-passin",
              "file:" + (directory / "root.pass").string(), "-nokeys", "-clcerts", "-out",
              directory / "root.pem"}),
         "openssl pkcs12");
    archive = std::make_unique<Daemon>(
        Arguments{program("suoja-relay"), "serve", "--config", directory / "archive.toml"},
        directory / "archive.log");
    start_archive();
    archive_address_ = listening(directory / "archive", "device");
    write_config(archive_address_, listening(directory / "archive", "enrol"));
}

void RealOffice::write_config(const std::string& device, const std::string& enrol) const {
    spill(directory / "archive.toml",
          "[identity]\ndata = \"archive\"\n[listen]\ndevice = \"" + device + "\"\nenrol = \"" +
              enrol +
              "\"\n[sites]\njoutseno = {code = \"JOU\", name = {en = \"J\", fi = \"J\", sv = "
              "\"J\"}}\n[limits]\nleast_free_bytes = 1048576\n");
}

void RealOffice::start_archive() {
    archive->start();
    if (!eventually([&] { return listens(directory / "archive", *archive); }))
        throw std::runtime_error("the archive does not listen: " + archive->log());
}

Ended RealOffice::office(Arguments words) const {
    words.insert(words.begin(), program("suoja-relay"));
    words.emplace_back("--config");
    words.push_back(directory / "archive.toml");
    return run(words);
}

std::string RealOffice::invite(const std::string& kind, const std::string& name) const {
    Arguments words{"invite", "--kind", kind, "--name", name};
    if (kind != "relay")
        words.insert(words.end(), {"--site", "joutseno"});
    const auto ended = office(words);
    must(ended, "invite");
    const auto at = ended.out.find("suoja1.");
    return ended.out.substr(at, ended.out.find_first_of(" \n", at) - at);
}

RealRelay RealOffice::configure(const std::string& name, const std::string& more,
                                const std::string& upstream) const {
    RealRelay relay;
    relay.config = directory / (name + ".toml");
    relay.data = directory / name;
    relay.socket = directory / (name + ".sock");
    spill(relay.config, "[identity]\ndata = \"" + name + "\"\n[listen]\nlocal = \"" + name +
                            ".sock\"\n" + more + "[upstream]\nurl = \"https://" +
                            (upstream.empty() ? archive_address_ : upstream) +
                            "\"\nca = \"root.pem\"\n");
    relay.daemon = std::make_unique<Daemon>(
        Arguments{program("suoja-relay"), "serve", "--config", relay.config},
        directory / (name + ".log"));
    return relay;
}

Ended RealOffice::enrol(const RealRelay& relay, const std::string& code) const {
    return run({program("suoja-relay"), "enrol", "--config", relay.config, "--code-file", "-"},
               code + "\n");
}

RealRelay RealOffice::device(const std::string& kind, const std::string& name,
                             const std::string& more, const std::string& upstream) const {
    auto relay = configure(name, more, upstream);
    must(enrol(relay, invite(kind, name)), "enrol");
    start(relay);
    return relay;
}

void RealOffice::start(RealRelay& relay) {
    relay.daemon->start();
    if (!eventually([&] { return listens(relay.data, *relay.daemon); }))
        throw std::runtime_error("the relay does not listen: " + relay.daemon->log());
}

} // namespace suoja::test
