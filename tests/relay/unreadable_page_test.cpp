// SPDX-License-Identifier: Apache-2.0
// Pages of the log that cannot be read, under a running archive: who asks for them is told so, and
// everybody else is served; with the pages put right the same call gets its answer.
#include "tests/relay/real_office.h"

#include <fstream>

namespace suoja::test {
namespace {

constexpr std::streamoff kPage = 16384;

// the pages of one body, which lie in the middle of a log that holds little else
std::streamoff middle(const std::filesystem::path& file) {
    return static_cast<std::streamoff>(std::filesystem::file_size(file)) / kPage / 2;
}

void flip(const std::filesystem::path& file, std::streamoff first) {
    std::fstream io(file, std::ios::in | std::ios::out | std::ios::binary);
    for (auto page = first; page < first + 16; ++page) {
        io.seekg(page * kPage + 1000);
        const char byte = static_cast<char>(io.get() ^ 0x10);
        io.seekp(page * kPage + 1000);
        io.put(byte);
    }
}

bool received(const RealRelay& kiosk, const std::string& id) {
    for (const auto& event : kiosk.deliveries())
        if (event.id.str() == id && event.state == link::DeliveryState::received)
            return true;
    return false;
}

bool has(const RealRelay& desk, int leaf) {
    return !desk.get("/v1/entries?group=centre&after=" + std::to_string(leaf)).empty();
}

TEST(UnreadablePage, CostsTheAnswerThatNeedsItAndNotTheArchive) {
    RealOffice office;
    const auto file = office.directory / "archive/log.db";
    const auto kiosk = office.device("reception", "damage-kiosk");
    const auto large = sealed(std::string(std::size_t{4} << 20U, 'l'));
    ASSERT_EQ(kiosk.put(large), 201);
    ASSERT_TRUE(eventually([&] { return received(kiosk, large.id); }));
    ASSERT_TRUE(eventually([&] { return std::filesystem::file_size(file) > large.der.size(); }))
        << "the log's WAL goes into its file";
    const auto at = middle(file);
    flip(file, at);
    auto desk = office.device("desk", "damage-desk"); // its enrolment writes, into other tables
    ASSERT_TRUE(eventually(
        [&] { return office.archive->log().find("storage_unreadable") != std::string::npos; }));
    const auto verify = office.office({"log", "verify"});
    EXPECT_EQ(verify.code, 4) << verify.out << verify.err;
    EXPECT_TRUE(office.archive->running()) << office.archive->log();
    EXPECT_EQ(office.archive->log().find("storage_stopped"), std::string::npos);
    const auto next = sealed("while the page is bad");
    EXPECT_EQ(kiosk.put(next), 201);
    EXPECT_TRUE(eventually([&] { return received(kiosk, next.id); })) << "writing goes on";
    EXPECT_FALSE(has(desk, 0));
    const auto metrics = run({"curl", "-sS", "--unix-socket",
                              office.directory / "archive/control.sock", "http://x/metrics"});
    EXPECT_NE(metrics.out.find("\nsuoja_failed_reads_total "), std::string::npos);
    EXPECT_EQ(metrics.out.find("\nsuoja_failed_reads_total 0\n"), std::string::npos);
    flip(file, at);
    desk.daemon->kill(); // asks at once, not after its pause
    RealOffice::start(desk);
    EXPECT_TRUE(eventually([&] { return has(desk, 0) && has(desk, 1); }))
        << "put right, it is read";
    EXPECT_EQ(office.office({"log", "verify"}).code, 0);
}

} // namespace
} // namespace suoja::test
