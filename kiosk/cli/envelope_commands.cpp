// SPDX-License-Identifier: Apache-2.0
// envelope: verifies and opens one sealed file with this device's keys.
#include "kiosk/cli/command.h"
#include "kiosk/cli/terminal_output.h"
#include "kiosk/exchange/accept.h"
#include "kiosk/store/access.h"

namespace suoja::kiosk::cli {
namespace {

Result<void> open_file(const Globals& globals, const std::filesystem::path& path) {
    const auto der = read_file(path, envelope::kMaxEnvelopeBytes + 1);
    if (!der)
        return der.error();
    auto device = open_device(globals);
    if (!device)
        return device.error();
    if (const auto may = require(device->user, Operation::envelope_open); !may)
        return may.error();
    auto& store = device->store;
    const auto root = store.office().root();
    const auto directory = store.office().directory();
    if (!root || !directory)
        return fail(
            Reason::refused, "no_directory",
            "This device has no directory of its office yet. Try again after `suoja sync`.");
    const auto keys = store.keys().keyring();
    const auto opened = seal::open(*der, keys, *root);
    if (!opened)
        return opened.error();
    const auto document = record::read_document(opened->document);
    if (!document)
        return document.error();
    // a file has no name to hold against: the id is the one its own time and digest make
    const auto id = envelope::EnvelopeId::of(document->header.sealed_at, sha256(*der));
    const auto accepted = accept(*der, id, document->header.sealed_at, keys, *root, *directory);
    if (!accepted)
        return accepted.error();
    {
        database::Transaction transaction(store.database());
        store.audit().append(store.clock().now(), database::Act::record_opened,
                             device->user.id.str(), id.str());
        transaction.commit();
    }
    std::cerr << "Sealed and signed by " << document->header.device << " at "
              << rfc3339(document->header.sealed_at) << "; id " << id.str() << '\n';
    print_exactly(accepted->bytes + "\n");
    return {};
}

} // namespace

void add_envelope_commands(Commands& commands) {
    const auto& globals = commands.globals();
    auto* group = commands.group("envelope", "Sealed envelopes as files");
    auto* one = commands.add(group, "open",
                             "Verifies and decrypts one; the document goes to standard output",
                             "envelope open e.der --user eeva");
    auto file = std::make_shared<std::filesystem::path>();
    one->add_option("FILE", *file, "The envelope (DER)")->required();
    commands.on(one, [&globals, file] { return open_file(globals, *file); });
}

} // namespace suoja::kiosk::cli
