// SPDX-License-Identifier: Apache-2.0
#include "core/files.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace suoja {
namespace {

namespace fs = std::filesystem;

struct Files : testing::Test {
    test::TemporaryDirectory directory;
    fs::path file = directory / "file";

    static unsigned mode_of(const fs::path& path) {
        struct stat info {};
        EXPECT_EQ(::stat(path.c_str(), &info), 0);
        return info.st_mode & 07777U;
    }
};

TEST_F(Files, AreWrittenWholeWithTheirMode) {
    write_durable(file, view("one"), Mode::secret);
    EXPECT_EQ(mode_of(file), 0600U);
    EXPECT_EQ(text(read_file(file, 100).value()), "one");
    write_durable(file, view("second"), Mode::readable);
    EXPECT_EQ(mode_of(file), 0644U);
    EXPECT_EQ(text(read_file(file, 100).value()), "second");
    write_durable(file, {}, Mode::secret);
    EXPECT_TRUE(read_file(file, 100)->empty());
    EXPECT_FALSE(fs::exists(file.string() + ".tmp"));
}

TEST_F(Files, AnOldTemporaryFileOrALinkInItsPlaceDoesNoHarm) {
    const auto other = directory / "other";
    write_durable(other, view("untouched"), Mode::secret);
    fs::create_symlink(other, file.string() + ".tmp");
    write_durable(file, view("new"), Mode::secret);
    EXPECT_EQ(text(read_file(other, 100).value()), "untouched");
    EXPECT_EQ(text(read_file(file, 100).value()), "new");
}

TEST_F(Files, AFailedWriteLeavesTheOldContent) {
    write_durable(file, view("old"), Mode::secret);
    fs::create_directory(file.string() + ".tmp"); // the temporary name cannot be used
    EXPECT_THROW(write_durable(file, view("new"), Mode::secret), StorageFailure);
    EXPECT_EQ(text(read_file(file, 100).value()), "old");
    fs::remove(file.string() + ".tmp");
    write_durable(file, view("new"), Mode::secret);
    EXPECT_EQ(text(read_file(file, 100).value()), "new");
    EXPECT_THROW(write_durable(directory / "none" / "file", view("x"), Mode::secret),
                 StorageFailure);
}

TEST_F(Files, AreRemovedOnceAndMissingOnesAreFine) {
    write_durable(file, view("x"), Mode::secret);
    remove_durable(file);
    EXPECT_FALSE(fs::exists(file));
    EXPECT_NO_THROW(remove_durable(file));
    EXPECT_THROW(remove_durable(directory.path()), StorageFailure);
}

TEST_F(Files, AreBoundedAndRegular) {
    write_durable(file, view("12345"), Mode::secret);
    EXPECT_EQ(read_file(file, 4).error().reason, Reason::too_large);
    EXPECT_TRUE(read_file(file, 5));
    EXPECT_EQ(read_file(directory / "none", 5).error().reason, Reason::not_found);
    EXPECT_EQ(read_file(directory.path(), 5).error().code, "not_a_file");
    ASSERT_EQ(::mkfifo((directory / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(read_file(directory / "pipe", 5).error().code, "not_a_file");
}

TEST_F(Files, ASecretThatOthersCanReadIsRefusedByName) {
    write_durable(file, view("key"), Mode::secret);
    EXPECT_EQ(read_secret(file, 100)->text(), "key");
    for (const ::mode_t mode : {0640U, 0604U, 0620U, 0601U}) {
        ASSERT_EQ(::chmod(file.c_str(), mode), 0);
        const auto refused = read_secret(file, 100);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "file_not_private");
        EXPECT_NE(refused.error().what.find(file.string()), std::string::npos);
        EXPECT_EQ(require_private(file).error().code, "file_not_private");
    }
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
    EXPECT_TRUE(read_secret(file, 100));
    EXPECT_TRUE(require_private(file));
    EXPECT_EQ(require_private(directory / "none").error().code, "file_missing");
}

TEST_F(Files, ASecretOfAnotherUserIsToBeGivenBackAndAnOpenOneToBeClosed) {
    constexpr ::uid_t kNobody = 65534;
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root can give a file away";
    write_durable(file, view("key"), Mode::secret);
    const auto advice = [&](::uid_t owner, ::mode_t mode) {
        EXPECT_EQ(::chown(file.c_str(), owner, owner), 0);
        EXPECT_EQ(::chmod(file.c_str(), mode), 0);
        const auto read = read_secret(file, 100);
        const auto looked = require_private(file);
        if (read || looked)
            return std::string();
        EXPECT_EQ(read.error().what, looked.error().what);
        const auto& what = read.error().what;
        return std::string(what.find("chown") != std::string::npos   ? "chown"
                           : what.find("chmod") != std::string::npos ? "chmod"
                                                                     : what);
    };
    EXPECT_EQ(advice(kNobody, 0600), "chown");
    EXPECT_EQ(advice(kNobody, 0644), "chown");
    EXPECT_EQ(advice(0, 0644), "chmod");
    EXPECT_EQ(advice(0, 0600), "");
}

TEST_F(Files, APrivateDirectoryIsMadeAndAnOpenOneRefused) {
    const auto inner = directory / "a" / "b";
    ASSERT_TRUE(private_directory(inner));
    EXPECT_EQ(mode_of(inner), 0700U);
    EXPECT_TRUE(private_directory(inner));
    ASSERT_EQ(::chmod(inner.c_str(), 0750), 0);
    EXPECT_FALSE(private_directory(inner));
    ASSERT_EQ(::chmod(inner.c_str(), 0700), 0);
    EXPECT_TRUE(private_directory(inner));
    write_durable(file, view("x"), Mode::secret);
    EXPECT_FALSE(private_directory(file));
}

TEST_F(Files, ALockIsHeldByOneProcessAtATime) {
    auto first = FileLock::take(file, std::chrono::milliseconds(0));
    ASSERT_TRUE(first);
    const auto child = ::fork();
    if (child == 0) {
        const auto second = FileLock::take(file, std::chrono::milliseconds(50));
        ::_exit(second ? 1 : second.error().reason == Reason::busy ? 0 : 2);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    { const FileLock moved = std::move(first.value()); }
    EXPECT_TRUE(FileLock::take(file, std::chrono::milliseconds(0)));
    EXPECT_EQ(mode_of(file), 0600U);
}

TEST_F(Files, ALockIsRefusedWithinOneProcessToo) {
    const auto first = FileLock::take(file, std::chrono::milliseconds(0));
    ASSERT_TRUE(first);
    EXPECT_EQ(FileLock::take(file, std::chrono::milliseconds(0)).error().reason, Reason::busy);
}

TEST_F(Files, ALockInAMissingFolderIsNoLock) {
    EXPECT_FALSE(FileLock::take(directory / "none" / "lock", std::chrono::milliseconds(0)));
}

} // namespace
} // namespace suoja
