// SPDX-License-Identifier: Apache-2.0
// The archive's disk is full: it refuses before it acknowledges, the kiosk keeps and says waiting,
// and when there is room again everything arrives by itself. The disk is a small tmpfs, which needs
// root.
#include "tests/scenarios/support/demo_office.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sys/mount.h>
#include <unistd.h>

namespace suoja::test {
namespace {

struct SmallDisk {
    TemporaryDirectory mount_point;
    bool mounted =
        ::mount("tmpfs", mount_point.path().c_str(), "tmpfs", 0, "size=24m,mode=0700") == 0;
    SmallDisk() = default;
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (mounted)
            ::umount2(mount_point.path().c_str(), MNT_DETACH);
    }
};

TEST(FullDisk, UnderTheArchiveLosesNothingAndNothingIsAcknowledged) {
    SmallDisk disk;
    if (!disk.mounted)
        GTEST_SKIP() << "a small file system cannot be mounted here (not root)";
    DemoOffice::Wishes wishes;
    wishes.archive_data = disk.mount_point / "archive";
    DemoOffice office(wishes);
    const auto first = office.kiosk.add("intake");
    ASSERT_TRUE(office.arrives(office.kiosk, first)) << "with room left it goes through";

    const auto ballast = disk.mount_point / "ballast";
    {
        std::ofstream out(ballast, std::ios::binary);
        const std::string block(65536, 'x');
        while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush())
            continue;
    }
    std::vector<std::string> waiting;
    for (int i = 0; i < 3; ++i)
        waiting.push_back(office.kiosk.add("intake"));
    static_cast<void>(office.kiosk.suoja({"sync", "--wait", "3"}));
    const auto rows = office.kiosk.suoja_json({"record", "list", "--json"});
    for (const auto& row : rows.as_array())
        EXPECT_EQ(row.at("state").as_string(),
                  row.at("record").as_string() == first ? "received" : "waiting");
    EXPECT_TRUE(office.archive->running()) << "a full disk does not end the archive";

    std::filesystem::remove(ballast);
    for (const auto& record : waiting)
        EXPECT_TRUE(office.arrives(office.kiosk, record));
    EXPECT_EQ(office.office({"log", "verify"}).code, 0);
}

} // namespace
} // namespace suoja::test
