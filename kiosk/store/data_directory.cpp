// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/data_directory.h"

#include "core/json.h"

namespace suoja::kiosk {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::milliseconds kPatience{2000};
constexpr std::size_t kMostDeviceFile = std::size_t{64} << 10U;
constexpr std::string_view kUnix = "unix:";

Failure damaged_device_file() {
    return fail(Reason::damaged, "device_file",
                "The file device.json of this device does not read. The records are safe; put the "
                "file back from the backup or ask support.");
}

// What exists in the folder and holds or guards a secret must be this user's alone.
Result<void> check_rights(const fs::path& root) {
    for (const auto* folder : {"slots", "outgoing"}) {
        std::error_code error;
        if (!fs::exists(root / folder, error))
            continue;
        if (auto made = private_directory(root / folder); !made)
            return made;
    }
    for (const auto* file :
         {"records.db", "records.db-wal", "records.db-shm", "records.head", "device.json", "lock",
          "slots/device", "slots/recovery.cms", "slots/tries"}) {
        std::error_code error;
        if (!fs::exists(root / file, error))
            continue;
        if (auto good = require_private(root / file); !good)
            return good;
    }
    return {};
}

} // namespace

Result<DataDirectory> DataDirectory::take(const fs::path& path, bool make) {
    std::error_code error;
    if (!make && !fs::exists(path / "records.db", error))
        return fail(Reason::not_found, "not_initialised",
                    "There is no device in " + path.string() +
                        " yet. Nothing was changed; make one with `suoja init`.");
    if (auto folder = private_directory(path); !folder)
        return folder.error();
    auto lock = FileLock::take(path / "lock", kPatience);
    if (!lock)
        return lock.error();
    if (make && fs::exists(path / "records.db", error))
        return fail(Reason::refused, "already_initialised",
                    "There is a device in " + path.string() +
                        " already. Nothing was changed; choose another folder.");
    if (auto good = check_rights(path); !good)
        return good.error();
    // an outgoing/ that somebody removed is made again: the rows it mirrors are in the database
    for (const auto* folder : {"slots", "outgoing"})
        if (auto made = private_directory(path / folder); !made)
            return made.error();
    return DataDirectory(path, std::move(*lock));
}

fs::path DeviceFile::socket() const {
    return relay.starts_with(kUnix) ? fs::path(relay.substr(kUnix.size())) : fs::path();
}

Result<DeviceFile> read_device_file(const DataDirectory& directory) {
    const auto bytes = read_secret(directory.device_file(), kMostDeviceFile);
    if (!bytes)
        return bytes.error();
    const auto object = json::parse_object(bytes->text(), kMostDeviceFile);
    if (!object || !json::only(*object, {"relay", "device", "kind", "site", "site_name"}))
        return damaged_device_file();
    const auto relay = json::text_of(*object, "relay");
    const auto device = json::text_of(*object, "device");
    const auto kind = json::text_of(*object, "kind");
    const auto site = json::text_of(*object, "site");
    const auto* names = json::object_of(*object, "site_name");
    if (!relay || !relay->starts_with(kUnix) || !device || !kind || !site || names == nullptr)
        return damaged_device_file();
    if (*kind != "reception" && *kind != "hotline" && *kind != "desk")
        return damaged_device_file();
    DeviceFile file{*relay, *device, *kind, *site, "", "", ""};
    file.site_name_en = json::text_of(*names, "en").value_or("");
    file.site_name_fi = json::text_of(*names, "fi").value_or("");
    file.site_name_sv = json::text_of(*names, "sv").value_or("");
    return file;
}

void write_device_file(const DataDirectory& directory, const DeviceFile& file) {
    const boost::json::object object{
        {"relay", file.relay},
        {"device", file.device},
        {"kind", file.kind},
        {"site", file.site},
        {"site_name",
         {{"en", file.site_name_en}, {"fi", file.site_name_fi}, {"sv", file.site_name_sv}}}};
    write_durable(directory.device_file(), view(json::canonical(object) + "\n"), Mode::secret);
}

} // namespace suoja::kiosk
