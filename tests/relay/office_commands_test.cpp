// SPDX-License-Identifier: Apache-2.0
// The office's commands as people run them, without a serve and beside one.
#include "core/json.h"
#include "relay/office/ask.h"
#include "relay/office/commands.h"
#include "relay/office/keys_out.h"
#include "relay/office/qr.h"
#include "relay/office/stores.h"
#include "tests/relay/authority_fixture.h"

#include <sstream>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace suoja::test {
namespace {

struct Commands : ::testing::Test {
    TemporaryDirectory directory;
    FakeClock clock;
    relay::Settings settings;
    std::ostringstream out, err;
    std::optional<envelope::Bundle> root;

    void SetUp() override {
        auto parsed = relay::parse_settings(
            "[identity]\ndata = \"data\"\n[listen]\ndevice = \"127.0.0.1:7443\"\n"
            "enrol = \"127.0.0.1:7444\"\n[sites]\n"
            "joutseno = {code = \"JOU\", name = {en = \"J\", fi = \"J\", sv = \"J\"}}\n"
            "[limits]\nleast_free_bytes = 1\n",
            "archive.toml", directory.path());
        ASSERT_TRUE(parsed) << parsed.error().what;
        settings = std::move(*parsed);
    }
    [[nodiscard]] relay::Streams streams() {
        out.str("");
        err.str("");
        return {out, err};
    }
    std::filesystem::path secret(const std::string& name, std::string_view words) {
        write_durable(directory / name, view(words), Mode::secret);
        return directory / name;
    }
    [[nodiscard]] relay::OfficeInit wanted() {
        return {"Test office", directory / "root.p12", directory / "recovery.p12",
                secret("root.pass", "eight words or more\n"),
                secret("recovery.pass", "another eight words\n")};
    }
    // An office as office_init makes it, without its two PKCS#12 files, which take seconds.
    void make_office() {
        const auto made = relay::Authority::init(*relay::authority_settings(settings, true),
                                                 "Test office", clock);
        ASSERT_TRUE(made);
        root.emplace(made->root);
        ASSERT_TRUE(relay::open_office(settings, clock));
    }
    void hand_out_root() {
        secret("root.pass", "eight words or more\n");
        ASSERT_TRUE(relay::write_bundle(directory / "root.p12", *root,
                                        Secret::from_text("eight words or more")));
    }
    [[nodiscard]] std::string invite(const std::string& name) {
        EXPECT_EQ(relay::invite(settings, {"reception", "joutseno", name}, streams(), clock), 0)
            << err.str();
        const auto said = out.str();
        const auto at = said.find("suoja1.");
        return said.substr(at, said.find_first_of(" \n", at) - at);
    }
    [[nodiscard]] relay::SignGroup sign_request(const Bytes& csr) {
        write_durable(directory / "centre.csr", csr, Mode::readable);
        return {directory / "root.p12", directory / "root.pass", directory / "centre.csr",
                directory / "centre.crt"};
    }
};

TEST_F(Commands, OfficeInitHandsOutBothKeysAndNothingElse) {
    ASSERT_EQ(relay::office_init(settings, wanted(), streams(), clock), 0);
    for (const std::string name : {"root", "recovery"}) {
        const auto ran = run_openssl("pkcs12 -in " + (directory / (name + ".p12")).string() +
                                     " -passin file:" + (directory / (name + ".pass")).string() +
                                     " -nokeys -clcerts");
        EXPECT_EQ(ran.status, 0) << ran.output;
        EXPECT_EQ(std::filesystem::status(directory / (name + ".p12")).permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    EXPECT_EQ(out.str().find("passphrase, shown"), std::string::npos);
    EXPECT_EQ(out.str().find("eight words"), std::string::npos);
    EXPECT_TRUE(std::filesystem::exists(settings.data / "log.db"));
    EXPECT_TRUE(err.str().empty());
}

TEST_F(Commands, OfficeInitShowsGeneratedPassphrasesOnceAndTheyOpenTheFiles) {
    auto init = wanted();
    init.root_passphrase.clear();
    init.recovery_passphrase.clear();
    ASSERT_EQ(relay::office_init(settings, init, streams(), clock), 0);
    std::istringstream lines(out.str());
    std::vector<std::string> shown;
    for (std::string line; std::getline(lines, line);)
        if (const auto at = line.find("kept nowhere: "); at != std::string::npos)
            shown.push_back(line.substr(at + 14));
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_EQ(shown[0].size(), 35U);
    EXPECT_NE(shown[0], shown[1]);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(settings.data))
        if (entry.is_regular_file()) {
            const auto bytes = read_file(entry.path(), std::size_t{64} << 20U);
            EXPECT_EQ(text(*bytes).find(shown[0]), std::string_view::npos);
        }
    const auto ran = run_openssl("pkcs12 -in " + init.root_out.string() +
                                 " -passin pass:" + shown[0] + " -nokeys");
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_NE(run_openssl("pkcs12 -in " + init.root_out.string() + " -passin pass:" + shown[1] +
                          " -nokeys")
                  .status,
              0);
}

TEST_F(Commands, OfficeInitOverwritesNothing) {
    write_durable(directory / "recovery.p12", view("somebody's"), Mode::secret);
    EXPECT_EQ(relay::office_init(settings, wanted(), streams(), clock), 1);
    EXPECT_EQ(text(*read_file(directory / "recovery.p12", 100)), "somebody's");
    EXPECT_FALSE(std::filesystem::exists(directory / "root.p12"));
    auto same = wanted();
    same.recovery_out = same.root_out;
    EXPECT_EQ(relay::office_init(settings, same, streams(), clock), 2);
    std::filesystem::remove(directory / "recovery.p12");
    make_office();
    auto second = wanted();
    second.root_out = directory / "root2.p12";
    second.recovery_out = directory / "recovery2.p12";
    EXPECT_EQ(relay::office_init(settings, second, streams(), clock), 1);
    EXPECT_NE(err.str().find("already holds an office"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(directory / "root2.p12"));
}

TEST_F(Commands, OfficeInitRefusesAPassphraseFileThatOthersMayRead) {
    auto init = wanted();
    std::filesystem::permissions(init.root_passphrase, std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    EXPECT_EQ(relay::office_init(settings, init, streams(), clock), 1);
    EXPECT_NE(err.str().find("root.pass"), std::string::npos);
    std::filesystem::permissions(init.root_passphrase, std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::remove);
    EXPECT_EQ(relay::office_init(settings, init, streams(), clock), 0) << err.str();
}

TEST_F(Commands, WithoutAnOfficeEveryCommandSaysHowToMakeOne) {
    EXPECT_EQ(relay::list_devices(settings, false, streams(), clock), 1);
    EXPECT_NE(err.str().find("office-init"), std::string::npos);
    make_office();
    EXPECT_EQ(relay::list_devices(settings, false, streams(), clock), 0);
}

TEST_F(Commands, InviteDevicesAndRevokeTellOneStory) {
    make_office();
    const auto code = envelope::read_enrolment_code(invite("kiosk-1"));
    ASSERT_TRUE(code);
    EXPECT_EQ(code->endpoint, "127.0.0.1:7444");
    EXPECT_EQ(relay::list_devices(settings, false, streams(), clock), 0);
    EXPECT_NE(out.str().find("invited joutseno/kiosk-1"), std::string::npos);
    {
        auto stores = relay::open_office(settings, clock);
        ASSERT_TRUE(stores);
        ASSERT_TRUE(stores->authority->enrol(request_of(*code, envelope::PrivateKey::make()),
                                             stores->log->checkpoint()));
    }
    EXPECT_EQ(relay::list_devices(settings, true, streams(), clock), 0);
    const auto listed = json::parse_object(out.str().substr(0, out.str().size() - 1), 1 << 20);
    ASSERT_TRUE(listed);
    const auto& device = listed->at("devices").as_array().at(0).as_object();
    EXPECT_EQ(json::text_of(device, "name"), "joutseno/kiosk-1");
    EXPECT_EQ(json::integer_of(device, "number"), 1);
    EXPECT_EQ(json::text_of(device, "state"), "listed");
    EXPECT_TRUE(listed->at("invitations").as_array().empty());
    EXPECT_EQ(relay::revoke(settings, "joutseno/kiosk-1", "", streams(), clock), 2);
    EXPECT_EQ(relay::revoke(settings, "joutseno/kiosk-2", "lost", streams(), clock), 1);
    EXPECT_EQ(relay::revoke(settings, "joutseno/kiosk-1", "lost", streams(), clock), 0);
    EXPECT_EQ(relay::revoke(settings, "joutseno/kiosk-1", "lost", streams(), clock), 1);
    EXPECT_EQ(relay::list_devices(settings, false, streams(), clock), 0);
    EXPECT_NE(out.str().find("revoked"), std::string::npos);
}

// The picture back as rows of modules, '#' dark: what a scanner would see.
std::vector<std::string> modules(const std::string& picture) {
    std::vector<std::string> rows;
    std::istringstream lines(picture);
    for (std::string line; std::getline(lines, line);) {
        const std::string before = "\033[30;47m", after = "\033[0m";
        if (line.rfind(before, 0) != 0)
            continue;
        EXPECT_EQ(line.substr(line.size() - after.size()), after);
        line = line.substr(before.size(), line.size() - before.size() - after.size());
        std::string upper, lower;
        for (std::size_t at = 0; at < line.size(); at += line[at] == ' ' ? 1 : 3) {
            const auto glyph = line[at] == ' ' ? std::string(" ") : line.substr(at, 3);
            upper += glyph == "█" || glyph == "▀" ? '#' : '.';
            lower += glyph == "█" || glyph == "▄" ? '#' : '.';
        }
        rows.push_back(upper);
        rows.push_back(lower);
    }
    return rows;
}

TEST_F(Commands, InviteShowsTheCodeAsAPictureWhenAsked) {
    make_office();
    relay::Invite wanted{"reception", "joutseno", "kiosk-1"};
    ASSERT_EQ(relay::invite(settings, wanted, streams(), clock), 0);
    EXPECT_TRUE(modules(out.str()).empty());
    wanted.name = "kiosk-2";
    wanted.qr = true;
    ASSERT_EQ(relay::invite(settings, wanted, streams(), clock), 0);
    const auto said = out.str();
    const auto at = said.find("suoja1.");
    const auto code = said.substr(at, said.find_first_of(" \n", at) - at);
    ASSERT_TRUE(envelope::read_enrolment_code(code));
    const auto seen = modules(said);
    EXPECT_EQ(seen, modules(relay::qr_picture(code).value()));
    EXPECT_NE(seen, modules(relay::qr_picture(code + 'x').value()));

    // a square symbol with the light border that scanners need, and its three finder patterns
    const auto side = seen.at(0).size() - 8;
    EXPECT_EQ((side - 17) % 4, 0U);
    ASSERT_EQ(seen.size(), side + 8 + 1); // an odd number of modules ends in half a character
    for (std::size_t y = 0; y < seen.size(); ++y)
        for (std::size_t x = 0; x < seen[y].size(); ++x)
            if (x < 4 || y < 4 || x >= side + 4 || y >= side + 4) {
                EXPECT_EQ(seen[y][x], '.') << x << ' ' << y;
            }
    for (const auto& [x, y] : {std::pair{std::size_t{4}, std::size_t{4}},
                               {side - 3, std::size_t{4}},
                               {std::size_t{4}, side - 3}})
        for (const auto& [row, line] :
             {std::pair{0, "#######"}, {1, "#.....#"}, {2, "#.###.#"}, {6, "#######"}})
            EXPECT_EQ(seen[y + static_cast<std::size_t>(row)].substr(x, 7), line);
    EXPECT_FALSE(relay::qr_picture(std::string(3000, 'x')));
}

TEST_F(Commands, InviteRefusesWrongUsageWithExitCodeTwo) {
    make_office();
    for (const relay::Invite& wrong :
         {relay::Invite{"reception", "oulu", "kiosk-1"}, relay::Invite{"kiosk", "joutseno", "x"},
          relay::Invite{"reception", "joutseno", "kiosk-1", true},
          relay::Invite{"reception", "joutseno", "kiosk-1", false, 0},
          relay::Invite{"reception", "joutseno", "kiosk-1", false, std::int64_t{1} << 50U}}) {
        EXPECT_EQ(relay::invite(settings, wrong, streams(), clock), 2);
        EXPECT_TRUE(out.str().empty());
    }
    (void)invite("kiosk-1");
    settings.listen.enrol->port = 0; // the system's choice, and nobody listens yet
    EXPECT_EQ(relay::invite(settings, {"reception", "joutseno", "kiosk-2"}, streams(), clock), 2);
    settings.enrol_public = "archive.example:7444";
    EXPECT_EQ(envelope::read_enrolment_code(invite("kiosk-2"))->endpoint, "archive.example:7444");
}

TEST_F(Commands, OfficeSignTakesDerAndPemAndPutsTheCertificateIntoTheDirectory) {
    make_office();
    hand_out_root();
    const auto csr = envelope::make_request(envelope::PrivateKey::make(), "centre");
    ASSERT_EQ(relay::office_sign_group(settings, sign_request(csr), streams(), clock), 0)
        << err.str();
    const auto certificate = envelope::read_pem(text(*read_file(directory / "centre.crt", 10'000)));
    ASSERT_TRUE(certificate);
    {
        const auto stores = relay::open_office(settings, clock);
        ASSERT_TRUE(stores);
        EXPECT_EQ(*stores->authority->directory()->group("centre"), *certificate);
    }
    const auto pem = run_openssl("req -inform DER -in " + (directory / "centre.csr").string());
    EXPECT_EQ(relay::office_sign_group(settings,
                                       sign_request(Bytes(pem.output.begin(), pem.output.end())),
                                       streams(), clock),
              0)
        << err.str() << pem.output;
}

TEST_F(Commands, OfficeSignRefusesWithTheExitCodeOfTheCause) {
    make_office();
    hand_out_root();
    const auto csr = envelope::make_request(envelope::PrivateKey::make(), "centre");
    auto wrong = sign_request(csr);
    wrong.passphrase = secret("other.pass", "eight words or more!\n");
    EXPECT_EQ(relay::office_sign_group(settings, wrong, streams(), clock), 3);
    wrong = sign_request(csr);
    wrong.root = directory / "missing.p12";
    EXPECT_EQ(relay::office_sign_group(settings, wrong, streams(), clock), 1);
    auto cut = csr;
    cut.pop_back();
    EXPECT_EQ(relay::office_sign_group(settings, sign_request(cut), streams(), clock), 1);
    EXPECT_FALSE(std::filesystem::exists(directory / "centre.crt"));
    EXPECT_EQ(relay::office_sign_group(settings, sign_request(csr), streams(), clock), 0);
}

TEST_F(Commands, OfficeSignLeavesNoCertificateBehindThatWasNotInstalled) {
    make_office();
    hand_out_root();
    const auto own = sign_request(envelope::make_request(envelope::PrivateKey::make(), "centre"));
    auto elsewhere = settings;
    elsewhere.data = directory / "elsewhere";
    elsewhere.archive = elsewhere.data / "log.db";
    elsewhere.archive_key = elsewhere.data / "archive.key";
    const auto other =
        relay::Authority::init(*relay::authority_settings(elsewhere, true), "Test office", clock);
    ASSERT_TRUE(other);
    auto foreign = own;
    foreign.root = directory / "other.p12";
    ASSERT_TRUE(
        relay::write_bundle(foreign.root, other->root, Secret::from_text("eight words or more")));
    EXPECT_EQ(relay::office_sign_group(settings, foreign, streams(), clock), 1);
    EXPECT_FALSE(std::filesystem::exists(own.out));
    EXPECT_EQ(relay::office_sign_group(settings, own, streams(), clock), 0);
}

TEST_F(Commands, LogVerifyAndCheckpointSpeakOfTheSameTree) {
    make_office();
    EXPECT_EQ(relay::log_verify(settings, streams(), clock), 0) << err.str();
    EXPECT_NE(out.str().find("0 leaves"), std::string::npos);
    const auto computed = out.str().substr(out.str().find("Root: ") + 6);
    EXPECT_EQ(relay::log_checkpoint(settings, streams(), clock), 0);
    EXPECT_NE(out.str().find('\n' + computed), std::string::npos) << out.str();
}

// A log that is gone is not begun anew once a device was listed.
TEST_F(Commands, RefuseAnOfficeWhoseLogIsMissing) {
    make_office();
    std::filesystem::remove(settings.data / "log.db");
    EXPECT_EQ(relay::log_checkpoint(settings, streams(), clock), 0) << "nobody was listed yet";
    const auto code = envelope::read_enrolment_code(invite("kiosk-1"));
    {
        const auto stores = relay::open_office(settings, clock);
        ASSERT_TRUE(stores->authority->enrol(request_of(*code, envelope::PrivateKey::make()), ""));
    }
    std::filesystem::rename(settings.data / "log.db", directory / "log.db");
    EXPECT_EQ(relay::log_checkpoint(settings, streams(), clock), 1);
    std::filesystem::rename(directory / "log.db", settings.data / "log.db");
    EXPECT_EQ(relay::log_checkpoint(settings, streams(), clock), 0);
}

TEST(Examples, AreConfigurationsThatTheProgramReads) {
    for (const std::string name : {"archive", "device", "desk"}) {
        const std::filesystem::path file =
            std::string(SUOJA_SOURCE_DIR) + "/config/" + name + ".example.toml";
        const auto bytes = read_file(file, 100'000);
        ASSERT_TRUE(bytes) << name;
        const auto read = relay::parse_settings(text(*bytes), name, "/etc/suoja");
        ASSERT_TRUE(read) << read.error().what;
        EXPECT_EQ(read->is_archive(), name == "archive");
        // as it stands with every key that is commented out put in
        std::string all;
        std::istringstream lines{std::string(text(*bytes))};
        for (std::string line; std::getline(lines, line);)
            all +=
                (line.starts_with('#') && !line.starts_with("# ") ? line.substr(1) : line) + '\n';
        if (name != "archive") { // the user of the example is not on every machine
            const auto users = all.find("[\"kiosk\"]");
            ASSERT_NE(users, std::string::npos);
            all.replace(users, 9, "[\"root\"]");
        }
        const auto whole = relay::parse_settings(all, name, "/etc/suoja");
        EXPECT_TRUE(whole) << whole.error().what;
    }
}

// What `serve` does with its control socket, without the rest of it: one request a connection.
class SmallServe {
  public:
    SmallServe(const relay::Settings& settings, const Clock& clock)
        : lock_(std::move(
              *FileLock::take(settings.data / relay::kLockFile, std::chrono::milliseconds{0}))),
          stores_(std::move(*relay::open_office(settings, clock))), clock_(clock) {
        listener_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto path = (settings.data / relay::kControlSocket).string();
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        const auto* const generic = static_cast<const sockaddr*>(static_cast<void*>(&address));
        EXPECT_EQ(::bind(listener_, generic, sizeof address), 0);
        EXPECT_EQ(::listen(listener_, 4), 0);
        thread_ = std::thread([this] { serve(); });
    }
    SmallServe(const SmallServe&) = delete;
    SmallServe& operator=(const SmallServe&) = delete;
    ~SmallServe() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    [[nodiscard]] const std::string& seen() const { return seen_; }

  private:
    void serve() {
        for (int peer = -1; (peer = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(peer))
            answer(peer);
    }
    void answer(int peer) {
        std::string request;
        std::array<char, 4096> buffer{};
        std::size_t whole = std::string::npos;
        while (whole == std::string::npos || request.size() < whole) {
            const auto size = ::read(peer, buffer.data(), buffer.size());
            if (size <= 0)
                return;
            request.append(buffer.data(), static_cast<std::size_t>(size));
            const auto head = request.find("\r\n\r\n");
            const auto length = request.find("Content-Length: ");
            if (head != std::string::npos && length != std::string::npos)
                whole = head + 4 + std::stoul(request.substr(length + 16));
        }
        seen_ += request;
        const auto command = request.substr(14, request.find(' ', 14) - 14); // POST /control/
        relay::OfficeContext office{*stores_.authority, *stores_.log, clock_, {}};
        const auto said =
            relay::control(office, command, request.substr(request.find("\r\n\r\n") + 4));
        const std::string text =
            "HTTP/1.1 " + std::to_string(said.status) + " x\r\nContent-Type: " + said.content_type +
            "\r\nConnection: close\r\nContent-Length: " + std::to_string(said.body.size()) +
            "\r\n\r\n" + said.body;
        EXPECT_EQ(::write(peer, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }

    FileLock lock_;
    relay::OfficeStores stores_;
    const Clock& clock_;
    int listener_ = -1;
    std::string seen_;
    std::thread thread_;
};

TEST_F(Commands, WorkAlikeBesideARunningServe) {
    make_office();
    hand_out_root();
    std::string seen;
    {
        SmallServe serve(settings, clock);
        const auto code = envelope::read_enrolment_code(invite("kiosk-1"));
        EXPECT_TRUE(code);
        EXPECT_EQ(relay::invite(settings, {"reception", "oulu", "kiosk-1"}, streams(), clock), 2);
        EXPECT_NE(err.str().find("no such site"), std::string::npos);
        EXPECT_EQ(relay::revoke(settings, "joutseno/kiosk-1", "lost", streams(), clock), 1);
        EXPECT_EQ(relay::list_devices(settings, true, streams(), clock), 0);
        EXPECT_EQ(relay::log_verify(settings, streams(), clock), 0);
        EXPECT_EQ(relay::log_checkpoint(settings, streams(), clock), 0);
        const auto csr = envelope::make_request(envelope::PrivateKey::make(), "centre");
        EXPECT_EQ(relay::office_sign_group(settings, sign_request(csr), streams(), clock), 0)
            << err.str();
        EXPECT_TRUE(std::filesystem::exists(directory / "centre.crt"));
        seen = serve.seen();
    }
    // the serving process got the certificate, and neither the root's file nor its words
    EXPECT_NE(seen.find("install_group_certificate"), std::string::npos);
    const auto p12 = read_file(directory / "root.p12", 10'000);
    EXPECT_EQ(seen.find(base64(ByteView(*p12).subspan(0, 48))), std::string::npos);
    EXPECT_EQ(seen.find("eight words"), std::string::npos);
    EXPECT_EQ(relay::list_devices(settings, false, streams(), clock), 0);
    EXPECT_NE(out.str().find("group centre"), std::string::npos);
}

TEST_F(Commands, SayThatTheDirectoryIsInUseWhenNobodyAnswersThere) {
    make_office();
    {
        const auto held =
            FileLock::take(settings.data / relay::kLockFile, std::chrono::milliseconds{0});
        ASSERT_TRUE(held);
        struct : Clock {
            mutable Steady at{};
            [[nodiscard]] Millis now() const override { return {}; }
            [[nodiscard]] Steady steady() const override {
                return at += std::chrono::milliseconds{500};
            }
        } hasty;
        EXPECT_EQ(relay::list_devices(settings, false, streams(), hasty), 6);
    }
    EXPECT_EQ(relay::list_devices(settings, false, streams(), clock), 0);
}

} // namespace
} // namespace suoja::test
