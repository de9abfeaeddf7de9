// SPDX-License-Identifier: Apache-2.0
// Forms through the office's commands: packed, signed where the root is, published, listed.
#include "core/envelope/form_package.h"
#include "relay/office/form_commands.h"
#include "relay/office/keys_out.h"
#include "relay/office/stores.h"
#include "tests/relay/authority_fixture.h"

#include <sstream>

namespace suoja::test {
namespace {

struct OfficeForms : ::testing::Test {
    TemporaryDirectory directory;
    FakeClock clock;
    relay::Settings settings;
    std::ostringstream out, err;

    void SetUp() override {
        auto parsed = relay::parse_settings(
            "[identity]\ndata = \"data\"\n[listen]\ndevice = \"127.0.0.1:7443\"\n"
            "enrol = \"127.0.0.1:7444\"\n[sites]\n"
            "joutseno = {code = \"JOU\", name = {en = \"J\", fi = \"J\", sv = \"J\"}}\n"
            "[limits]\nleast_free_bytes = 1\n",
            "archive.toml", directory.path());
        ASSERT_TRUE(parsed) << parsed.error().what;
        settings = std::move(*parsed);
        const auto made = relay::Authority::init(*relay::authority_settings(settings, true),
                                                 "Test office", clock);
        ASSERT_TRUE(made);
        ASSERT_TRUE(relay::open_office(settings, clock));
        write_durable(directory / "root.pass", view("eight words or more\n"), Mode::secret);
        ASSERT_TRUE(relay::write_bundle(directory / "root.p12", made->root,
                                        Secret::from_text("eight words or more")));
    }
    [[nodiscard]] relay::Streams streams() {
        out.str("");
        err.str("");
        return {out, err};
    }
    void pack(const std::string& version, const std::string& form = "intake") {
        std::filesystem::create_directories(directory / "packed");
        const auto content =
            envelope::write_form({form, version, clock.now(), {{"survey.csv", "type,name\n"}}});
        write_durable(directory / "packed" / (form + '~' + version + ".form"), view(*content),
                      Mode::readable);
    }
    [[nodiscard]] int sign(const std::string& packed = "packed") {
        return relay::office_sign_forms({directory / "root.p12",
                                         directory / "root.pass",
                                         {directory / packed},
                                         directory / "signed"},
                                        streams());
    }
    [[nodiscard]] int publish(const std::string& name) {
        return relay::publish_forms(settings, {directory / "signed" / name}, streams(), clock);
    }
};

TEST_F(OfficeForms, GoFromPackedToPublishedAndAreListed) {
    pack("2026-12");
    pack("2026-1", "call");
    ASSERT_EQ(sign(), 0) << err.str();
    EXPECT_EQ(relay::list_forms(settings, false, streams(), clock), 0);
    EXPECT_NE(out.str().find("No form was published yet"), std::string::npos);
    EXPECT_EQ(publish("intake~2026-12.p7s"), 0) << err.str();
    EXPECT_NE(out.str().find("intake 2026-12"), std::string::npos);
    EXPECT_EQ(publish("call~2026-1.p7s"), 0);
    EXPECT_EQ(relay::list_forms(settings, false, streams(), clock), 0);
    EXPECT_NE(out.str().find("in use"), std::string::npos);
    EXPECT_NE(out.str().find("2026-1 "), std::string::npos);
    EXPECT_EQ(relay::list_forms(settings, true, streams(), clock), 0);
    EXPECT_EQ(out.str().find("{\"forms\":[{"), 0U);
}

TEST_F(OfficeForms, OfNamesThatRunTogetherHaveFilesOfTheirOwn) {
    pack("2026-12", "intake");
    pack("12", "intake-2026");
    ASSERT_EQ(sign(), 0) << err.str();
    EXPECT_EQ(publish("intake~2026-12.p7s"), 0) << err.str();
    EXPECT_EQ(out.str().find("In use from now on: intake 2026-12,"), 0U) << out.str();
    EXPECT_EQ(publish("intake-2026~12.p7s"), 0) << err.str();
    EXPECT_EQ(out.str().find("In use from now on: intake-2026 12,"), 0U) << out.str();
}

TEST_F(OfficeForms, AFileNameDoesNotCommandTheTerminal) {
    pack("2026-12");
    write_durable(directory / "packed/a\x1b[2J\n.form", view("{}"), Mode::readable);
    EXPECT_EQ(sign(), 4);
    EXPECT_EQ(err.str().find("a\\u001b[2J\\u000a.form is no packed form."), 0U) << err.str();
    EXPECT_EQ(publish("b\x1b[2J.p7s"), 1);
    EXPECT_EQ(err.str().find("b\\u001b[2J.p7s: "), 0U) << err.str();
}

TEST_F(OfficeForms, AnOlderVersionIsRefusedWithExitCodeOneAndItsFileIsNamed) {
    pack("2026-12");
    pack("2026-9");
    ASSERT_EQ(sign(), 0);
    EXPECT_EQ(publish("intake~2026-12.p7s"), 0);
    EXPECT_EQ(publish("intake~2026-9.p7s"), 1);
    EXPECT_EQ(err.str().find("intake~2026-9.p7s: "), 0U) << err.str();
    pack("2027-1");
    ASSERT_EQ(sign(), 0);
    EXPECT_EQ(publish("intake~2027-1.p7s"), 0);
}

TEST_F(OfficeForms, ADamagedPackageIsRefusedAndTheSoundOneIsTaken) {
    pack("2026-12");
    ASSERT_EQ(sign(), 0);
    const auto file = directory / "signed/intake~2026-12.p7s";
    auto bytes = read_file(file, 1U << 20U).value();
    bytes[bytes.size() / 2] ^= 1U;
    write_durable(directory / "signed/damaged.p7s", bytes, Mode::readable);
    EXPECT_EQ(publish("damaged.p7s"), 4) << err.str();
    EXPECT_EQ(publish("missing.p7s"), 1) << err.str();
    EXPECT_EQ(publish("intake~2026-12.p7s"), 0);
}

TEST_F(OfficeForms, WhatIsNoPackedFormIsNotSigned) {
    pack("2026-12");
    write_durable(directory / "packed/zz.form", view("{}"), Mode::readable);
    EXPECT_EQ(sign(), 4) << err.str();
    EXPECT_NE(err.str().find("zz.form"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(directory / "signed/intake~2026-12.p7s"));
    std::filesystem::remove(directory / "packed/zz.form");
    EXPECT_EQ(sign(), 0);
    std::filesystem::create_directories(directory / "empty");
    EXPECT_EQ(sign("empty"), 1);
}

} // namespace
} // namespace suoja::test
