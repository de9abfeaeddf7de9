// SPDX-License-Identifier: Apache-2.0
// Form packages in the spool: kept beside everything else, and where their pages are lost
// everything else goes on.
#include "core/database/database.h"
#include "relay/spool.h"
#include "tests/support/clock.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>

namespace suoja::relay {
namespace {

constexpr std::size_t kLarge = std::size_t{3} << 20U;

struct SpoolForms : ::testing::Test {
    test::TemporaryDirectory directory;
    test::FakeClock clock;
    Secret key = Secret::random(database::kKeyBytes);
    std::atomic<int> stops{0};
    std::uint64_t max_bytes = std::uint64_t{1} << 30U;
    std::unique_ptr<Spool> spool;

    [[nodiscard]] std::filesystem::path file() const { return directory / "spool.db"; }
    void open() {
        spool.reset();
        SpoolSettings settings;
        settings.file = file();
        settings.key = key.copy();
        settings.max_bytes = max_bytes;
        settings.least_free_bytes = 0;
        settings.create = true;
        settings.on_stop = [this] { ++stops; };
        auto opened = Spool::open(std::move(settings), clock);
        ASSERT_TRUE(opened) << opened.error().code;
        spool = std::move(*opened);
    }
    [[nodiscard]] static Bytes package(std::string_view text, std::size_t bytes) {
        Bytes out(text.begin(), text.end());
        out.resize(bytes, 7);
        return out;
    }
    [[nodiscard]] Hash keep(const Bytes& der) const {
        std::promise<bool> kept;
        spool->keep_form(sha256(der), der, [&](bool good) { kept.set_value(good); });
        EXPECT_TRUE(kept.get_future().get());
        return sha256(der);
    }
    // the writer has done what was added before
    [[nodiscard]] bool writes() const { return spool->set_and_wait({{"x", Bytes{1}}}); }
    [[nodiscard]] database::Database raw(bool create = false) const {
        database::Options options;
        options.create = create;
        return database::Database::open(file(), key, options).value();
    }
    void flip(std::streamoff at) const {
        std::fstream io(file(), std::ios::in | std::ios::out | std::ios::binary);
        io.seekg(at);
        const char byte = static_cast<char>(io.get() ^ 0x10);
        io.seekp(at);
        io.put(byte);
    }
    // A page in the middle of the file, which is one of the largest package there.
    void damage_the_middle() {
        spool.reset();
        ASSERT_TRUE(raw().checkpoint(true));
        flip(static_cast<std::streamoff>(std::filesystem::file_size(file()) / 2));
        open();
    }
};

TEST_F(SpoolForms, AreKeptByTheirDigestOverARestart) {
    open();
    const auto der = package("intake", 100'000);
    EXPECT_FALSE(spool->has_form(sha256(der)));
    EXPECT_FALSE(spool->form(sha256(der)));
    const auto digest = keep(der);
    open();
    EXPECT_TRUE(spool->has_form(digest));
    EXPECT_EQ(spool->form(digest), der);
    EXPECT_FALSE(spool->has_form(sha256(view("another"))));
}

TEST_F(SpoolForms, CountAgainstTheSpoolsRoomUntilTheyAreDropped) {
    max_bytes = 1'000'000;
    open();
    const auto old = keep(package("intake 1", 600'000));
    EXPECT_EQ(spool->gauge().kept_bytes, 600'000U);
    EXPECT_EQ(spool->room(500'000), "spool_full");
    open();
    EXPECT_EQ(spool->room(500'000), "spool_full") << "counted anew at a start";
    const auto next = keep(package("intake 2", 1000));
    spool->drop_forms_except({next});
    ASSERT_TRUE(writes());
    EXPECT_FALSE(spool->has_form(old));
    EXPECT_TRUE(spool->form(next));
    EXPECT_EQ(spool->gauge().kept_bytes, 1000U);
    EXPECT_EQ(spool->room(500'000), "");
    spool->drop_forms_except({next});
    ASSERT_TRUE(writes());
    EXPECT_TRUE(spool->has_form(next));
}

TEST_F(SpoolForms, MoveOutOfTheSettingsOfAnOlderSpool) {
    open();
    const auto one = package("one", 50'000), two = package("two", 70'000);
    spool.reset();
    {
        auto database = raw();
        database.execute("drop table form; drop table form_body; PRAGMA user_version = 1");
        for (const auto& der : {one, two})
            database.prepare("insert into setting(name, value) values(?, ?)")
                .bind_all(std::string_view("form:" + hex(sha256(der))), ByteView(der))
                .run();
        database.prepare("insert into setting(name, value) values(?, ?)")
            .bind_all(std::string_view("format"), ByteView(one))
            .run();
    }
    open();
    EXPECT_EQ(spool->form(sha256(one)), one);
    EXPECT_EQ(spool->form(sha256(two)), two);
    EXPECT_FALSE(spool->setting("form:" + hex(sha256(one))));
    EXPECT_EQ(spool->setting("format"), one) << "another setting stays";
    EXPECT_EQ(spool->gauge().kept_bytes, 120'000U);
}

TEST_F(SpoolForms, WhoseDiskIsDamagedCostNoSettingAndNoWriter) {
    open();
    ASSERT_TRUE(spool->set_and_wait({{"a", Bytes{1}}, {"z", Bytes{2}}}));
    const auto der = package("intake", kLarge);
    const auto digest = keep(der);
    damage_the_middle();
    EXPECT_TRUE(spool->has_form(digest)) << "not read yet";
    EXPECT_THROW(static_cast<void>(spool->form(digest)), StorageFailure);
    EXPECT_FALSE(spool->has_form(digest));
    EXPECT_EQ(spool->setting("a"), Bytes{1});
    EXPECT_EQ(spool->setting("z"), Bytes{2});
    EXPECT_EQ(keep(der), digest) << "fetched anew, into other pages";
    EXPECT_TRUE(spool->has_form(digest));
    EXPECT_EQ(spool->form(digest), der);
    spool->drop_forms_except({digest});
    ASSERT_TRUE(writes());
    EXPECT_EQ(spool->form(digest), der);
    spool->drop_forms_except({});
    ASSERT_TRUE(writes()) << "the unreadable copy stays and is not touched";
    EXPECT_FALSE(spool->form(digest));
    EXPECT_EQ(spool->gauge().kept_bytes, kLarge) << "and is counted";
    open();
    EXPECT_EQ(spool->gauge().kept_bytes, kLarge);
    EXPECT_TRUE(writes());
    EXPECT_EQ(stops, 0);
}

} // namespace
} // namespace suoja::relay
