// SPDX-License-Identifier: Apache-2.0
#pragma once
// Files that must survive a power cut or hold a secret. Any thread.
// write_durable: temporary file in the same directory, fsync, rename, fsync of the directory; when
// it returns the new content is what a crash leaves. Throws StorageFailure.
#include "core/bytes.h"
#include "core/failure.h"
#include "core/secret.h"

#include <chrono>
#include <filesystem>

namespace suoja {

enum class Mode { secret = 0600, readable = 0644 };

void write_durable(const std::filesystem::path& file, ByteView bytes, Mode mode);
// removes the file and flushes its directory; a missing file is fine
void remove_durable(const std::filesystem::path& file);
void sync_directory(const std::filesystem::path& directory);

// not_found, too_large (over `most` bytes) or the bytes
[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& file, std::size_t most);
// As read_file, for files that hold a secret: a regular file of this user (or root) whose mode has
// no group or other bits; otherwise refused with the file's name. The bytes come in a Secret.
[[nodiscard]] Result<Secret> read_secret(const std::filesystem::path& file, std::size_t most);
[[nodiscard]] Result<void> require_private(const std::filesystem::path& file);
// makes the directory 0700 when missing; refuses one that others may enter
[[nodiscard]] Result<void> private_directory(const std::filesystem::path& directory);

// flock on `file` (made when missing); held while the object lives.
class FileLock {
  public:
    // waits up to `patience`; Reason::busy after that
    [[nodiscard]] static Result<FileLock> take(const std::filesystem::path& file,
                                               std::chrono::milliseconds patience);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

  private:
    explicit FileLock(int fd) : fd_(fd) {}
    int fd_ = -1;
};

} // namespace suoja
