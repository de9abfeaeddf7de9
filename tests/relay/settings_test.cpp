// SPDX-License-Identifier: Apache-2.0
// For each refusal the same text put right is read.
#include "core/files.h"
#include "relay/settings.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace suoja::relay {
namespace {

const std::string kArchive = R"([identity]
data = "data"
[listen]
device = "0.0.0.0:7443"
enrol = "127.0.0.1:0"
admin = "127.0.0.1:9090"
[sites]
joutseno = {code = "JOU", name = {en = "Joutseno", fi = "Joutseno", sv = "Joutseno"}}
helsinki = {code = "HEL", name = {en = "Helsinki", fi = "Helsinki", sv = "Helsingfors"}}
[erasure]
signers = 1
[limits]
idle_seconds = 30
[log]
level = "debug"
)";
const std::string kDevice = R"([identity]
data = "/var/lib/suoja"
[listen]
local = "relay.sock"
[local]
users = ["root", 1234]
[upstream]
url = "https://archive.example:7443"
ca = "root.pem"
[spool]
max_bytes = 1048576
)";

Result<Settings> parse(const std::string& text) {
    return parse_settings(text, "relay.toml", "/etc/suoja");
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Settings, OfAnArchiveAreRead) {
    const auto read = parse(kArchive);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_TRUE(read->is_archive());
    EXPECT_EQ(read->data, "/etc/suoja/data");
    EXPECT_EQ(read->listen.device, (HostPort{"0.0.0.0", 7443}));
    EXPECT_EQ(read->listen.enrol, (HostPort{"127.0.0.1", 0}));
    EXPECT_EQ(read->archive, "/etc/suoja/data/log.db");
    EXPECT_EQ(read->archive_key, "/etc/suoja/data/archive.key");
    ASSERT_EQ(read->sites.size(), 2U);
    EXPECT_EQ(read->sites[0].id, "joutseno") << "in the order of the file";
    EXPECT_EQ(read->sites[1].name.at("sv"), "Helsingfors");
    EXPECT_EQ(read->erasure_signers, 1U);
    EXPECT_EQ(read->limits.idle_seconds, 30U);
    EXPECT_EQ(read->limits.envelope_bytes, std::uint64_t{8} << 20U);
    EXPECT_EQ(read->log, Level::debug);
}

TEST(Settings, OfADeviceAreRead) {
    const auto read = parse(kDevice);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_FALSE(read->is_archive());
    EXPECT_EQ(read->upstream, (HostPort{"archive.example", 7443}));
    EXPECT_EQ(read->upstream_ca, "/etc/suoja/root.pem");
    EXPECT_EQ(read->listen.local, "/etc/suoja/relay.sock");
    EXPECT_EQ(read->spool, "/var/lib/suoja/spool.db");
    EXPECT_EQ(read->spool_max_bytes, 1048576U);
    EXPECT_EQ(read->local_users, (std::vector<std::uint32_t>{::geteuid(), 0, 0, 1234}));
}

struct Refusal {
    std::string_view base, from, to, code, says;
};

TEST(Settings, AreRefusedWithFileLineAndTheNearestKey) {
    const Refusal refusals[] = {
        {kArchive, "idle_seconds", "idle_second", "unknown_key",
         "relay.toml:13: \"limits.idle_second\" is not a known key; the nearest is "
         "\"limits.idle_seconds\"."},
        {kArchive, "[erasure]", "[erasures]", "unknown_key",
         "relay.toml:10: [erasures] is not a known section; the nearest is [erasure]."},
        {kArchive, "[sites]", "[site]", "unknown_key", "the nearest is [sites]."},
        {kArchive, "[identity]", "level = \"info\"\n[identity]", "unknown_key",
         "relay.toml:1: \"level\" stands in no section; the nearest key is \"log.level\"."},
        {kArchive, "device =", "devices =", "unknown_key", "the nearest is \"listen.device\""},
        {kArchive, "data = \"data\"", "data = 3", "wrong_type", "relay.toml:2: "},
        {kArchive, "signers = 1", "signers = 3", "bad_value", "from 1 to 2"},
        {kArchive, "signers = 1", "signers = \"1\"", "wrong_type", "relay.toml:11: "},
        {kArchive, "idle_seconds = 30", "idle_seconds = 0", "bad_value", "relay.toml:13: "},
        {kArchive, "idle_seconds = 30", "idle_seconds = -1", "bad_value", "relay.toml:13: "},
        {kArchive, "idle_seconds = 30", "idle_seconds = 1.5", "wrong_type", "relay.toml:13: "},
        {kArchive, "\"0.0.0.0:7443\"", "\"0.0.0.0\"", "bad_value", "must be host:port"},
        {kArchive, "\"0.0.0.0:7443\"", "\"0.0.0.0:74430\"", "bad_value", "must be host:port"},
        {kArchive, "\"127.0.0.1:9090\"", "\"0.0.0.0:9090\"", "bad_value", "loopback"},
        {kArchive, "\"debug\"", "\"verbose\"", "bad_value", "relay.toml:15: "},
        {kArchive, "code = \"JOU\"", "code = \"Jou\"", "bad_value", "three capital letters"},
        {kArchive, "code = \"JOU\"", "kode = \"JOU\"", "unknown_key", "sites.joutseno.code"},
        {kArchive, ", sv = \"Joutseno\"", "", "missing_key", "en, fi and sv"},
        {kArchive, "data = \"data\"\n", "", "missing_key", "identity.data"},
        {kArchive, "[listen]", "[listen", "syntax", "relay.toml:3: "},
        {kArchive, "[listen]", "[listen]\nlocal = \"x\"", "bad_value", "upstream"},
        {kArchive, "[sites]", "[archive]\nstore = \"postgresql://x\"\n[sites]", "bad_value",
         "PostgreSQL"},
        {kDevice, "https://", "http://", "bad_value", "https://host:port"},
        {kDevice, ":7443", ":0", "bad_value", "https://host:port"},
        {kDevice, "url = \"https://archive.example:7443\"\n", "", "missing_key", "upstream.url"},
        {kDevice, "\"root\", ", "\"nobody-of-this-name\", ", "bad_value", "local.users"},
        {kDevice, "1234]", "true]", "wrong_type", "local.users"},
        {kDevice, "max_bytes = 1048576", "max_bytes = 1", "bad_value", "spool.max_bytes"},
    };
    for (const auto& refusal : refusals) {
        ASSERT_TRUE(parse(std::string(refusal.base)));
        const auto read = parse(changed(std::string(refusal.base), refusal.from, refusal.to));
        ASSERT_FALSE(read) << refusal.to;
        EXPECT_EQ(read.error().code, refusal.code) << refusal.to;
        EXPECT_EQ(read.error().reason, Reason::usage);
        EXPECT_NE(read.error().what.find(refusal.says), std::string::npos)
            << read.error().what << "\n does not say " << refusal.says;
        EXPECT_TRUE(read.error().what.starts_with("relay.toml:")) << read.error().what;
    }
}

TEST(Settings, KnowHostsAndPorts) {
    EXPECT_EQ(parse_host_port("[::1]:7443"), (HostPort{"::1", 7443}));
    EXPECT_EQ(parse_host_port("[::1]:7443")->str(), "[::1]:7443");
    EXPECT_EQ(parse_host_port("archive.example:1")->str(), "archive.example:1");
    for (const auto* wrong : {"", ":1", "host", "host:", "host:1x", "host:-1", "::1:7443", "a b:1"})
        EXPECT_FALSE(parse_host_port(wrong)) << wrong;
}

TEST(DatabaseKey, IsMadeOnceAndNeverReadFromAFileThatOthersMayRead) {
    test::TemporaryDirectory directory;
    const auto file = directory / "spool.key";
    EXPECT_EQ(database_key(file, false).error().reason, Reason::not_found);
    const auto made = database_key(file, true);
    ASSERT_TRUE(made) << made.error().what;
    EXPECT_EQ(made->size(), 48U);
    const auto again = database_key(file, true);
    ASSERT_TRUE(again);
    EXPECT_TRUE(constant_time_equal(made->view(), again->view()));
    ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
    const auto open = database_key(file, true);
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().reason, Reason::refused);
    EXPECT_NE(open.error().what.find("spool.key"), std::string::npos) << open.error().what;
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
    EXPECT_TRUE(database_key(file, true));
    std::filesystem::resize_file(file, 47);
    EXPECT_EQ(database_key(file, true).error().reason, Reason::damaged);
}

} // namespace
} // namespace suoja::relay
