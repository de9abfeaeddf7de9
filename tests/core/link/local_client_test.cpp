// SPDX-License-Identifier: Apache-2.0
// Against a peer of plain system calls on a real Unix socket, which can misbehave as it likes.
#include "core/link/local/local_client.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace suoja::link {
namespace {

using std::chrono::milliseconds;

// Takes one connection after the other and gives each to `talk`.
class Peer {
  public:
    Peer(std::filesystem::path socket, std::function<void(int fd, int number)> talk)
        : talk_(std::move(talk)) {
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        socket.string().copy(address.sun_path, sizeof address.sun_path - 1);
        const void* any = &address;
        if (::bind(listener_, static_cast<const sockaddr*>(any), sizeof address) != 0 ||
            ::listen(listener_, 8) != 0)
            throw std::runtime_error("the test's socket");
        thread_ = std::thread([this] {
            for (int number = 0;; ++number) {
                const int fd = ::accept(listener_, nullptr, nullptr);
                if (fd < 0)
                    return;
                ++connections;
                talk_(fd, number);
                ::close(fd);
            }
        });
    }
    ~Peer() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    std::atomic<int> connections{0};

  private:
    std::function<void(int, int)> talk_;
    int listener_ = -1;
    std::thread thread_;
};

// the head and, by its Content-Length, the body; "" when the other side is gone
std::string read_request(int fd) {
    std::string bytes;
    std::size_t wanted = std::string::npos;
    char chunk[65536];
    for (;;) {
        const auto end = bytes.find("\r\n\r\n");
        if (end != std::string::npos && wanted == std::string::npos) {
            const auto at = bytes.find("Content-Length: ");
            wanted = end + 4 + (at == std::string::npos ? 0 : std::stoul(bytes.substr(at + 16)));
        }
        if (bytes.size() >= wanted)
            return bytes;
        const auto got = ::recv(fd, chunk, sizeof chunk, 0);
        if (got <= 0)
            return "";
        bytes.append(chunk, static_cast<std::size_t>(got));
    }
}

void say(int fd, const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const auto sent = ::send(fd, text.data() + done, text.size() - done, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        done += static_cast<std::size_t>(sent);
    }
}

std::string answer(const std::string& body, const std::string& status = "200 OK",
                   const std::string& more = "") {
    return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct LocalClientTest : ::testing::Test {
    test::TemporaryDirectory directory;
    std::filesystem::path socket = directory / "relay.sock";
    LocalClient client{socket};
    Call get{"GET", "/v1/hello", {}, "", "", milliseconds(5000)};
};

TEST_F(LocalClientTest, KeepsOneConnectionForManyCalls) {
    std::vector<std::string> seen;
    Peer peer(socket, [&](int fd, int) {
        for (std::string request; !(request = read_request(fd)).empty();) {
            seen.push_back(request);
            say(fd, answer("{}"));
        }
    });
    Call put{"PUT",   "/v1/envelopes/0a", {{"Suoja-Group", "centre"}}, std::string(kEnvelopeType),
             "bytes", milliseconds(5000)};
    for (int i = 0; i < 3; ++i) {
        const auto said = client.call(put);
        ASSERT_TRUE(said) << said.error().code;
        EXPECT_EQ(said->status, 200U);
        EXPECT_EQ(said->body, "{}");
        EXPECT_EQ(said->content_type, "application/json");
    }
    EXPECT_EQ(peer.connections, 1);
    client = LocalClient(socket); // closes, so that the peer's loop ends
    EXPECT_EQ(seen.front(), "PUT /v1/envelopes/0a HTTP/1.1\r\nHost: localhost\r\nSuoja-Group: "
                            "centre\r\nContent-Type: application/pkcs7-mime\r\nContent-Length: "
                            "5\r\n\r\nbytes");
}

TEST_F(LocalClientTest, SaysNoRelayWhenNobodyListensAndReachesItLater) {
    const auto said = client.call(get);
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().reason, Reason::unreachable);
    EXPECT_EQ(said.error().code, "no_relay");
    Peer peer(socket, [](int fd, int) {
        static_cast<void>(read_request(fd));
        say(fd, answer("{}"));
    });
    EXPECT_TRUE(client.call(get));
}

TEST_F(LocalClientTest, OpensTheConnectionAgainWhenItWasClosedMeanwhile) {
    Peer peer(socket, [](int fd, int) { // one answer a connection, without saying so
        static_cast<void>(read_request(fd));
        say(fd, answer("{}"));
    });
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(client.call(get));
    EXPECT_EQ(peer.connections, 3);
}

TEST_F(LocalClientTest, DoesNotAskTwiceOnAFreshConnection) {
    Peer peer(socket, [](int fd, int) { static_cast<void>(read_request(fd)); });
    const auto said = client.call(get);
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, "broken");
    EXPECT_EQ(peer.connections, 1);
}

TEST_F(LocalClientTest, IsBrokenWhenAnAnswerStopsInTheMiddle) {
    Peer peer(socket, [](int fd, int number) {
        static_cast<void>(read_request(fd));
        const auto whole = answer("{\"a\":1}");
        say(fd, number == 0 ? whole.substr(0, whole.size() - 2) : whole);
    });
    ASSERT_FALSE(client.call(get));
    EXPECT_TRUE(client.call(get)) << "the same answer, whole";
}

TEST_F(LocalClientTest, ReadsARefusalGivenBeforeTheBodyWasRead) {
    Peer peer(socket, [](int fd, int) {
        char head[512];
        static_cast<void>(::recv(fd, head, sizeof head, 0));
        say(fd,
            answer("{}", "507 Insufficient Storage", "Retry-After: 60\r\nConnection: close\r\n"));
    });
    Call put{"PUT",
             "/v1/envelopes/0a",
             {},
             "",
             std::string(std::size_t{8} << 20U, 'x'),
             milliseconds(5000)};
    const auto said = client.call(put);
    ASSERT_TRUE(said) << said.error().code;
    EXPECT_EQ(said->status, 507U);
    EXPECT_EQ(said->retry_after, std::chrono::seconds(60));
}

TEST_F(LocalClientTest, GivesUpWhenItsPatienceIsOver) {
    std::atomic<bool> go{false};
    Peer peer(socket, [&](int fd, int) {
        static_cast<void>(read_request(fd));
        while (!go)
            std::this_thread::sleep_for(milliseconds(5));
        say(fd, answer("{}"));
    });
    get.patience = milliseconds(100);
    const auto said = client.call(get);
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, "timeout");
    go = true;
    get.patience = milliseconds(5000);
    EXPECT_TRUE(client.call(get));
}

TEST_F(LocalClientTest, IsCancelledFromAnotherThreadOrBeforehand) {
    std::atomic<bool> asked{false};
    Peer peer(socket, [&](int fd, int) {
        asked = true;
        for (std::string request; !(request = read_request(fd)).empty();)
            if (request.starts_with("GET /now"))
                say(fd, answer("{}"));
    });
    std::thread other([&] {
        while (!asked)
            std::this_thread::sleep_for(milliseconds(1));
        client.cancel();
    });
    get.patience = std::chrono::seconds(60);
    auto said = client.call(get);
    other.join();
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, "cancelled");
    get.target = "/now";
    EXPECT_TRUE(client.call(get)) << "only one call is cancelled";
    client.cancel();
    said = client.call(get);
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, "cancelled");
    EXPECT_TRUE(client.call(get));
    client = LocalClient(socket);
}

TEST_F(LocalClientTest, TakesAnAnswerAsLargeAsABatchAndNotMuchMore) {
    std::size_t size = envelope::kMaxBatchBytes;
    Peer peer(socket, [&](int fd, int) {
        for (std::string request; !(request = read_request(fd)).empty();)
            say(fd, answer(std::string(size, 'x')));
    });
    get.patience = std::chrono::seconds(60);
    const auto said = client.call(get);
    ASSERT_TRUE(said) << said.error().code;
    EXPECT_EQ(said->body.size(), size);
    size = envelope::kMaxBatchBytes + (std::size_t{1} << 20U) + 1;
    EXPECT_FALSE(client.call(get));
    size = 2;
    EXPECT_TRUE(client.call(get));
    client = LocalClient(socket);
}

} // namespace
} // namespace suoja::link
