// SPDX-License-Identifier: Apache-2.0
// init, user, group: making a device, its people and its group keys.
#include "kiosk/cli/command.h"
#include "kiosk/store/access.h"

#include <iomanip>

namespace suoja::kiosk::cli {
namespace {

struct Wishes {
    std::string relay, display, name, group;
    std::vector<std::string> roles;
    std::filesystem::path new_passphrase, csr_out, certificate;
    std::optional<std::uint32_t> case_number;
    bool json = false;
};

Result<std::set<Role>> parse_roles(const std::vector<std::string>& names) {
    std::set<Role> roles;
    for (const auto& one : names) {
        const auto role = parse_role(one);
        if (!role)
            return fail(Reason::usage, "unknown_role",
                        "\"" + one +
                            "\" is not a role. Roles are reception, hotline, supervisor, "
                            "desk, admin and trainee.");
        roles.insert(*role);
    }
    return roles;
}

std::string words(const std::set<Role>& roles) {
    std::string out;
    for (const auto role : roles)
        out += (out.empty() ? "" : ",") + std::string(name(role));
    return out;
}

Result<void> init(const Globals& globals, const Wishes& wishes) {
    if (globals.user.empty())
        return fail(Reason::usage, "no_user", "Name the first supervisor with --user NAME.");
    const auto& file =
        wishes.new_passphrase.empty() ? globals.passphrase_file : wishes.new_passphrase;
    const auto passphrase = read_new_passphrase(file, globals.user);
    if (!passphrase)
        return passphrase.error();
    const auto done =
        initialise({globals.data, wishes.relay, globals.user, wishes.display, wishes.case_number},
                   *passphrase, system_clock());
    if (!done)
        return done.error();
    std::cout << "This device is ready. " << globals.user << " is its first supervisor.\n";
    return {};
}

Result<void> add_person(const Globals& globals, const Wishes& wishes) {
    const auto roles = parse_roles(wishes.roles);
    if (!roles)
        return roles.error();
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto may = require(device->user, Operation::users_manage); !may)
        return may.error();
    const auto passphrase = read_new_passphrase(wishes.new_passphrase, wishes.name);
    if (!passphrase)
        return passphrase.error();
    const auto added =
        add_user(*device, wishes.name, wishes.display.empty() ? wishes.name : wishes.display,
                 *roles, *passphrase);
    if (!added)
        return added.error();
    std::cout << added->name << " can sign in now, as " << words(added->roles) << ".\n";
    return {};
}

Result<void> list_people(const Globals& globals, const Wishes& wishes) {
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto may = require(device->user, Operation::users_manage); !may)
        return may.error();
    boost::json::array rows;
    for (const auto& user : device->store.staff().list()) {
        if (!wishes.json) {
            std::cout << std::left << std::setw(24) << in_one_line(user.name) << std::setw(32)
                      << in_one_line(user.display) << words(user.roles)
                      << (user.disabled ? "  disabled" : "") << '\n';
            continue;
        }
        boost::json::array roles;
        for (const auto role : user.roles)
            roles.emplace_back(name(role));
        rows.push_back({{"id", user.id.str()},
                        {"name", user.name},
                        {"display", user.display},
                        {"roles", std::move(roles)},
                        {"disabled", user.disabled}});
    }
    if (wishes.json)
        print_json(rows);
    return {};
}

Result<void> new_group(const Globals& globals, const Wishes& wishes) {
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto desk = require_desk(*device); !desk)
        return desk.error();
    const auto csr = new_group_key(*device, wishes.group);
    if (!csr)
        return csr.error();
    write_durable(wishes.csr_out, *csr, Mode::readable);
    std::cout
        << "The key of the group " << wishes.group
        << " is made and waits for its certificate. Take the request to where the office root "
           "is:\n  suoja-relay office-sign --config archive.toml --root root.p12 "
        << wishes.csr_out.string() << " --out " << wishes.group << ".crt\n";
    return {};
}

Result<void> install(const Globals& globals, const Wishes& wishes) {
    const auto file = read_file(wishes.certificate, std::size_t{1} << 16U);
    if (!file)
        return file.error();
    const bool pem = text(*file).substr(0, 5) == "-----";
    const auto certificate =
        pem ? envelope::read_pem(text(*file)) : envelope::Certificate::from_der(*file);
    if (!certificate)
        return certificate.error();
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto desk = require_desk(*device); !desk)
        return desk.error();
    if (const auto done = install_group(*device, *certificate); !done)
        return done.error();
    std::cout
        << "The group's certificate is in use. A copy of its key, sealed to the recovery key, "
           "goes to the archive by itself.\n";
    return {};
}

} // namespace

void add_device_commands(Commands& commands) {
    const auto& globals = commands.globals();
    auto wishes = std::make_shared<Wishes>();

    auto* first = commands.add(&commands.app(), "init",
                               "Makes this device's database, keys and first supervisor",
                               "init --data DIR --relay unix:/run/suoja/relay.sock --user aino "
                               "--display \"Aino Lehtola\"");
    first->add_option("--relay", wishes->relay, "unix:PATH of the device's own relay")->required();
    first->add_option("--display", wishes->display, "The supervisor's name as people read it");
    first
        ->add_option("--case-number", wishes->case_number,
                     "This year's first case number, where the device had data before")
        ->check(CLI::Range(1, 9'999));
    first->add_option("--new-passphrase-file", wishes->new_passphrase,
                      "File with the supervisor's passphrase (mode 0600); --passphrase-file is the "
                      "same here");
    commands.on(first, [&globals, wishes] { return init(globals, *wishes); });

    auto* user = commands.group("user", "People who may sign in on this device");
    auto* add = commands.add(user, "add", "Adds a person; asks for the new passphrase",
                             "user add noora --role hotline --display \"Noora Heino\" --user aino");
    add->add_option("name", wishes->name, "What the person types to sign in")->required();
    add->add_option("--role", wishes->roles,
                    "reception, hotline, supervisor, desk, admin, trainee; several with commas")
        ->required()
        ->delimiter(',');
    add->add_option("--display", wishes->display, "The person's name as people read it");
    add->add_option("--new-passphrase-file", wishes->new_passphrase,
                    "File with the new person's passphrase (mode 0600)");
    commands.on(add, [&globals, wishes] { return add_person(globals, *wishes); });
    auto* list = commands.add(user, "list", "Lists them", "user list --user aino");
    list->add_flag("--json", wishes->json, "As JSON");
    commands.on(list, [&globals, wishes] { return list_people(globals, *wishes); });

    auto* group = commands.group("group", "Keys that a group of desks or hotline devices shares");
    auto* make = commands.add(group, "new", "Makes a group's key here and writes its request",
                              "group new centre --csr-out centre.csr --user eeva");
    make->add_option("group", wishes->group, "centre or hotline")
        ->required()
        ->check(CLI::IsMember({"centre", "hotline"}));
    make->add_option("--csr-out", wishes->csr_out, "Where the request (PKCS#10) goes")->required();
    commands.on(make, [&globals, wishes] { return new_group(globals, *wishes); });
    auto* put = commands.add(group, "install", "Puts the signed certificate into use",
                             "group install centre.crt --user eeva");
    put->add_option("certificate", wishes->certificate, "What office-sign wrote")->required();
    commands.on(put, [&globals, wishes] { return install(globals, *wishes); });
}

} // namespace suoja::kiosk::cli
