// SPDX-License-Identifier: Apache-2.0
// Words typed into a record are nowhere in the clear: not in any file of kiosk, relays, archive and
// desk, not in a log. The scanner first proves that it finds what is planted, in each form.
#include "tests/scenarios/support/demo_office.h"

#include <gtest/gtest.h>

namespace suoja::test {
namespace {

const std::string kName = "Kanarialintunen";
const std::string kTold = "varpusenpesakolossa";

Ended scan(const std::filesystem::path& place) {
    return run({"python3", source("tests/support/canary_scan.py"), kName + "," + kTold, place});
}

TEST(Canary, TheScannerFindsWhatIsPlantedInEachEncodingAndPlace) {
    TemporaryDirectory place;
    std::filesystem::create_directories(place / "a/deep/folder");
    spill(place / "a/deep/folder/clean", "nothing to see here");
    ASSERT_EQ(scan(place.path()).code, 0);
    const auto make = [&](const std::string& expression) {
        return run({"python3", "-c",
                    "import sys,base64,urllib.parse\nw='" + kName +
                        "'\nsys.stdout.buffer.write(b'...' + " + expression + " + b'...')"})
            .out;
    };
    for (const auto* expression :
         {"w.encode()", "w.encode('utf-16-le')", "w.encode('utf-16-be')", "w.encode('utf-32-le')",
          "w.encode('utf-32-be')", "w.encode().hex().encode()", "w.encode().hex().upper().encode()",
          "base64.b64encode(w.encode())", "base64.b64encode(b'x'+w.encode()+b'yz')",
          "base64.b64encode(b'xy'+w.encode()+b'z')",
          "base64.urlsafe_b64encode(b'?>'+w.encode())"}) {
        spill(place / "a/deep/folder/planted.wal", make(expression));
        EXPECT_EQ(scan(place.path()).code, 1) << expression;
    }
    std::filesystem::remove(place / "a/deep/folder/planted.wal");
    EXPECT_EQ(scan(place.path()).code, 0);
}

TEST(Canary, NothingOfARecordIsInTheClearInAnyFileOfTheOffice) {
    DemoOffice office;
    auto sample = boost::json::parse(slurp(source("config/samples/intake.json"))).as_object();
    auto& answers = sample.at("answers").as_object();
    answers["family_name"] = kName;
    answers["narrative_own"] = "The words " + kTold + " were said.";
    const auto record = office.kiosk.add("intake", boost::json::serialize(sample));
    ASSERT_TRUE(office.arrives(office.kiosk, record));
    const auto shown = office.desk.suoja({"desk", "show", record});
    ASSERT_NE(shown.out.find(kName), std::string::npos) << "the desk reads it";
    ASSERT_NE(shown.out.find(kTold), std::string::npos);

    const auto while_running = scan(office.path());
    EXPECT_EQ(while_running.code, 0) << while_running.out;
    office.kiosk.relay->kill(); // what a crash leaves
    office.desk.relay->kill();
    office.archive->kill();
    const auto after = scan(office.path());
    EXPECT_EQ(after.code, 0) << after.out;
    // the same place, one word planted
    spill(office.path() / "planted", kTold);
    EXPECT_EQ(scan(office.path()).code, 1);
}

TEST(Canary, TheMemoryOfARelayNeverHoldsTheWords) {
    DemoOffice office;
    auto sample = boost::json::parse(slurp(source("config/samples/intake.json"))).as_object();
    sample.at("answers").as_object()["family_name"] = kName;
    const auto record = office.kiosk.add("intake", boost::json::serialize(sample));
    ASSERT_TRUE(office.arrives(office.kiosk, record));
    TemporaryDirectory cores;
    for (auto* daemon : {office.archive.get(), office.kiosk.relay.get(), office.desk.relay.get()}) {
        const auto dumped =
            run({"gcore", "-o", (cores / "core").string(), std::to_string(daemon->pid())});
        ASSERT_EQ(dumped.code, 0) << dumped.err;
    }
    EXPECT_EQ(scan(cores.path()).code, 0);
}

} // namespace
} // namespace suoja::test
