// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/passphrase.h"
#include "kiosk/store/slots.h"
#include "kiosk/store/tries.h"
#include "kiosk/store/user_name.h"
#include "tests/support/clock.h"
#include "tests/support/envelope_office.h"
#include "tests/support/ram_directory.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace suoja::kiosk {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

const Secret& passphrase() {
    static const Secret kept = Secret::from_text("kuivo-lerke-sarvu-tino-helma-jare");
    return kept;
}

Secret a_key() {
    Secret key(48);
    for (std::size_t i = 0; i < key.size(); ++i)
        key.writable()[i] = static_cast<std::uint8_t>(i + 1);
    return key;
}

bool is_key(const Result<Secret>& opened) {
    return opened && constant_time_equal(opened->view(), a_key().view());
}

std::string code(const Result<Secret>& outcome) {
    return outcome ? "" : outcome.error().code;
}

// The salt and parameters of a device that has to guess a thousand times in a test: log2 N = 14.
struct Folder {
    explicit Folder(std::string_view parameters = "scrypt 14 8 1") { header(parameters); }
    void header(std::string_view parameters) {
        write_durable(path / "device",
                      view("suoja-slots 1\n" + std::string(parameters) + "\n" +
                           std::string(32, 'a') + "\n\n"),
                      Mode::secret);
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        return std::string(text(read_file(path / name, 4096).value()));
    }
    void put(const std::string& name, std::string_view bytes) const {
        write_durable(path / name, view(bytes), Mode::secret);
    }
    // the machine starts again
    void reboot() { clock.steady_time = Steady{}; }
    void wait(seconds time) { clock.advance(time); }

    test::RamDirectory path;
    test::FakeClock clock;
    Slots slots{path.path(), clock};
};

TEST(Slots, OpenWithTheNameAndThePassphraseThatMadeThem) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase())));
    EXPECT_EQ(code(folder.slots.open("aino", Secret::from_text("kuivo"))), "wrong_passphrase");
    EXPECT_EQ(code(folder.slots.open("eino", passphrase())), "wrong_passphrase");
    EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase())));
}

TEST(Slots, AskForAsMuchWorkAsTheHeaderPromises) {
    Folder folder;
    folder.slots.initialise();
    const auto header = folder.read("device");
    EXPECT_TRUE(header.starts_with("suoja-slots 1\nscrypt 17 8 1\n")) << header;
    EXPECT_TRUE(header.ends_with("\n\n"));
    folder.slots.write("aino", passphrase(), a_key());
    EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase())));
}

TEST(Slots, HaveADifferentSaltOnEveryDevice) {
    Folder one, two;
    one.slots.initialise();
    two.slots.initialise();
    EXPECT_NE(one.read("device"), two.read("device"));
}

TEST(Slots, TakeTheNameHoweverItIsTyped) {
    Folder folder;
    folder.slots.write("Äino", passphrase(), a_key());
    // upper case, decomposed, with blanks around it
    EXPECT_TRUE(is_key(folder.slots.open("  A\xCC\x88INO ", passphrase())));
    EXPECT_EQ(code(folder.slots.open("aino", passphrase())), "wrong_passphrase");
    EXPECT_EQ(fold_user_name("ÅSA"), fold_user_name("a\xCC\x8Asa"));
}

TEST(Slots, NameNobodyInTheirFiles) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    const auto file = folder.slots.file_of("aino", passphrase());
    EXPECT_EQ(file.size(), 32U);
    EXPECT_EQ(folder.read(file).size(), 12U + 48U + 16U);
    for (const auto& entry : fs::directory_iterator(folder.path.path()))
        EXPECT_EQ(entry.path().filename().string().find("aino"), std::string::npos);
}

TEST(Slots, AreSealedAfreshEachTime) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    const auto file = folder.slots.file_of("aino", passphrase());
    const auto first = folder.read(file);
    folder.slots.write("aino", passphrase(), a_key());
    EXPECT_NE(folder.read(file), first);
}

TEST(Slots, PauseLongerAndLongerAfterWrongTries) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    const Secret wrong = Secret::from_text("wrong");
    const std::vector<seconds> pauses{seconds{0},   seconds{0},   seconds{0},
                                      seconds{5},   seconds{15},  seconds{60},
                                      seconds{300}, seconds{300}, seconds{300}};
    for (const auto pause : pauses) {
        ASSERT_EQ(code(folder.slots.open("aino", wrong)), "wrong_passphrase");
        ASSERT_EQ(folder.slots.pause(), pause);
        if (pause == seconds{0})
            continue;
        // even the right one waits, and waiting counts as no try
        const auto refused = folder.slots.open("aino", passphrase());
        ASSERT_EQ(code(refused), "paused");
        ASSERT_NE(refused.error().what.find(std::to_string(pause.count()) + " seconds"),
                  std::string::npos);
        folder.wait(pause - seconds{1});
        ASSERT_EQ(code(folder.slots.open("aino", passphrase())), "paused");
        folder.wait(seconds{1});
        ASSERT_EQ(folder.slots.pause(), seconds{0});
    }
    EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase())));
    // the right passphrase ends it
    ASSERT_EQ(code(folder.slots.open("aino", wrong)), "wrong_passphrase");
    EXPECT_EQ(folder.slots.pause(), seconds{0});
}

TEST(Slots, KeepThePauseOfOneUserWhenAnotherComesIn) {
    Folder folder;
    const Secret own = Secret::from_text("harmaa-tuoli-keinuu-portailla"),
                 wrong = Secret::from_text("wrong");
    folder.slots.write("aino", passphrase(), a_key());
    folder.slots.write("bo", own, a_key());
    // bo guesses at aino's, and comes in with his own in between
    for (const auto pause : {seconds{0}, seconds{0}, seconds{0}, seconds{5}, seconds{15},
                             seconds{60}, seconds{300}, seconds{300}}) {
        ASSERT_EQ(code(folder.slots.open("aino", wrong)), "wrong_passphrase");
        ASSERT_EQ(folder.slots.pause(), pause);
        folder.wait(pause);
        ASSERT_TRUE(is_key(folder.slots.open("bo", own)));
        ASSERT_EQ(folder.slots.pause(), seconds{0}) << "a right try makes nobody wait";
    }
    // one slip of bo's own costs him nothing
    ASSERT_EQ(code(folder.slots.open("bo", wrong)), "wrong_passphrase");
    EXPECT_EQ(folder.slots.pause(), seconds{0});
    // only aino's own right try ends hers
    ASSERT_TRUE(is_key(folder.slots.open("aino", passphrase())));
    ASSERT_EQ(code(folder.slots.open("aino", wrong)), "wrong_passphrase");
    EXPECT_EQ(folder.slots.pause(), seconds{0});
}

TEST(Slots, MakeNoTryThatTheyCannotCount) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    // the file cannot be written: its temporary name is taken by a folder
    fs::create_directory(folder.path / "tries.tmp");
    EXPECT_THROW(static_cast<void>(folder.slots.open("aino", passphrase())), StorageFailure);
    fs::remove(folder.path / "tries.tmp");
    EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase())));
}

TEST(Slots, PauseNoShorterWhenTheWallClockJumps) {
    Folder folder;
    for (int i = 0; i < 4; ++i)
        static_cast<void>(folder.slots.open("aino", Secret::from_text("wrong")));
    ASSERT_EQ(folder.slots.pause(), seconds{5});
    for (const auto jump : {std::chrono::hours{24 * 365 * 30}, -std::chrono::hours{24 * 365 * 56},
                            std::chrono::hours{1}, -std::chrono::hours{1}}) {
        const auto before = folder.clock.time;
        folder.clock.time += jump;
        EXPECT_EQ(folder.slots.pause(), seconds{5});
        EXPECT_EQ(code(folder.slots.open("aino", passphrase())), "paused");
        folder.clock.time = before;
    }
    folder.clock.steady_time += seconds{5};
    EXPECT_EQ(folder.slots.pause(), seconds{0});
}

TEST(Slots, PauseNoShorterAcrossARestartOfTheMachine) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    folder.wait(std::chrono::hours{100});
    for (int i = 0; i < 6; ++i) {
        folder.wait(folder.slots.pause());
        static_cast<void>(folder.slots.open("aino", Secret::from_text("wrong")));
    }
    ASSERT_EQ(folder.slots.pause(), seconds{60});
    folder.reboot();
    folder.clock.time += std::chrono::hours{24}; // put forward in between
    Slots again(folder.path.path(), folder.clock);
    EXPECT_EQ(again.pause(), seconds{60});
    folder.wait(seconds{59});
    EXPECT_EQ(code(again.open("aino", passphrase())), "paused");
    folder.wait(seconds{1});
    EXPECT_TRUE(is_key(again.open("aino", passphrase())));
}

TEST(Slots, ForgetNoTryOfAThousandWithJumpsAndRestarts) {
    Folder folder;
    std::int64_t last = 0;
    for (int i = 0; i < 1000; ++i) {
        Tries tries(folder.path / "tries", folder.clock);
        tries.count();
        const auto text = folder.read("tries");
        const auto failures = std::stoll(text.substr(text.find("\"failures\":") + 11));
        ASSERT_EQ(failures, last + 1);
        last = failures;
        if (i < 7)
            continue;
        // whatever happens in the meantime, three hundred real seconds must pass
        seconds real{0};
        for (int step = 0; step < 3; ++step) {
            if ((i + step) % 7 == 0)
                folder.clock.time -= std::chrono::hours{48};
            if ((i + step) % 3 == 0)
                folder.clock.time += std::chrono::hours{9000};
            if ((i + step) % 5 == 0)
                folder.reboot();
            folder.wait(seconds{40});
            real += seconds{40};
            const auto pause = Tries(folder.path / "tries", folder.clock).pause().value();
            ASSERT_GE(pause, seconds{300} - real) << i << ' ' << step;
            ASSERT_LE(pause, seconds{300});
        }
    }
}

TEST(Slots, AskForTheLongestPauseWhenTheCountIsDamaged) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    for (const auto* damage : {"", "{", "[]", "{\"failures\":-1,\"steady_ms\":0}",
                               "{\"failures\":\"0\",\"steady_ms\":0}", "{\"failures\":0}"}) {
        folder.reboot();
        folder.put("tries", damage);
        EXPECT_EQ(folder.slots.pause(), seconds{300}) << damage;
        EXPECT_EQ(code(folder.slots.open("aino", passphrase())), "paused") << damage;
        // nobody is locked out by it
        folder.wait(seconds{300});
        EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase()))) << damage;
        EXPECT_EQ(folder.slots.pause(), seconds{0});
    }
}

TEST(Slots, RefuseParametersThatAreWeakOrWithoutBound) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    for (const auto* bad :
         {"scrypt 13 8 1", "scrypt 1 8 1", "scrypt 21 8 1", "scrypt 14 1 1", "scrypt 14 16 1",
          "scrypt 14 8 0", "scrypt 14 8 5", "scrypt 14 8", "scrypt 14 8 1 1", "pbkdf2 14 8 1",
          "scrypt 014 8 1", "scrypt 14 8 -1", "scrypt  14 8 1", ""}) {
        folder.header(bad);
        const auto refused = folder.slots.open("aino", passphrase());
        EXPECT_EQ(code(refused), "slot_header") << bad;
        EXPECT_EQ(refused.error().reason, Reason::damaged);
    }
    folder.header("scrypt 14 8 1");
    EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase())));
}

TEST(Slots, RefuseAHeaderThatIsNotWrittenAsTheyWriteIt) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    const auto good = folder.read("device");
    for (const auto& bad :
         {good + "\n", good.substr(0, good.size() - 1), "suoja-slots 2" + good.substr(13),
          good.substr(0, good.size() - 3) + "\n\n", std::string("x") + good, std::string()}) {
        folder.put("device", bad);
        EXPECT_EQ(code(folder.slots.open("aino", passphrase())), "slot_header") << bad;
    }
    folder.put("device", good);
    EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase())));
}

TEST(Slots, DoNotOpenUnderAnotherHeader) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    const auto file = folder.slots.file_of("aino", passphrase());
    const auto good = folder.read("device");
    // another salt, or more work: another file name altogether
    auto other = good;
    other[other.size() - 3] = 'b';
    folder.put("device", other);
    EXPECT_EQ(code(folder.slots.open("aino", passphrase())), "wrong_passphrase");
    // the slot moved to the name that this header asks for: its tag names the old header
    fs::copy_file(folder.path / file, folder.path / folder.slots.file_of("aino", passphrase()));
    fs::permissions(folder.path / folder.slots.file_of("aino", passphrase()),
                    fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(code(folder.slots.open("aino", passphrase())), "slot_damaged");
    folder.put("device", good);
    EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase())));
}

TEST(Slots, FindEveryFlippedByte) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    const auto file = folder.slots.file_of("aino", passphrase());
    const auto good = folder.read(file);
    for (std::size_t i = 0; i < good.size(); i += 15) {
        auto bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        folder.put(file, bad);
        // the passphrase was right, so a person waits for nothing
        folder.wait(folder.slots.pause());
        EXPECT_EQ(code(folder.slots.open("aino", passphrase())), "slot_damaged") << i;
    }
    for (const auto& bad : {good.substr(1), good + "x", std::string()}) {
        folder.put(file, bad);
        folder.wait(folder.slots.pause());
        EXPECT_EQ(code(folder.slots.open("aino", passphrase())), "slot_damaged");
    }
    folder.put(file, good);
    folder.wait(folder.slots.pause());
    EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase())));
}

TEST(Slots, RefuseFilesThatOthersMayRead) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    static_cast<void>(folder.slots.open("aino", passphrase()));
    const auto file = folder.slots.file_of("aino", passphrase());
    for (const auto& name : {std::string("device"), std::string("tries"), file}) {
        fs::permissions(folder.path / name, fs::perms::group_read, fs::perm_options::add);
        folder.wait(folder.slots.pause());
        const auto refused = folder.slots.open("aino", passphrase());
        EXPECT_EQ(code(refused), "file_not_private") << name;
        EXPECT_NE(refused.error().what.find(name), std::string::npos);
        fs::permissions(folder.path / name, fs::perms::group_read, fs::perm_options::remove);
        EXPECT_TRUE(is_key(folder.slots.open("aino", passphrase()))) << name;
    }
}

// Made by Python's hashlib.scrypt and the AES-GCM of its cryptography package: a slot of today
// opens in ten years, and formats.md says enough to write one.
TEST(Slots, OpenWhatAnotherImplementationWrote) {
    Folder folder;
    const std::string name = "9f14b2c2c3d5bdfddc2155d7485eb9a9";
    const auto slot =
        from_hex("000102030405060708090a0bf656252c52d68efa96450cbde2d53b3ace9413909a9bb7cf8784a4d8"
                 "72997035e8e1c99872fd44328dbe5ba3a5964cc70b0c5d337f39017cdf2a093e59797542")
            .value();
    write_durable(folder.path / name, slot, Mode::secret);
    EXPECT_EQ(folder.slots.file_of("Äino", passphrase()), name);
    EXPECT_TRUE(is_key(folder.slots.open("Äino", passphrase())));
    // and ours is the same but for its nonce
    folder.slots.write("Äino", passphrase(), a_key());
    EXPECT_EQ(folder.read(name).size(), slot.size());
}

TEST(Slots, AreGoneWhenDestroyed) {
    Folder folder;
    folder.slots.write("aino", passphrase(), a_key());
    folder.slots.write("eino", passphrase(), a_key());
    folder.slots.destroy(folder.slots.file_of("aino", passphrase()));
    EXPECT_EQ(code(folder.slots.open("aino", passphrase())), "wrong_passphrase");
    EXPECT_TRUE(is_key(folder.slots.open("eino", passphrase())));
    EXPECT_THROW(folder.slots.destroy("../device"), StorageFailure);
    EXPECT_THROW(folder.slots.destroy("device"), StorageFailure);
}

TEST(Slots, OpenByTheRecoveryKeyAlone) {
    Folder folder;
    const auto office = test::Office::make();
    folder.slots.write_recovery(a_key(), office.recovery.certificate);
    EXPECT_TRUE(is_key(folder.slots.open_recovery(office.recovery)));
    EXPECT_FALSE(folder.slots.open_recovery(office.centre));
    auto bytes = folder.read("recovery.cms");
    bytes[bytes.size() - 1] = static_cast<char>(bytes[bytes.size() - 1] ^ 1);
    folder.put("recovery.cms", bytes);
    EXPECT_FALSE(folder.slots.open_recovery(office.recovery));
}

TEST(Passphrase, IsMadeOfSixWordsOfAListThatHoldsNoWordTwice) {
    const auto& words = passphrase_words();
    EXPECT_EQ(words.size(), kPassphraseWords);
    const std::set<std::string_view> known(words.begin(), words.end());
    EXPECT_EQ(known.size(), words.size());
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto phrase = generate_passphrase();
        std::string_view rest = phrase.text();
        int count = 0;
        while (!rest.empty()) {
            const auto end = std::min(rest.find('-'), rest.size());
            EXPECT_TRUE(known.contains(rest.substr(0, end)));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            ++count;
        }
        EXPECT_EQ(count, 6);
        EXPECT_TRUE(strong_enough(phrase, "aino"));
        seen.insert(std::string(phrase.text()));
    }
    EXPECT_EQ(seen.size(), 100U);
}

TEST(Passphrase, IsMeasuredNotRuled) {
    for (const auto* weak : {"", "password", "Password1!", "aino1234", "qwertyuiop", "aaaaaaaaaaaa",
                             "ainoainoaino", "12345678901234567890"})
        EXPECT_FALSE(strong_enough(Secret::from_text(weak), "aino")) << weak;
    for (const auto* strong :
         {"nurmi ja kolme hidasta kilpikonnaa", "vK9!tq2-Lm#x8", "lerke-sarvu-tino-helma"})
        EXPECT_TRUE(strong_enough(Secret::from_text(strong), "aino")) << strong;
    EXPECT_TRUE(strong_enough(Secret::from_text("lerke sarvu " + std::string(4000, 'x')), "aino"));
}

} // namespace
} // namespace suoja::kiosk
