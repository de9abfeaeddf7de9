// SPDX-License-Identifier: Apache-2.0
#include "core/files.h"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace suoja {
namespace fs = std::filesystem;
namespace {

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0)
            ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool open() const { return fd_ >= 0; }
    // close(2) may report a write error; the destructor cannot
    [[nodiscard]] bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

  private:
    int fd_;
};

fs::path directory_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

bool write_all(int fd, ByteView bytes) {
    while (!bytes.empty()) {
        const auto n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return true;
}

// What a file of secrets must be: this user's (or root's), and closed to all others.
std::optional<Failure> not_private(const fs::path& file, const struct stat& info) {
    if (info.st_uid != ::geteuid() && info.st_uid != 0)
        return fail(Reason::refused, "file_not_private",
                    file.string() + " belongs to another user. Nothing was used from it; give it "
                                    "to the user who runs this (chown) and try again.");
    if ((info.st_mode & 077U) != 0)
        return fail(Reason::refused, "file_not_private",
                    file.string() + " is open to others. Nothing was used from it; set its mode to "
                                    "0600 (chmod) and try again.");
    return std::nullopt;
}

// Fills `out` from the file; the failure names the file as it was given on the command line.
template <class Buffer>
Result<Buffer> slurp(const fs::path& file, std::size_t most, bool private_only) {
    // without O_NONBLOCK a pipe laid in the file's place would hold us up for ever
    const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!in.open())
        return fail(Reason::not_found, "file_missing",
                    "The file " + file.string() + " cannot be read. Check its name and rights.");
    struct stat info {};
    if (::fstat(in.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return fail(Reason::refused, "not_a_file", file.string() + " is not a regular file.");
    if (private_only)
        if (auto open = not_private(file, info))
            return std::move(*open);
    const auto size = static_cast<std::size_t>(info.st_size);
    if (size > most)
        return fail(Reason::too_large, "file_too_large", file.string() + " is too large.");
    Buffer out(size);
    std::span<std::uint8_t> room;
    if constexpr (std::is_same_v<Buffer, Secret>)
        room = out.writable();
    else
        room = out;
    while (!room.empty()) {
        const auto n = ::read(in.get(), room.data(), room.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(Reason::damaged, "file_short", file.string() + " could not be read whole.");
        room = room.subspan(static_cast<std::size_t>(n));
    }
    return out;
}

} // namespace

void sync_directory(const fs::path& directory) {
    const Descriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.open() || ::fsync(fd.get()) != 0)
        throw StorageFailure("a directory could not be flushed");
}

void write_durable(const fs::path& file, ByteView bytes, Mode mode) {
    const fs::path temporary = file.string() + ".tmp";
    ::unlink(temporary.c_str());
    {
        Descriptor out(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                              static_cast<mode_t>(mode)));
        if (!out.open() || ::fchmod(out.get(), static_cast<mode_t>(mode)) != 0 ||
            !write_all(out.get(), bytes) || ::fsync(out.get()) != 0 || !out.close()) {
            ::unlink(temporary.c_str());
            throw StorageFailure("a file could not be written and flushed");
        }
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) {
        ::unlink(temporary.c_str());
        throw StorageFailure("a file could not be renamed");
    }
    sync_directory(directory_of(file));
}

void remove_durable(const fs::path& file) {
    if (::unlink(file.c_str()) != 0) {
        if (errno == ENOENT)
            return;
        throw StorageFailure("a file could not be removed");
    }
    sync_directory(directory_of(file));
}

Result<Bytes> read_file(const fs::path& file, std::size_t most) {
    return slurp<Bytes>(file, most, false);
}

Result<Secret> read_secret(const fs::path& file, std::size_t most) {
    return slurp<Secret>(file, most, true);
}

Result<void> require_private(const fs::path& file) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0)
        return fail(Reason::not_found, "file_missing",
                    "The file " + file.string() + " cannot be read. Check its name and rights.");
    if (auto open = not_private(file, info))
        return std::move(*open);
    return {};
}

Result<void> private_directory(const fs::path& directory) {
    std::error_code error;
    if (!fs::exists(directory, error)) {
        fs::create_directories(directory_of(directory), error);
        if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
            return fail(Reason::refused, "directory_unwritable",
                        "The folder " + directory.string() + " cannot be made.");
    }
    struct stat info {};
    if (::stat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
        return fail(Reason::refused, "not_a_directory", directory.string() + " is not a folder.");
    if ((info.st_mode & 077U) != 0)
        return fail(Reason::refused, "directory_not_private",
                    directory.string() + " is open to others. Nothing was used from it; set its "
                                         "mode to 0700 (chmod) and try again.");
    return {};
}

Result<FileLock> FileLock::take(const fs::path& file, std::chrono::milliseconds patience) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(Reason::refused, "lock_unwritable",
                    "The data directory cannot be written to. Check its rights.");
    FileLock lock(fd);
    const auto until = std::chrono::steady_clock::now() + patience;
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (std::chrono::steady_clock::now() >= until)
            return fail(Reason::busy, "directory_in_use",
                        "The data directory is in use by another program. Nothing was changed; "
                        "end the other one and try again.");
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

FileLock::~FileLock() {
    if (fd_ >= 0)
        ::close(fd_);
}

} // namespace suoja
