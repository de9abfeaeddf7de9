// SPDX-License-Identifier: Apache-2.0
// The command line of docs/formats.md ("Envelope") and its counterpart, run as they stand there.
#include "tests/core/seal/office_of_devices.h"
#include "tests/support/envelope_files.h"
#include "tests/support/temporary_directory.h"

namespace suoja::seal {
namespace {

using test::get;
using test::put;
using test::run;

struct StockTools : Sealing {
    test::TemporaryDirectory directory;

    StockTools() {
        put(directory / "root.pem", envelope::write_pem(office.root.certificate));
        put(directory / "ca.pem", envelope::write_pem(office.online_ca.certificate));
        put(directory / "recovery.pem", envelope::write_pem(office.recovery.certificate));
        put(directory / "recovery.key", test::key_pem(office.recovery.key));
        put(directory / "centre.pem", envelope::write_pem(office.centre.certificate));
        put(directory / "kiosk.pem", envelope::write_pem(kiosk.certificate));
        put(directory / "kiosk.key", test::key_pem(kiosk.key));
        put(directory / "E.der", der);
    }
};

TEST_F(StockTools, OpenWhatWeSeal) {
    const std::string command =
        "set -o pipefail; openssl cms -decrypt -inform DER -in E.der -recip recovery.pem "
        "-inkey recovery.key -binary 2>decrypt.log | openssl cms -verify -inform DER -CAfile "
        "root.pem -purpose any -binary -out document.json 2>verify.log";
    ASSERT_EQ(run(directory.path(), "bash -c '" + command + "'"), 0)
        << get(directory / "decrypt.log") << get(directory / "verify.log");
    std::string padded(document);
    padded.resize(4096, ' ');
    EXPECT_EQ(get(directory / "document.json"), padded);
    EXPECT_EQ(get(directory / "decrypt.log"), "");

    Bytes changed = der;
    changed.back() ^= 1U;
    put(directory / "E.der", changed);
    EXPECT_NE(run(directory.path(), "bash -c '" + command + "'"), 0);
}

TEST_F(StockTools, SealWhatWeOpen) {
    std::string padded(document);
    padded.resize(4096, ' ');
    put(directory / "document", padded);
    ASSERT_EQ(run(directory.path(),
                  "openssl cms -sign -binary -nosmimecap -nodetach -keyid -md sha256 -signer "
                  "kiosk.pem -inkey kiosk.key -certfile ca.pem -outform DER -in document -out "
                  "signed.der"),
              0);
    const std::string encrypt =
        "openssl cms -encrypt -binary -aes-256-gcm -aes256-wrap -keyid -outform DER -in signed.der "
        "-out F.der -recip centre.pem -keyopt ecdh_kdf_md:sha256 -recip recovery.pem -keyopt "
        "ecdh_kdf_md:";
    ASSERT_EQ(run(directory.path(), encrypt + "sha256"), 0);
    const auto bytes = get(directory / "F.der");
    const auto opened = open_it(view(bytes));
    ASSERT_TRUE(opened) << opened.error().code;
    EXPECT_EQ(opened->document, document);
    EXPECT_EQ(opened->recipients.size(), 2U);

    ASSERT_EQ(run(directory.path(), encrypt + "sha1"), 0); // one letter of the profile away
    EXPECT_EQ(refusal(view(get(directory / "F.der"))), "algorithm");
}

TEST_F(StockTools, ReadOurPkcs12) {
    put(directory / "root.p12",
        envelope::write_pkcs12(office.root, Secret::from_text("kuusi sanaa")).view());
    ASSERT_EQ(run(directory.path(), "openssl pkcs12 -in root.p12 -passin 'pass:kuusi sanaa' -nodes "
                                    "-info -out all.pem 2>info.log"),
              0);
    const auto all = get(directory / "all.pem");
    EXPECT_NE(all.find("BEGIN PRIVATE KEY"), std::string::npos);
    EXPECT_NE(all.find("BEGIN CERTIFICATE"), std::string::npos);
    const auto info = get(directory / "info.log");
    EXPECT_NE(info.find("MAC: sha256, Iteration 600000"), std::string::npos) << info;
    EXPECT_NE(info.find("PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256"),
              std::string::npos)
        << info;
    EXPECT_NE(run(directory.path(), "openssl pkcs12 -in root.p12 -passin 'pass:kuusi sanoa' -nodes "
                                    "-out none.pem 2>/dev/null"),
              0);
}

} // namespace
} // namespace suoja::seal
