// SPDX-License-Identifier: Apache-2.0
// The real window, by keys alone: what is typed into it reaches another process's desk, word for
// word; and after a lock or a hide none of it is left, on the screen, in memory or in a file.
#include "tests/scenarios/07-window/kiosk_at_keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace suoja::test {
namespace {

namespace json = boost::json;
using std::chrono::seconds;
using Thing = KioskAtKeys::Thing;

DemoOffice& office() {
    return office_with_hotline();
}

// Letters that stand nowhere else on this machine, and are no word of the program.
std::string canary(const std::string& kind) {
    std::string word = "Kanarian" + kind;
    for (auto number = ::getpid(); number > 0; number /= 10)
        word += static_cast<char>('a' + number % 10);
    return word;
}

// the desk's row of this case code; empty while it is not there
json::object row_at_the_desk(const std::string& case_code) {
    static_cast<void>(office().desk.suoja({"sync", "--wait", "1"}));
    const auto listed = office().desk.suoja({"desk", "list", "--json"});
    if (listed.code != 0)
        return {};
    const auto rows = json::parse(listed.out);
    for (const auto& row : rows.as_array())
        if (row.at("case_code").as_string() == case_code)
            return row.as_object();
    return {};
}

json::object shown_at_the_desk(const std::string& case_code) {
    json::object row;
    if (!eventually(
            [&] {
                row = row_at_the_desk(case_code);
                return !row.empty();
            },
            seconds(240)))
        throw std::runtime_error("the desk does not list " + case_code);
    return office()
        .desk.suoja_json({"desk", "show", std::string(row.at("record").as_string()), "--json"})
        .as_object();
}

std::string case_code_on(SeenWindow& seen) {
    for (const auto& word : seen.words())
        if (word.size() == 14 && word[4] == '-' && word[7] == '-' && word[12] == '-')
            return word;
    return {};
}

const std::string kDanger = "Is the person in immediate danger?";
const std::string kTold = "What the person has told";
const std::string kChildren = "Minor children in Finland (number)";

// from home to the family; leaves the focus in the number of children
void fill_in_person(KioskAtKeys& kiosk, const std::string& name) {
    kiosk.key("F2");
    kiosk.wait_for_focus({"radio button", "Can you talk safely here?: Yes"});
    kiosk.choose("Can you talk safely here?", "Yes");
    kiosk.choose(kDanger, "No");
    kiosk.key("F8");
    kiosk.wait_for_focus({"radio button", "How the person was met: Meeting in person"});
    kiosk.pick("Language for contact", "Russian");
    kiosk.choose("Is an interpreter needed?", "No");
    kiosk.key("F8");
    const std::string told_free = "Told: the help is free of charge and voluntary";
    kiosk.wait_for_focus({"radio button", told_free + ": Yes"});
    kiosk.choose(told_free, "Yes");
    kiosk.choose("Points explained", "Consent can be withdrawn");
    kiosk.choose("Consent to seek admission to the assistance system", "Given");
    kiosk.choose("How consent was given", "Spoken");
    kiosk.choose("May also be told to", "Nobody else");
    kiosk.key("F8");
    kiosk.wait_for_focus({"text", "Family name"});
    kiosk.type_in("Family name", name);
    kiosk.type_in("Given names", "Sample Person");
    kiosk.type_in("Date of birth", "05.1994");
    kiosk.choose("Adult or minor", "Adult");
    kiosk.key("F8");
    kiosk.wait_for_focus({"text", kChildren});
}

// from the family to the section that tells; leaves the focus in the summary
void tell(KioskAtKeys& kiosk, const std::string& told) {
    kiosk.key("F8");
    kiosk.key("F8");
    kiosk.wait_for_focus({"text", kTold});
    kiosk.type_in(kTold, told);
}

// while the number is typed the cursor stays in it, and rows come below
void add_two_children(KioskAtKeys& kiosk) {
    kiosk.key("2");
    kiosk.wait_for("Child 2");
    kiosk.wait_for_focus({"text", kChildren});
    kiosk.type_in("Child 1, Year of birth", "2018");
    kiosk.choose("Child 1, Is the child with the person?", "Yes");
    kiosk.type_in("Child 2, Year of birth", "2021");
    kiosk.choose("Child 2, Does the child need help?", "No");
}

void fill_in(KioskAtKeys& kiosk, const std::string& name, const std::string& told) {
    fill_in_person(kiosk, name);
    tell(kiosk, told);
}

void finalise(KioskAtKeys& kiosk) {
    kiosk.key("F8");
    kiosk.wait_for_focus({"toggle button", "Referring party"});
    kiosk.pick("Referring party", "Reception centre");
    kiosk.key("F9");
    kiosk.wait_for("Everything needed to send is answered");
    kiosk.key("ctrl+Return");
    kiosk.wait_for("Waiting to send");
}

Ended scan(const std::vector<std::string>& words,
           const std::vector<std::filesystem::path>& places) {
    std::string all;
    for (const auto& word : words)
        all += (all.empty() ? "" : ",") + word;
    Arguments command{"python3", source("tests/support/canary_scan.py"), all};
    for (const auto& place : places)
        command.push_back(place);
    return run(command, {}, seconds(300));
}

// The whole memory of a process, also what it asks to be left out of a dump.
void keep_core(pid_t process, const std::filesystem::path& file) {
    const auto dumped =
        must(run({"gcore", "-a", "-o", file, std::to_string(process)}, {}, seconds(300)), "gcore");
    ASSERT_TRUE(std::filesystem::exists(file.string() + "." + std::to_string(process)))
        << dumped.out << dumped.err;
}

// Files of this machine's places for temporary things that came or changed since then.
std::vector<std::filesystem::path> changed_since(std::filesystem::file_time_type then) {
    std::vector<std::filesystem::path> found;
    for (const auto* place : {"/tmp", "/var/tmp", "/dev/shm"}) {
        std::error_code gone;
        for (const auto& entry : std::filesystem::directory_iterator(
                 place, std::filesystem::directory_options::skip_permission_denied, gone))
            if (entry.is_regular_file(gone) && entry.last_write_time(gone) >= then)
                found.push_back(entry.path());
    }
    return found;
}

// F12: the page is gone from the screen, and no key but the held one brings anything back
void hide(KioskAtKeys& kiosk) {
    kiosk.key("F12");
    kiosk.wait_until([&] { return kiosk.see().shows("Tervetuloa"); }, "the neutral page");
    for (const auto* key : {"Escape", "Return", "F11", "a", "Tab", "F2"})
        kiosk.key(key);
    EXPECT_TRUE(kiosk.see().shows("Tervetuloa"));
    for (const auto* word : {"Suoja", "JOU", "Aino", "Lock"})
        EXPECT_FALSE(kiosk.see().shows(word)) << word;
}

TEST(Window, AnIntakeFilledInByKeysReachesAnotherDeskWordForWord) {
    const auto name = canary("nimi");
    const auto told = "Was promised work. " + canary("kertomus");
    KioskAtKeys kiosk(office().kiosk);
    kiosk.start();
    kiosk.unlock();
    kiosk.wait_for_focus({"push button", "New intake"});
    fill_in_person(kiosk, name);
    add_two_children(kiosk);
    tell(kiosk, told);
    const auto code = case_code_on(kiosk.see());
    ASSERT_FALSE(code.empty());
    EXPECT_TRUE(row_at_the_desk(code).empty()) << "nothing leaves before it is finalised";
    finalise(kiosk);
    EXPECT_TRUE(kiosk.see().shows(code));

    // It goes by itself, also behind the neutral page. A minute after the hide the store is closed
    // and a fresh process keeps the neutral page up.
    const auto worked = kiosk.window();
    hide(kiosk);
    kiosk.wait_until([&] { return !kiosk.open(); }, "hide does not lock by itself");
    kiosk.wait_until([&] { return kiosk.window() > 0 && kiosk.window() != worked; }, "a fresh one");
    kiosk.see().look_at(kiosk.window());
    kiosk.wait_until([&] { return kiosk.see().shows("Tervetuloa"); }, "the neutral page, locked");
    const auto shown = shown_at_the_desk(code);
    EXPECT_EQ(shown.at("form").as_string(), "intake");
    auto answers = shown.at("answers").as_object();
    EXPECT_NE(answers.if_contains("consent_at"), nullptr);
    answers.erase("consent_at"); // given by the clock
    const auto expected = json::parse(
        R"({"private_setting":"yes","immediate_danger":"no","contact_language":"ru",
            "interpreter_needed":"no","info_given":"yes","info_points":["withdraw"],
            "consent_referral":"given","consent_mode":"oral","consent_share":["none"],
            "given_names":"Sample Person","birth_date":"1994-05","age_group":"adult",
            "children_in_finland":2,
            "children":[{"birth_year":2018,"with_person":"yes"},
                        {"birth_year":2021,"needs_help":"no"}],
            "referrer_type":"reception_centre","forward_priority":"normal"})");
    auto wanted = expected.as_object();
    wanted["family_name"] = name;
    wanted["narrative_own"] = told;
    EXPECT_EQ(answers, wanted) << json::serialize(answers);

    kiosk.hold("F12");
    kiosk.wait_for_focus({"text", "User name"});
    kiosk.let_go("F12");
    EXPECT_EQ(kiosk.stop(), 0);
}

TEST(Window, NothingOfWhatWasTypedOutlivesTheLock) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root may look into the memory of a hardened process";
    const auto began = std::filesystem::file_time_type::clock::now();
    const std::vector<std::string> sent{canary("sukunimi"), canary("lahetetty")};
    const std::vector<std::string> kept{canary("toinennimi"), canary("luonnos")};
    const auto line = slurp(office().kiosk.passphrase);
    const auto passphrase = line.substr(0, line.find('\n'));
    KioskAtKeys kiosk(office().kiosk);
    kiosk.start();
    kiosk.unlock();
    kiosk.wait_for_focus({"push button", "New intake"});
    fill_in(kiosk, sent[0], "It was said: " + sent[1]);
    finalise(kiosk);
    fill_in(kiosk, kept[0], "It was said: " + kept[1]);
    const auto code = case_code_on(kiosk.see());
    ASSERT_FALSE(code.empty());

    TemporaryDirectory cores;
    const auto worked = kiosk.window();
    // a process that is known to hold them in each width, and the window that shows them
    Daemon holder({"python3", "-c",
                   "import sys,time\nw=sys.argv[1]\n"
                   "kept=[w.encode(e) for e in ('utf-16-le','utf-32-le')]\n"
                   "print('holds',flush=True)\ntime.sleep(3600)",
                   kept[0]},
                  cores / "holder.log");
    holder.start();
    ASSERT_TRUE(eventually([&] { return holder.log() == "holds\n"; }, seconds(60)));
    keep_core(holder.pid(), cores / "holder");
    const auto wide = scan(kept, {cores.path()});
    for (const auto* encoding : {" as utf-16-le", " as utf-32-le"})
        EXPECT_NE(wide.out.find(kept[0] + encoding), std::string::npos) << encoding << wide.err;
    std::filesystem::remove(cores / ("holder." + std::to_string(holder.pid())));
    holder.kill();
    keep_core(worked, cores / "unlocked");
    const auto control = scan(kept, {cores.path()});
    for (const auto& word : kept)
        EXPECT_NE(control.out.find(word + " as utf-8"), std::string::npos)
            << "the scanner must find the words in a window that shows them" << control.err;
    std::filesystem::remove(cores / ("unlocked." + std::to_string(worked)));

    kiosk.key("F11");
    kiosk.wait_for_fresh(worked);
    EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(worked)));
    EXPECT_FALSE(kiosk.open());
    keep_core(kiosk.supervisor(), cores / "supervisor");
    keep_core(kiosk.window(), cores / "locked");
    std::vector<std::string> all{passphrase};
    all.insert(all.end(), sent.begin(), sent.end());
    all.insert(all.end(), kept.begin(), kept.end());
    const auto after = scan(all, {cores.path()});
    EXPECT_EQ(after.code, 0) << after.out << after.err;
    spill(cores / "planted", "…" + passphrase + "…");
    EXPECT_EQ(scan({passphrase}, {cores.path()}).code, 1) << "the passphrase would be found";
    std::filesystem::remove_all(cores.path());

    // no file either: records, sockets' folder, home, caches, temporary files
    std::vector<std::filesystem::path> places{office().kiosk.data, office().kiosk.identity};
    // (HOME holds what this test itself prints as "out")
    for (const auto& entry : std::filesystem::directory_iterator(std::getenv("HOME")))
        if (entry.path().filename() != "out")
            places.push_back(entry.path());
    for (auto& file : changed_since(began))
        places.push_back(std::move(file));
    places.push_back(office().path() / (office().kiosk.name + "-window.log"));
    all.erase(all.begin()); // the passphrase's own file is no leak
    const auto files = scan(all, places);
    EXPECT_EQ(files.code, 0) << files.out << files.err;

    // and the draft is there again for who has the passphrase, where it was left
    kiosk.unlock();
    kiosk.wait_for_focus({"text", kTold});
    EXPECT_EQ(case_code_on(kiosk.see()), code);
    EXPECT_EQ(kiosk.see().text(kTold), "It was said: " + kept[1]);
    EXPECT_EQ(kiosk.stop(), 0);
}

TEST(Window, LanguageContrastAndTextSizeChangeWhileSomebodyWritesAndLoseNothing) {
    KioskAtKeys kiosk(office().kiosk);
    kiosk.start();
    kiosk.unlock();
    kiosk.key("F2");
    kiosk.wait_for_focus({"radio button", "Can you talk safely here?: Yes"});
    kiosk.choose(kDanger, "Not known");
    kiosk.key("alt+7");
    kiosk.wait_for_focus({"text", kTold});
    const std::string words = "half a sentence that";
    kiosk.type_in(kTold, words);
    const auto code = case_code_on(kiosk.see());

    // the menu of languages: Suomi, Svenska, English
    const auto change = [&](const std::string& from, int down) {
        kiosk.go_to({"push button", from});
        kiosk.key("space");
        for (int i = 0; i < down; ++i)
            kiosk.key("Down");
        kiosk.key("Return");
    };
    change("Language: English", 1);
    kiosk.wait_for("Kerrottu ja havaittu");
    EXPECT_EQ(kiosk.see().text("Henkilön itse kertoma"), words);
    EXPECT_FALSE(kiosk.see().shows("Told and observed"));
    kiosk.key("ctrl+F4");
    kiosk.wait_until(
        [&] {
            return kiosk.see().has({"push button", "Suuri kontrasti on päällä"});
        },
        "high contrast");
    EXPECT_EQ(kiosk.see().text("Henkilön itse kertoma"), words);
    change("Kieli: Suomi", 2);
    kiosk.wait_for("Berättat och observerat");
    EXPECT_EQ(kiosk.see().text("Vad personen själv har berättat"), words);
    for (int i = 0; i < 3; ++i)
        kiosk.key("ctrl+plus");
    kiosk.wait_until([&] { return kiosk.see().text("Vad personen själv har berättat") == words; },
                     "the text at 200 %");
    kiosk.key("ctrl+0");
    kiosk.key("ctrl+F4");
    change("Språk: Svenska", 3);
    kiosk.wait_for("Told and observed");
    EXPECT_EQ(kiosk.see().text(kTold), words);
    EXPECT_EQ(case_code_on(kiosk.see()), code);
    kiosk.key("alt+1");
    kiosk.wait_for_focus({"radio button", "Can you talk safely here?: Yes"});
    EXPECT_TRUE(kiosk.see().checked({"radio button", kDanger + ": Not known"}));
    EXPECT_EQ(kiosk.stop(), 0);
}

TEST(Window, ACallTakenByKeysReachesTheDeskWithItsTimes) {
    const auto summary = "Asks about rights. " + canary("puhelu");
    KioskAtKeys hotline(office().hotline);
    hotline.start();
    hotline.unlock();
    hotline.key("F2");
    hotline.wait_for_focus({"text", "Short summary"});
    hotline.type_in("Short summary", summary);
    const auto code = case_code_on(hotline.see());
    ASSERT_FALSE(code.empty());
    hotline.key("alt+7"); // Exploitation at work
    hotline.pick("Type of contact", "Possible victim");
    hotline.choose("Immediate danger?", "No");
    hotline.pick("Who is contacting", "The person themselves");
    hotline.choose("Anonymity", "Anonymous");
    hotline.choose("Call-back agreed?", "No");
    hotline.pick("Language of the contact", "Vietnamese");
    hotline.pick("Interpreting", "By telephone");
    hotline.type_in("Number of presumed victims concerned", "1");
    const Thing add{"push button", "Add: Person concerned"};
    hotline.go_to(add);
    hotline.key("space");
    hotline.wait_for_focus({"text", "Person concerned 1, Label of the person (pseudonym)"});
    hotline.type_in("Person concerned 1, Label of the person (pseudonym)", "A");
    hotline.choose("Advice and action", "Information given");
    hotline.choose("Follow-up needed?", "No");
    hotline.key("ctrl+e");
    hotline.wait_for("Call ended");
    hotline.key("ctrl+Return");
    hotline.wait_for("No call is open");
    const auto answers = shown_at_the_desk(code).at("answers").as_object();
    EXPECT_EQ(answers.at("summary").as_string(), summary);
    EXPECT_EQ(answers.at("reason_main").as_string(), "work");
    ASSERT_EQ(answers.at("persons").as_array().size(), 1U);
    EXPECT_EQ(answers.at("persons").as_array()[0].at("person_alias").as_string(), "A");
    EXPECT_EQ(answers.at("call_type").as_string(), "victim_self");
    EXPECT_LT(answers.at("started_at").as_string(), answers.at("ended_at").as_string());
    EXPECT_EQ(hotline.stop(), 0);
}

} // namespace
} // namespace suoja::test
