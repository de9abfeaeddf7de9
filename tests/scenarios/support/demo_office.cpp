// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/support/demo_office.h"

#include <iostream>
#include <stdexcept>

namespace suoja::test {
namespace json = boost::json;

Ended must(const Ended& ended, const std::string& what) {
    if (ended.code != 0)
        throw std::runtime_error(what + " ended with " + std::to_string(ended.code) + ": " +
                                 ended.out + ended.err);
    return ended;
}

bool listens(const std::filesystem::path& file, pid_t pid) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return false;
    try {
        return json::parse(slurp(file)).at("pid").to_number<pid_t>() == pid;
    } catch (const std::exception&) {
        return false; // being written just now
    }
}

Ended Device::suoja(Arguments words, const std::string& input, std::chrono::seconds most) const {
    Arguments command{program("suoja")};
    command.insert(command.end(), words.begin(), words.end());
    for (const std::string& word : {std::string("--data"), data.string(), std::string("--user"),
                                    user, std::string("--passphrase-file"), passphrase.string()})
        command.push_back(word);
    return run(command, input, most);
}

json::value Device::suoja_json(Arguments words, const std::string& input) const {
    const auto ended = must(suoja(words, input), "suoja " + words.front());
    return json::parse(ended.out);
}

std::string Device::add(const std::string& form, const std::string& text) const {
    const auto sample = source("config/samples/" + form + ".json");
    const auto answer = text.empty()
                            ? suoja_json({"record", "add", "--form", form, "--json", sample})
                            : suoja_json({"record", "add", "--form", form, "--json", "-"}, text);
    return std::string(answer.at("record").as_string());
}

DemoOffice::DemoOffice() : DemoOffice(Wishes{}) {}

DemoOffice::DemoOffice(const Wishes& wishes) {
    const auto& dir = path();
    archive_data = wishes.archive_data.empty() ? dir / "archive" : wishes.archive_data;
    archive_config = dir / "archive.toml";
    root_p12 = dir / "root.p12";
    recovery_p12 = dir / "recovery.p12";
    root_passphrase = dir / "root.passphrase";
    recovery_passphrase = dir / "recovery.passphrase";
    root_pem = dir / "root.pem";
    recovery_pem = dir / "recovery.pem";
    recovery_key = dir / "recovery.key";
    spill(root_passphrase, "root-passphrase-of-a-test\n");
    spill(recovery_passphrase, "recovery-passphrase-of-a-test\n");
    const auto write_config = [&](const std::string& device, const std::string& enrol) {
        spill(archive_config,
              "[identity]\ndata = \"" + archive_data.string() + "\"\n[listen]\ndevice = \"" +
                  device + "\"\nenrol = \"" + enrol +
                  "\"\n[archive]\nstore = \"sqlcipher:" + (archive_data / "log.db").string() +
                  "\"\n[sites]\njoutseno = {code = \"JOU\", name = {en = \"Joutseno\", fi = "
                  "\"Joutseno\", sv = \"Joutseno\"}}\nhelsinki = {code = \"HEL\", name = {en = "
                  "\"Helsinki\", fi = \"Helsinki\", sv = \"Helsingfors\"}}\n"
                  "[limits]\nleast_free_bytes = 1048576\n");
    };
    write_config("127.0.0.1:0", "127.0.0.1:0");
    must(office({"office-init", "--name", "Test office", "--root-out", root_p12, "--recovery-out",
                 recovery_p12, "--root-passphrase-file", root_passphrase,
                 "--recovery-passphrase-file", recovery_passphrase}),
         "office-init");
    const auto bundle = [&](const std::filesystem::path& p12, const std::filesystem::path& word,
                            const Arguments& wish, const std::filesystem::path& to) {
        Arguments command{"openssl", "pkcs12", "-in", p12, "-passin", "file:" + word.string(),
                          "-out",    to};
        command.insert(command.end(), wish.begin(), wish.end());
        must(run(command), "openssl pkcs12");
    };
    bundle(root_p12, root_passphrase, {"-nokeys", "-clcerts"}, root_pem);
    bundle(recovery_p12, recovery_passphrase, {"-nokeys", "-clcerts"}, recovery_pem);
    bundle(recovery_p12, recovery_passphrase, {"-nocerts", "-nodes"}, recovery_key);

    archive = std::make_unique<Daemon>(
        Arguments{program("suoja-relay"), "serve", "--config", archive_config},
        dir / "archive.log");
    restart_archive();
    const auto where = json::parse(slurp(archive_data / "listening.json"));
    archive_address_ = std::string(where.at("device").as_string());
    write_config(archive_address_, std::string(where.at("enrol").as_string()));

    make_device(desk, "desk", "joutseno", "desk-1", "eeva", true);
    const auto csr = dir / "centre.csr";
    const auto certificate = dir / "centre.crt";
    must(desk.suoja({"group", "new", "centre", "--csr-out", csr}), "group new");
    must(office({"office-sign", "--root", root_p12, "--passphrase-file", root_passphrase,
                 csr.string(), "--out", certificate}),
         "office-sign");
    must(desk.suoja({"group", "install", certificate}), "group install");
    make_device(kiosk, "reception", "joutseno", "kiosk-1", "aino", false);
    if (wishes.hotline)
        make_device(hotline, "hotline", "helsinki", "hotline-1", "noora", false);
}

DemoOffice::~DemoOffice() = default;

Ended DemoOffice::office(Arguments words) const {
    Arguments command{program("suoja-relay")};
    command.insert(command.end(), words.begin(), words.end());
    command.emplace_back("--config");
    command.push_back(archive_config);
    return run(command);
}

void DemoOffice::restart_archive() {
    archive->start();
    if (!eventually([&] { return listens(archive_data / "listening.json", archive->pid()); }))
        throw std::runtime_error("the archive does not listen: " + archive->log());
}

void DemoOffice::restart(Device& device) {
    device.relay->start();
    if (!eventually(
            [&] { return listens(device.identity / "listening.json", device.relay->pid()); }))
        throw std::runtime_error(device.name + " does not listen: " + device.relay->log());
}

void DemoOffice::make_device(Device& device, const std::string& kind, const std::string& site,
                             const std::string& name, const std::string& user, bool admin) {
    const auto& dir = path();
    device.name = kind;
    device.user = user;
    device.config = dir / (kind + ".toml");
    device.identity = dir / kind;
    device.data = dir / (kind + "-data");
    device.socket = dir / (kind + ".sock");
    device.passphrase = dir / (kind + ".passphrase");
    spill(device.passphrase, "valo kivi meri tuuli 4711 " + kind + "\n");
    spill(device.config, "[identity]\ndata = \"" + device.identity.string() +
                             "\"\n[listen]\nlocal = \"" + device.socket.string() +
                             "\"\n[upstream]\nurl = \"https://" + archive_address_ + "\"\nca = \"" +
                             root_pem.string() + "\"\n");
    Arguments invite{"invite", "--kind", kind, "--site", site, "--name", name};
    if (admin)
        invite.emplace_back("--admin");
    const auto said = must(office(invite), "invite").out;
    const auto at = said.find("suoja1.");
    if (at == std::string::npos)
        throw std::runtime_error("invite printed no code: " + said);
    const auto code = said.substr(at, said.find_first_of(" \n", at) - at);
    must(
        run({program("suoja-relay"), "enrol", "--config", device.config, "--code-file", "-"}, code),
        "enrol");
    device.relay = std::make_unique<Daemon>(
        Arguments{program("suoja-relay"), "serve", "--config", device.config},
        dir / (kind + ".log"));
    restart(device);
    must(device.suoja(
             {"init", "--relay", "unix:" + device.socket.string(), "--display", "Test user"}),
         "init");
}

bool DemoOffice::arrives(const Device& from, const std::string& record, std::chrono::seconds most) {
    Ended sent;
    Ended fetched;
    const bool there = eventually(
        [&] {
            sent = from.suoja({"sync", "--wait", "1"});
            fetched = desk.suoja({"sync", "--wait", "1"});
            return desk.suoja({"desk", "list", "--json"}).out.find(record) != std::string::npos;
        },
        most);
    if (!there)
        std::cout << record << " " << from.name << " sync ended with " << sent.code << ": "
                  << sent.out << sent.err << "desk sync ended with " << fetched.code << ": "
                  << fetched.out << fetched.err << from.relay->log() << desk.relay->log()
                  << archive->log();
    return there;
}

DemoOffice& office_with_hotline() {
    static DemoOffice made([] {
        DemoOffice::Wishes wishes;
        wishes.hotline = true;
        return wishes;
    }());
    return made;
}

std::vector<LogItem> log_entries(const Device& desk) {
    const auto file = desk.data.parent_path() / "entries.batch";
    must(run({"curl", "-sS", "--fail", "--unix-socket", desk.socket, "-o", file,
              "http://localhost/v1/entries?group=centre&after=0&max_bytes=33554432"}),
         "curl entries");
    const auto body = slurp(file);
    std::vector<LogItem> items;
    for (std::size_t at = 0; at < body.size();) {
        const auto end = body.find('\n', at);
        LogItem item;
        item.line = json::parse(body.substr(at, end - at)).as_object();
        const auto bytes = item.line.at("bytes").to_number<std::size_t>();
        item.der = body.substr(end + 1, bytes);
        at = end + 1 + bytes;
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace suoja::test
