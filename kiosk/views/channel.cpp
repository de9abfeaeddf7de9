// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/channel.h"

#include "kiosk/views/supervisor.h"

#include <array>
#include <fcntl.h>
#include <glib-unix.h>
#include <sys/socket.h>

namespace suoja::kiosk::views {

Channel::Channel(std::function<void()> go) : go_(std::move(go)) {
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(kWindowChannel, SOL_SOCKET, SO_TYPE, &type, &size) != 0 ||
        type != SOCK_SEQPACKET)
        return;
    fcntl(kWindowChannel, F_SETFD, FD_CLOEXEC);
    watch_ = g_unix_fd_add(
        kWindowChannel, G_IO_IN,
        [](int fd, GIOCondition, gpointer self) -> gboolean {
            std::array<char, 16> bytes{};
            const ssize_t length = recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
            auto* channel = static_cast<Channel*>(self);
            if (length == 0) { // the supervisor is gone; SIGTERM follows
                channel->watch_ = 0;
                return G_SOURCE_REMOVE;
            }
            if (length == 2 && bytes[0] == 'g' && bytes[1] == 'o')
                channel->go_();
            return G_SOURCE_CONTINUE;
        },
        this);
}

Channel::~Channel() {
    if (watch_ != 0)
        g_source_remove(watch_);
}

void Channel::tell(const std::string& words) {
    if (supervised())
        (void)send(kWindowChannel, words.data(), words.size(), MSG_NOSIGNAL);
}

} // namespace suoja::kiosk::views
