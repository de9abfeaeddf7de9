// SPDX-License-Identifier: Apache-2.0
#include "kiosk/exchange/setup.h"
#include "kiosk/store/data_directory.h"
#include "tests/kiosk/cli/program.h"
#include "tests/support/exchange_office.h"

#include <fstream>

namespace suoja::test {
namespace {

namespace bj = boost::json;

// A reception kiosk and a desk made by `suoja init`, their archive in this process. Each test is a
// story, because making devices costs seconds of key derivation.
struct Commands : testing::Test {
    Program suoja;
    EnrolledOffice office{system_clock()};
    std::filesystem::path phrase =
        suoja.write(suoja.path("phrase"), "varpunen-kuusikko-lankku-meteli\n", 0600);

    Ran at(const std::string& device, std::vector<std::string> arguments,
           const std::string& user = "aino", const std::string& input = "") {
        for (const std::string& more :
             {std::string("--data"), suoja.path(device).string(), std::string("--user"), user,
              std::string("--passphrase-file"),
              (user == "aino" ? phrase : suoja.path(user)).string()})
            arguments.push_back(more);
        return suoja(std::move(arguments), input);
    }
    void init(const std::string& device, envelope::RoleKind kind, const std::string& site,
              const std::string& name) {
        office.enrol(kind, site, name);
        const auto ran = at(device, {"init", "--relay",
                                     "unix:" + office.far().socket(site + "/" + name).string(),
                                     "--display", "Aino Lehtola"});
        ASSERT_EQ(ran.code, 0) << ran.err;
    }
    void install_centre_key() {
        const auto csr = suoja.path("centre.csr");
        auto ran = at("desk", {"group", "new", "centre", "--csr-out", csr});
        ASSERT_EQ(ran.code, 0) << ran.err;
        const auto certificate =
            office.authority().sign_group(office.keys().root, *read_file(csr, 1U << 16U));
        ASSERT_TRUE(certificate);
        suoja.write(suoja.path("centre.crt"), envelope::write_pem(*certificate), 0644);
        ran = at("desk", {"group", "install", suoja.path("centre.crt")});
        ASSERT_EQ(ran.code, 0) << ran.err;
    }
    static std::string sample(const std::string& name) {
        return std::string(SUOJA_SOURCE_DIR) + "/config/samples/" + name + ".json";
    }
};

std::set<std::string> keys(const bj::value& value) {
    std::set<std::string> out;
    for (const auto& member : value.as_object())
        out.emplace(member.key());
    return out;
}

TEST_F(Commands, CarryARecordFromTheKioskToTheDesk) {
    init("kiosk", envelope::RoleKind::reception, "joutseno", "kiosk-1");
    init("desk", envelope::RoleKind::desk, "helsinki", "desk-1");

    // without a centre key finalising is refused, and nothing half-made stays
    auto ran = at("kiosk", {"record", "add", "--form", "intake", "--json", sample("intake")});
    EXPECT_EQ(ran.code, 1);
    expect_sentence(ran.err);
    EXPECT_EQ(at("kiosk", {"draft", "list", "--json"}).out, "[]\n");
    install_centre_key();
    ASSERT_EQ(at("kiosk", {"sync"}).code, 0); // the directory with the key

    ran = at("kiosk", {"record", "add", "--form", "intake", "--json", sample("intake")});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto added = ran.json();
    EXPECT_EQ(keys(added), (std::set<std::string>{"record", "case_code", "version"}));
    const std::string id(added.at("record").as_string());
    ran = at("kiosk", {"record", "list", "--json"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    ASSERT_EQ(ran.json().as_array().size(), 1U);
    const auto row = ran.json().at(0);
    EXPECT_EQ(keys(row), (std::set<std::string>{
                             "author", "case_code", "finalised_at", "form", "forwarded_at",
                             "handed_over_at", "language", "late", "opened_at", "receipt_number",
                             "received_at", "record", "refused", "state", "urgent", "version",
                             "withdrawal_received", "withdrawal_refused", "withdrawn_at"}));
    EXPECT_EQ(row.at("state").as_string(), "waiting");
    EXPECT_TRUE(row.at("received_at").is_null());
    EXPECT_EQ(at("kiosk", {"record", "verify", id}).code, 1); // no receipt yet

    ran = at("kiosk", {"sync", "--wait", "30", "--json"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(keys(ran.json()),
              (std::set<std::string>{"entries", "forms", "handed_over", "held", "mail", "receipts",
                                     "relay_reachable", "set_aside"}));
    EXPECT_EQ(ran.json().at("handed_over").as_int64(), 2);
    ran = at("kiosk", {"record", "verify", id});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("identity part"), std::string::npos);
    ran = at("kiosk", {"record", "list", "--state", "received"});
    EXPECT_NE(ran.out.find(id), std::string::npos);
    EXPECT_EQ(ran.out.find("Esimerkki"), std::string::npos); // never a name in a list

    ran = at("desk", {"sync", "--wait", "30", "--json"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_GE(ran.json().at("entries").as_int64(), 2);
    EXPECT_EQ(ran.json().at("set_aside").as_int64(), 0);
    ran = at("desk", {"desk", "list", "--json"});
    ASSERT_EQ(ran.json().as_array().size(), 1U) << ran.out;
    EXPECT_EQ(ran.json().at(0).at("record").as_string(), id);
    EXPECT_EQ(ran.json().at(0).at("device").as_string(), "joutseno/kiosk-1");
    ran = at("desk", {"desk", "show", id, "--json"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto shown = ran.json();
    EXPECT_EQ(shown.at("answers").at("family_name").as_string(), "Esimerkki");
    EXPECT_EQ(shown.at("missing").at("native_language").as_string(), "declined");
    const auto own = at("kiosk", {"record", "show", id, "--json"}).json();
    EXPECT_EQ(own.at("answers"), shown.at("answers"));
    EXPECT_EQ(own.at("missing"), shown.at("missing"));
    // what was shown goes in again as a new record, but not as another form
    ran = at("kiosk", {"record", "add", "--form", "intake", "--json", "-"}, "aino",
             json::canonical(own) + "\n");
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(std::string(ran.json().at("record").as_string()), id);
    EXPECT_EQ(at("kiosk", {"record", "add", "--form", "call", "--json", "-"}, "aino",
                 json::canonical(own) + "\n")
                  .code,
              1);
    EXPECT_NE(at("desk", {"desk", "show", id}).out.find("Sample Person"), std::string::npos);
    EXPECT_EQ(at("desk", {"desk", "show", "0190f3c2-7a54-7cc1-9d0e-1f2a3b4c5d6e"}).code, 1);

    // one envelope as a file: opened at the desk, refused with a flipped byte and at the kiosk
    const auto entries =
        office.far().log().entries(envelope::Group::centre, 0, std::size_t{1} << 24U);
    for (const auto& entry : entries) {
        if (entry.device != "joutseno/kiosk-1")
            continue;
        const auto file = suoja.write(suoja.path("e.der"), text(entry.der), 0644);
        ran = at("desk", {"envelope", "open", file});
        EXPECT_EQ(ran.code, 0) << ran.err;
        EXPECT_EQ(ran.json().at("kind").as_string(), "record");
        EXPECT_EQ(at("kiosk", {"envelope", "open", file}).code, 1);
        auto bent = entry.der;
        bent[bent.size() - 20] ^= 1U;
        ran =
            at("desk", {"envelope", "open", suoja.write(suoja.path("bent.der"), text(bent), 0644)});
        EXPECT_EQ(ran.code, 4);
        EXPECT_EQ(ran.out, "");
        break;
    }

    // readings stand in the audit logs, which verify
    const auto audit = at("desk", {"audit", "list", "--json"}).json();
    const auto acted = [&](std::string_view act) {
        return std::count_if(audit.as_array().begin(), audit.as_array().end(),
                             [&](const auto& one) { return one.at("act").as_string() == act; });
    };
    EXPECT_EQ(acted("opened_at_desk"), 2);
    EXPECT_EQ(acted("group_key_installed"), 1);
    EXPECT_EQ(keys(audit.at(0)),
              (std::set<std::string>{"act", "at", "hash", "number", "subject", "user"}));
    EXPECT_EQ(at("desk", {"audit", "verify"}).code, 0);
    EXPECT_EQ(at("kiosk", {"audit", "verify"}).code, 0);
    // the kiosk's goes to the centre and verifies there
    EXPECT_EQ(at("desk", {"audit", "list", "--device", "joutseno/kiosk-1"}).code, 1);
    ASSERT_EQ(at("kiosk", {"audit", "send"}).code, 0);
    ASSERT_EQ(at("kiosk", {"sync", "--wait", "30"}).code, 0);
    ASSERT_EQ(at("desk", {"sync", "--wait", "30"}).code, 0);
    ran = at("desk", {"audit", "verify"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("joutseno/kiosk-1: "), std::string::npos) << ran.out;
    const auto theirs =
        at("desk", {"audit", "list", "--device", "joutseno/kiosk-1", "--json"}).json();
    const auto ours = at("kiosk", {"audit", "list", "--json"}).json();
    ASSERT_GT(theirs.as_array().size(), 5U);
    for (const auto& entry : theirs.as_array())
        EXPECT_EQ(entry, ours.at(static_cast<std::size_t>(entry.at("number").as_int64()) - 1));
    ASSERT_EQ(at("kiosk", {"sync"}).code, 0);
    EXPECT_FALSE(at("kiosk", {"record", "list", "--json"}).json().at(0).at("opened_at").is_null());
}

TEST_F(Commands, RefuseWhatIsNotARecord) {
    init("kiosk", envelope::RoleKind::reception, "joutseno", "kiosk-1");
    init("desk", envelope::RoleKind::desk, "helsinki", "desk-1");
    install_centre_key();
    ASSERT_EQ(at("kiosk", {"sync"}).code, 0);
    const auto add = [&](const std::string& json) {
        return at("kiosk", {"record", "add", "--form", "intake", "--json",
                            suoja.write(suoja.path("in.json"), json, 0644)});
    };
    const auto whole = std::string(text(*read_file(sample("intake"), 1U << 20U)));
    auto ran = add("{\"answers\":{\"consent_referral\":\"given\"}}");
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("\n  "), std::string::npos) << "names the questions: " << ran.err;
    EXPECT_EQ(add("{\"answers\":{\"no_such\":\"x\"}}").code, 1);
    ran = add("{\"answers\":\n  {\"consent_referral\" \"given\"}}");
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("line 2, column 23"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("Nothing was stored"), std::string::npos) << ran.err;
    auto bent = whole;
    bent.replace(bent.find("\"given\""), 7, "\"declined\"");
    ran = add(bent);
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.err.find("Esimerkki"), std::string::npos);
    EXPECT_EQ(add(whole).code, 0);
    EXPECT_EQ(at("kiosk", {"record", "add", "--form", "none", "--json", sample("intake")}).code, 1);
    EXPECT_EQ(at("kiosk", {"record", "add", "--form", "intake", "--json", "/nowhere"}).code, 1);
    // a call is not a reception's work
    EXPECT_EQ(at("kiosk", {"record", "add", "--form", "call", "--json", sample("call")}).code, 1);

    // one document a line; the bad line is named, the ones before it are kept
    const auto line = json::canonical(*json::parse_strict(whole, 1U << 20U));
    ran = at("kiosk", {"record", "add", "--form", "intake", "--json", "-"}, "aino",
             line + "\n" + line + "\n{}\n" + line + "\n");
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("Line 3"), std::string::npos) << ran.err;
    EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 2);
    EXPECT_EQ(at("kiosk", {"record", "list", "--json"}).json().as_array().size(), 3U);

    ran = at("kiosk", {"record", "add", "--form", "intake", "--json", "-"}, "aino",
             "\n{\"answers\"\n");
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("line 2, column "), std::string::npos) << ran.err;

    // a text over the form's limit: the limit is named
    auto wordy = json::parse_object(whole, 1U << 20U).value();
    wordy.at("answers").as_object()["family_name"] = std::string(5000, 'x');
    ran = add(json::canonical(wordy));
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("family_name: is longer than 80 characters"), std::string::npos)
        << ran.err;

    // no relay: the work is kept
    office.far().stop("joutseno/kiosk-1");
    ran = at("kiosk", {"sync"});
    EXPECT_EQ(ran.code, 5);
    expect_sentence(ran.err);
    EXPECT_EQ(
        at("kiosk", {"record", "list", "--state", "waiting", "--json"}).json().as_array().size(),
        3U);
}

TEST_F(Commands, NothingInARecordCommandsTheTerminal) {
    init("kiosk", envelope::RoleKind::reception, "joutseno", "kiosk-1");
    init("desk", envelope::RoleKind::desk, "helsinki", "desk-1");
    install_centre_key();
    ASSERT_EQ(at("kiosk", {"sync"}).code, 0);
    auto hostile = json::parse_object(text(*read_file(sample("intake"), 1U << 20U)), 1U << 20U);
    const std::string name = "Esim\x1b[2J\x7f\xc2\x9b"
                             "31m\xe2\x80\xae"
                             "erkki";
    hostile->at("answers").as_object()["family_name"] = name;
    const auto file = suoja.write(suoja.path("in.json"), json::canonical(*hostile), 0600);
    auto ran = at("kiosk", {"record", "add", "--form", "intake", "--json", file});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const std::string id(ran.json().at("record").as_string());
    const std::string shown = "Esim\\u001b[2J\\u007f\\u009b31m\\u202eerkki";

    const auto harmless = [](const std::string& out) {
        return out.find('\x1b') == std::string::npos && out.find('\x7f') == std::string::npos &&
               out.find("\xc2\x9b") == std::string::npos &&
               out.find("\xe2\x80\xae") == std::string::npos;
    };
    ran = at("kiosk", {"record", "show", id});
    EXPECT_TRUE(harmless(ran.out)) << ran.out;
    EXPECT_NE(ran.out.find(shown), std::string::npos) << ran.out;
    ran = at("kiosk", {"record", "show", id, "--json"});
    EXPECT_TRUE(harmless(ran.out)) << ran.out;
    EXPECT_EQ(ran.json().at("answers").at("family_name").as_string(), name);
    ASSERT_EQ(at("kiosk", {"sync", "--wait", "30"}).code, 0);

    // a kiosk is no desk, and says so
    ran = at("kiosk", {"desk", "list"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("joutseno/kiosk-1, is no desk"), std::string::npos) << ran.err;
    ASSERT_EQ(at("desk", {"sync", "--wait", "30"}).code, 0);
    ran = at("desk", {"desk", "show", id});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(harmless(ran.out)) << ran.out;
    EXPECT_NE(ran.out.find(shown), std::string::npos) << ran.out;

    // the log names who and which case, for those who read it here
    ran = at("desk", {"audit", "list"});
    const auto opened = ran.out.find("opened_at_desk");
    ASSERT_NE(opened, std::string::npos) << ran.out;
    const auto line = ran.out.substr(opened, ran.out.find('\n', opened) - opened);
    EXPECT_NE(line.find("aino"), std::string::npos) << line;
    EXPECT_NE(line.find("JOU1-"), std::string::npos) << line;
    EXPECT_NE(line.find(id), std::string::npos) << line;
}

TEST_F(Commands, KeepPeopleApart) {
    init("kiosk", envelope::RoleKind::reception, "joutseno", "kiosk-1");
    const auto again = at("kiosk", {"init", "--relay", "unix:/nobody"});
    EXPECT_EQ(again.code, 1);

    suoja.write(suoja.path("noora"), "harmaa-tuoli-keinuu-portailla\n", 0600);
    suoja.write(suoja.path("weak"), "noora1\n", 0600);
    const auto add = [&](const std::string& role, const std::string& file) {
        return at("kiosk", {"user", "add", "noora", "--role", role, "--display", "Noora Heino",
                            "--new-passphrase-file", suoja.path(file)});
    };
    EXPECT_EQ(add("king", "noora").code, 2);
    auto ran = add("reception", "weak");
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.err.find("noora1"), std::string::npos);
    ran = add("reception,trainee", "noora");
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(add("reception", "noora").code, 1); // the name is taken
    ran = at("kiosk", {"user", "list", "--json"});
    ASSERT_EQ(ran.json().as_array().size(), 2U);
    EXPECT_EQ(keys(ran.json().at(1)),
              (std::set<std::string>{"disabled", "display", "id", "name", "roles"}));
    EXPECT_EQ(ran.json().at(1).at("display").as_string(), "Noora Heino");

    // what the role does not include is refused
    EXPECT_EQ(at("kiosk", {"user", "list"}, "noora").code, 1);
    EXPECT_EQ(at("kiosk", {"audit", "list"}, "noora").code, 1);
    EXPECT_EQ(at("kiosk", {"draft", "list"}, "noora").code, 0);
    EXPECT_EQ(at("kiosk", {"record", "list"}, "noora").code, 0);

    // a wrong passphrase is three, and the right one opens
    suoja.write(suoja.path("noora"), "something-else-entirely\n", 0600);
    ran = at("kiosk", {"record", "list"}, "noora");
    EXPECT_EQ(ran.code, 3);
    expect_sentence(ran.err);
    EXPECT_EQ(at("kiosk", {"record", "list"}).code, 0);

    // a draft is erased when somebody means it, and the log keeps that
    std::string draft;
    {
        auto taken = kiosk::DataDirectory::take(suoja.path("kiosk"), false);
        ASSERT_TRUE(taken);
        auto device =
            kiosk::unlock(std::move(*taken), "aino",
                          Secret::from_text("varpunen-kuusikko-lankku-meteli"), system_clock());
        ASSERT_TRUE(device) << device.error().what;
        kiosk::Draft begun;
        begun.id = DraftId::make(system_clock().now());
        draft = begun.id.str();
        begun.form = "intake";
        begun.form_version = "1";
        begun.case_code = "JOU1-26-0001-K";
        begun.author = device->user.id;
        database::Transaction transaction(device->store.database());
        device->store.drafts().insert(begun);
        transaction.commit();
    }
    EXPECT_NE(at("kiosk", {"draft", "list"}).out.find(draft), std::string::npos);
    EXPECT_EQ(at("kiosk", {"draft", "erase", draft}).code, 1);
    EXPECT_NE(at("kiosk", {"draft", "list"}).out.find(draft), std::string::npos);
    EXPECT_EQ(at("kiosk", {"draft", "erase", draft, "--yes"}).code, 0);
    EXPECT_EQ(at("kiosk", {"draft", "list", "--json"}).out, "[]\n");
    EXPECT_EQ(at("kiosk", {"draft", "erase", draft, "--yes"}).code, 1);
    EXPECT_NE(at("kiosk", {"audit", "list"}).out.find("draft_erased"), std::string::npos);

    // one program at a time
    {
        const auto held = kiosk::DataDirectory::take(suoja.path("kiosk"), false);
        ASSERT_TRUE(held);
        ran = at("kiosk", {"record", "list"});
        EXPECT_EQ(ran.code, 6);
        expect_sentence(ran.err);
    }
    EXPECT_EQ(at("kiosk", {"record", "list"}).code, 0);

    // a file that others may read is refused by its name
    std::filesystem::permissions(suoja.path("kiosk") / "records.db", std::filesystem::perms(0640));
    ran = at("kiosk", {"record", "list"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("records.db"), std::string::npos);
    std::filesystem::permissions(suoja.path("kiosk") / "records.db", std::filesystem::perms(0600));

    // a damaged database is four
    {
        std::fstream file(suoja.path("kiosk") / "records.db",
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(100);
        file.put('x');
        file.put('y');
    }
    EXPECT_EQ(at("kiosk", {"record", "list"}).code, 4);
}

} // namespace
} // namespace suoja::test
