// SPDX-License-Identifier: Apache-2.0
// The real unlock behind the page: data directory, key slot, store, forms.
#include "kiosk/presenters/unlock.h"

namespace suoja::kiosk {

Result<LockedDevice> locked_device(const std::filesystem::path& data) {
    auto directory = DataDirectory::take(data, false);
    if (!directory)
        return directory.error();
    auto device = read_device_file(*directory);
    if (!device)
        return device.error();
    return LockedDevice{data, std::move(*device)};
}

UnlockPresenter::Unlocker unlocker(LockedDevice locked, std::filesystem::path forms,
                                   const Clock& clock) {
    return [locked = std::move(locked), forms = std::move(forms),
            &clock](std::string_view user, const Secret& passphrase) -> Result<Opened> {
        auto directory = DataDirectory::take(locked.data, false);
        if (!directory)
            return directory.error();
        auto unlocked = unlock(std::move(*directory), user, passphrase, clock);
        if (!unlocked)
            return unlocked.error();
        auto loaded = Forms::load(forms);
        loaded.join(unlocked->store);
        return Opened{std::move(*unlocked), std::move(loaded)};
    };
}

} // namespace suoja::kiosk
