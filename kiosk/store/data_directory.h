// SPDX-License-Identifier: Apache-2.0
#pragma once
// A device's data directory (0700) and its files, docs/formats.md "Data directory". Holding one
// holds the flock: one program at a time; another waits 2 s and is refused with busy (exit 6).
#include "core/files.h"

#include <filesystem>

namespace suoja::kiosk {

class DataDirectory {
  public:
    // `make`: for init, which refuses ("already_initialised") a directory that has a records.db
    [[nodiscard]] static Result<DataDirectory> take(const std::filesystem::path& path, bool make);
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path database() const { return path_ / "records.db"; }
    [[nodiscard]] std::filesystem::path slots() const { return path_ / "slots"; }
    [[nodiscard]] std::filesystem::path outgoing() const { return path_ / "outgoing"; }
    [[nodiscard]] std::filesystem::path device_file() const { return path_ / "device.json"; }

  private:
    DataDirectory(std::filesystem::path path, FileLock lock)
        : path_(std::move(path)), lock_(std::move(lock)) {}
    std::filesystem::path path_;
    FileLock lock_;
};

// device.json: what must be known before an unlock and is no secret.
struct DeviceFile {
    std::string relay;  // "unix:/run/suoja/relay.sock"
    std::string device; // "joutseno/kiosk-1"
    std::string kind;   // "reception", "hotline", "desk"
    std::string site;   // "joutseno"
    std::string site_name_en, site_name_fi, site_name_sv;
    [[nodiscard]] std::filesystem::path socket() const; // behind "unix:"
};
[[nodiscard]] Result<DeviceFile> read_device_file(const DataDirectory& directory);
void write_device_file(const DataDirectory& directory, const DeviceFile& file);

} // namespace suoja::kiosk
