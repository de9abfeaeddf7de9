// SPDX-License-Identifier: Apache-2.0
// An enrolment whose answer came and was not kept: the program is killed at the write that would
// keep it. The same command again goes on with the same key.
#include "tests/relay/real_office.h"

namespace suoja::test {
namespace {

// the program may let no file of its own grow, and is killed where it tries
Ended enrol_without_room(const RealRelay& relay, const std::string& code) {
    std::uintmax_t largest = 0;
    for (const auto& file : std::filesystem::directory_iterator(relay.data))
        if (file.path().filename() != "spool.db-shm")
            largest = std::max(largest, file.file_size());
    const auto blocks = std::max<std::uintmax_t>(32, (largest + 1023) / 1024); // -shm has 32
    return run({"bash", "-c", "ulimit -f " + std::to_string(blocks) + "; exec \"$@\"", "bash",
                program("suoja-relay"), "enrol", "--config", relay.config, "--code-file", "-"},
               code);
}

TEST(LostAnswer, IsAskedForAgainWithTheSameKey) {
    RealOffice office;
    const auto code = office.invite("reception", "lost-kiosk");
    auto kiosk = office.configure("lost-kiosk");
    office.archive->kill();
    EXPECT_EQ(office.enrol(kiosk, code).code, 5) << "nobody there: the key was made and kept";
    office.start_archive();
    const auto killed = enrol_without_room(kiosk, code);
    EXPECT_GT(killed.code, 128) << killed.out << killed.err;
    EXPECT_NE(office.office({"devices"}).out.find("joutseno/lost-kiosk"), std::string::npos)
        << "the archive has enrolled it";
    const auto thief = office.configure("thief");
    EXPECT_EQ(office.enrol(thief, code).code, 1) << "the code is of no use to anybody else";
    const auto again = office.enrol(kiosk, code);
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(again.out, "Enrolled at Test office as joutseno/lost-kiosk.\n");
    RealOffice::start(kiosk);
    EXPECT_TRUE(eventually([&] { return kiosk.status().upstream == "connected"; }));
}

TEST(EnrolmentCode, IsReadFromAFileOrFromStandardInput) {
    RealOffice office;
    const auto kiosk = office.configure("code-kiosk");
    const auto enrol = [&](Arguments how, const std::string& input = "") {
        Arguments command{program("suoja-relay"), "enrol", "--config", kiosk.config};
        command.insert(command.end(), how.begin(), how.end());
        return run(command, input);
    };
    EXPECT_EQ(enrol({}).code, 2) << "neither way";
    const auto file = office.directory / "code";
    EXPECT_EQ(enrol({"--code-file", file}).code, 1) << "no such file";
    spill(file, "\n");
    EXPECT_EQ(enrol({"--code-file", file}).code, 2);
    EXPECT_EQ(enrol({"--code-file", "-"}, " \n").code, 2);
    const auto code = office.invite("reception", "code-kiosk");
    spill(file, "  " + code + "\r\n");
    EXPECT_EQ(enrol({"--code-file", file, "--code", code}).code, 2) << "one way";
    const auto done = enrol({"--code-file", file});
    EXPECT_EQ(done.code, 0) << done.err;
    const auto other = office.configure("other-kiosk");
    const auto given = run({program("suoja-relay"), "enrol", "--config", other.config, "--code",
                            office.invite("reception", "other-kiosk")});
    EXPECT_EQ(given.code, 0) << given.err << "on the command line it may stand still";
}

} // namespace
} // namespace suoja::test
