// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/harden.h"

#include "core/private_memory.h"

#include <array>
#include <cstdlib>
#include <string_view>
#include <sys/prctl.h>

namespace suoja::kiosk::views {

void harden_process() {
    keep_memory_private();
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

std::vector<std::string> window_environment() {
    constexpr std::array kAllowed = {"DISPLAY",
                                     "XAUTHORITY",
                                     "WAYLAND_DISPLAY",
                                     "GDK_BACKEND",
                                     "XDG_RUNTIME_DIR",
                                     "XDG_SESSION_TYPE",
                                     "HOME",
                                     "PATH",
                                     "USER",
                                     "LOGNAME",
                                     "LANG",
                                     "LC_ALL",
                                     "LC_CTYPE",
                                     "TZ",
                                     "XDG_DATA_HOME",
                                     "XDG_CACHE_HOME",
                                     "DBUS_SESSION_BUS_ADDRESS",
                                     "AT_SPI_BUS_ADDRESS",
                                     "NO_AT_BRIDGE",
                                     "SUOJA_FORMS",
                                     "SUOJA_LOCALE"};
    std::vector<std::string> environment;
    for (const char* name : kAllowed) {
        // before any thread
        if (const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe)
            value != nullptr)
            environment.push_back(std::string(name) + "=" + value);
    }
    // settings of a desktop, its input methods and its themes have no say in this window
    environment.emplace_back("GSETTINGS_BACKEND=memory");
    environment.emplace_back("GTK_IM_MODULE=gtk-im-context-simple");
    environment.emplace_back("GTK_THEME=Adwaita");
    environment.emplace_back("GIO_USE_VFS=local");
    // nor a settings.ini of the user's own, which may name modules to load
    environment.emplace_back("XDG_CONFIG_HOME=/nonexistent");
    return environment;
}

} // namespace suoja::kiosk::views
