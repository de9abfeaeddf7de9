// SPDX-License-Identifier: Apache-2.0
// One byte changed on disk, in each store: noticed, by exit code 4, and with the byte put right the
// same command is content again.
#include "tests/scenarios/support/demo_office.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>

namespace suoja::test {
namespace {

void flip(const std::filesystem::path& file, std::streamoff at) {
    std::fstream io(file, std::ios::in | std::ios::out | std::ios::binary);
    io.seekg(at);
    const char byte = static_cast<char>(io.get() ^ 0x10);
    io.seekp(at);
    io.put(byte);
}

// every page of the file in turn, at most `most` of them
void each_page(const std::filesystem::path& file, std::size_t page, std::size_t most,
               const std::function<void(std::streamoff)>& then) {
    const auto pages = std::filesystem::file_size(file) / page;
    const auto step = std::max<std::size_t>(1, pages / most);
    for (std::size_t i = 0; i < pages; i += step)
        then(static_cast<std::streamoff>(i * page + page / 3));
}

DemoOffice& office() {
    static DemoOffice made;
    static const bool filled = [] {
        const auto record = made.kiosk.add("intake");
        return made.arrives(made.kiosk, record);
    }();
    EXPECT_TRUE(filled);
    return made;
}

TEST(FlippedBytes, InTheKioskDatabaseAreFoundOnEveryPage) {
    const auto file = office().kiosk.data / "records.db";
    ASSERT_EQ(office().kiosk.suoja({"audit", "verify"}).code, 0);
    each_page(file, 4096, 12, [&](std::streamoff at) {
        flip(file, at);
        const auto said = office().kiosk.suoja({"audit", "verify"});
        EXPECT_EQ(said.code, at < 4096 ? said.code : 4) << "at " << at << ": " << said.err;
        EXPECT_NE(said.code, 0) << "at " << at;
        flip(file, at);
    });
    EXPECT_EQ(office().kiosk.suoja({"audit", "verify"}).code, 0);
}

TEST(FlippedBytes, InTheArchiveLogAreFoundByItsVerification) {
    const auto file = office().archive_data / "log.db";
    ASSERT_EQ(office().archive->terminate(), 0);
    ASSERT_EQ(office().office({"log", "verify"}).code, 0);
    each_page(file, 16384, 6, [&](std::streamoff at) {
        flip(file, at);
        EXPECT_NE(office().office({"log", "verify"}).code, 0) << "at " << at;
        flip(file, at);
    });
    EXPECT_EQ(office().office({"log", "verify"}).code, 0);
    office().restart_archive();
}

TEST(FlippedBytes, InAnEnvelopeAreRefusedByTheRelayAndTheTwinIsTaken) {
    const auto items = log_entries(office().desk);
    ASSERT_FALSE(items.empty());
    const auto& item = items.back();
    const auto id = std::string(item.line.at("id").as_string());
    const auto put = [&](const std::string& der) {
        const auto file = office().path() / "put.der";
        spill(file, der);
        return run({"curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket",
                    office().kiosk.socket, "-X", "PUT", "-H", "Suoja-Group: centre", "-H",
                    "Content-Type: application/pkcs7-mime", "--data-binary", "@" + file.string(),
                    "http://localhost/v1/envelopes/" + id})
            .out;
    };
    auto flipped = item.der;
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
    EXPECT_EQ(put(flipped), "422");
    const auto taken = put(item.der);
    EXPECT_TRUE(taken == "200" || taken == "201") << taken;
}

// The slot is named by the passphrase, so what does not open it is damage and no wrong guess.
TEST(FlippedBytes, InASlotAreFound) {
    for (const auto& entry : std::filesystem::directory_iterator(office().desk.data / "slots")) {
        if (entry.path().filename().string().size() != 32)
            continue;
        flip(entry.path(), 20);
        EXPECT_EQ(office().desk.suoja({"audit", "verify"}).code, 4);
        flip(entry.path(), 20);
    }
    EXPECT_EQ(office().desk.suoja({"audit", "verify"}).code, 0);
}

} // namespace
} // namespace suoja::test
