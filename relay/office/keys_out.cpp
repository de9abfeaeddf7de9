// SPDX-License-Identifier: Apache-2.0
#include "relay/office/keys_out.h"

#include "relay/authority/authority.h"

#include <array>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace suoja::relay {
namespace {

constexpr std::size_t kMostPassphrase = 1024;
constexpr std::size_t kLeastPassphrase = 8;
constexpr std::size_t kMostBundle = std::size_t{64} << 10U;

Result<Secret> first_line(const Secret& all) {
    std::string_view line = all.text();
    line = line.substr(0, line.find('\n'));
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.size() < kLeastPassphrase || line.size() > kMostPassphrase || !is_utf8(line))
        return fail(Reason::usage, "passphrase_length",
                    "A passphrase has 8 to 1024 characters on one line. Nothing was changed; give "
                    "a longer one.");
    return Secret::from_text(line);
}

// The terminal itself, also when standard input is a file; echo comes back with the object.
class QuietTerminal {
  public:
    QuietTerminal() : fd_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
        if (fd_ < 0 || ::tcgetattr(fd_, &before_) != 0)
            return;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        quiet_ = ::tcsetattr(fd_, TCSAFLUSH, &quiet) == 0;
    }
    QuietTerminal(const QuietTerminal&) = delete;
    QuietTerminal& operator=(const QuietTerminal&) = delete;
    ~QuietTerminal() {
        if (quiet_)
            ::tcsetattr(fd_, TCSAFLUSH, &before_);
        if (fd_ >= 0)
            ::close(fd_);
    }
    [[nodiscard]] bool ready() const { return quiet_; }
    void say(std::string_view words) const {
        [[maybe_unused]] const auto written = ::write(fd_, words.data(), words.size());
    }
    [[nodiscard]] Secret line() const {
        Secret out(kMostPassphrase + 1);
        std::size_t size = 0;
        while (size < out.size() && ::read(fd_, &out.writable()[size], 1) == 1)
            if (out.writable()[size++] == '\n')
                break;
        return Secret(out.view().first(size));
    }

  private:
    int fd_;
    bool quiet_ = false;
    termios before_{};
};

} // namespace

Secret generate_passphrase() {
    constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789"; // 32: no l, o, 0, 1
    static_assert(kLetters.size() == 32);
    constexpr std::size_t kGroups = 6;
    constexpr std::size_t kGroup = 5;
    const Secret random = Secret::random(kGroups * kGroup);
    Secret out(kGroups * (kGroup + 1) - 1);
    std::size_t at = 0;
    for (std::size_t i = 0; i < random.size(); ++i) {
        if (i != 0 && i % kGroup == 0)
            out.writable()[at++] = '-';
        out.writable()[at++] = static_cast<std::uint8_t>(kLetters[random.view()[i] % 32U]);
    }
    return out;
}

Result<Secret> read_passphrase_file(const std::filesystem::path& file) {
    const auto all = read_secret(file, kMostPassphrase + 2);
    if (!all)
        return all.error();
    return first_line(*all);
}

Result<Secret> ask_passphrase(std::string_view prompt) {
    const QuietTerminal terminal;
    if (!terminal.ready())
        return fail(Reason::usage, "no_terminal",
                    "There is no terminal to type the passphrase on. Nothing was changed; give "
                    "--passphrase-file.");
    terminal.say(prompt);
    const Secret typed = terminal.line();
    terminal.say("\n");
    return first_line(typed);
}

Result<void> write_bundle(const std::filesystem::path& file, const envelope::Bundle& bundle,
                          const Secret& passphrase) {
    std::error_code ignored;
    if (std::filesystem::symlink_status(file, ignored).type() !=
        std::filesystem::file_type::not_found)
        return fail(Reason::refused, "file_exists",
                    "The file for a key exists already. Nothing was made or overwritten; give "
                    "another name.");
    const Secret p12 = envelope::write_pkcs12(bundle, passphrase);
    write_durable(file, p12.view(), Mode::secret);
    const auto again = read_bundle(file, passphrase);
    if (!again || again->certificate != bundle.certificate ||
        !again->key.belongs_to(bundle.certificate))
        return fail(Reason::damaged, "key_not_kept",
                    "The key does not come back from the file it was written to. No office was "
                    "made; give another place.");
    return {};
}

Result<envelope::Bundle> read_bundle(const std::filesystem::path& file, const Secret& passphrase) {
    const auto bytes = read_secret(file, kMostBundle);
    if (!bytes)
        return bytes.error();
    return envelope::read_pkcs12(bytes->view(), passphrase);
}

Result<envelope::Bundle> read_root(const std::filesystem::path& file,
                                   const std::filesystem::path& passphrase_file) {
    const auto passphrase = passphrase_file.empty()
                                ? ask_passphrase("Passphrase of the office root: ")
                                : read_passphrase_file(passphrase_file);
    if (!passphrase)
        return passphrase.error();
    auto root = read_bundle(file, *passphrase);
    if (!root)
        return root;
    if (const auto good = Authority::check_root(*root); !good)
        return good.error();
    return root;
}

} // namespace suoja::relay
