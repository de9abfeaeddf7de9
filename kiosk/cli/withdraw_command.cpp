// SPDX-License-Identifier: Apache-2.0
// record withdraw: the person takes the consent back.
#include "kiosk/cli/command.h"
#include "kiosk/store/withdraw.h"

namespace suoja::kiosk::cli {
namespace {

struct Wishes {
    std::string id;
    bool yes = false;
};

Result<void> withdraw_one(const Globals& globals, const Wishes& wishes) {
    const auto id = parse_record_id(wishes.id);
    if (!id)
        return id.error();
    if (!wishes.yes)
        return fail(Reason::refused, "not_confirmed",
                    "This erases what the person said from this device and cannot be undone; the "
                    "centre is asked to erase its copies. Nothing was changed; say so with --yes.");
    auto device = open_device(globals);
    if (!device)
        return device.error();
    const auto done = withdraw(device->store, device->directory.outgoing(), device->user, *id);
    if (!done)
        return done.error();
    std::cout << (*done == Withdrawn::before_it_went
                      ? "Erased. Nothing of it had left this device.\n"
                      : "Erased on this device. What was sealed before still goes to the centre, "
                        "and behind it that the consent was withdrawn; `suoja record list` says "
                        "when the centre has signed for that.\n");
    return {};
}

} // namespace

void add_withdraw_command(Commands& commands, CLI::App* record) {
    auto wishes = std::make_shared<Wishes>();
    auto* one =
        commands.add(record, "withdraw", "Erases a record whose consent was taken back",
                     "record withdraw 0190f3c2-7a54-7cc1-9d0e-1f2a3b4c5d6e --yes --user aino");
    one->add_option("id", wishes->id, "The record's id")->required();
    one->add_flag("--yes", wishes->yes, "It cannot be undone, and I mean it");
    commands.on(one,
                [&globals = commands.globals(), wishes] { return withdraw_one(globals, *wishes); });
}

} // namespace suoja::kiosk::cli
