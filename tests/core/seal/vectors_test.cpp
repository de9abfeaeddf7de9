// SPDX-License-Identifier: Apache-2.0
// The bytes under tests/vectors were written once (make_vectors) and must stay readable. Each
// second reader (openssl, tests/vectors/*.py) sees the same bytes.
#include "core/envelope/checkpoint.h"
#include "core/envelope/directory.h"
#include "core/envelope/pkcs12.h"
#include "core/seal/open.h"
#include "tests/support/envelope_files.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

namespace suoja::seal {
namespace {

using test::get;
using test::put;
using test::run;

const std::filesystem::path kVectors = std::filesystem::path(SUOJA_SOURCE_DIR) / "tests/vectors";

Bytes bytes_of(const char* name) {
    return read_file(kVectors / name, std::size_t{1} << 20U).value();
}
envelope::Certificate root() {
    return envelope::read_pem(get(kVectors / "root.pem")).value();
}
envelope::LogPublicKey log_key() {
    const auto bytes = from_base64(get(kVectors / "log_key.txt")).value();
    envelope::LogPublicKey out{};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}
constexpr std::string_view kOrigin = "golden-office/log/00c0ffee";

TEST(GoldenVectors, TheEnvelopeOpensWithTheRecoveryKey) {
    const auto recovery =
        envelope::read_pkcs12(bytes_of("recovery.p12"), Secret::from_text("golden vectors"));
    ASSERT_TRUE(recovery);
    EXPECT_EQ(recovery->certificate, envelope::read_pem(get(kVectors / "recovery.pem")).value());
    Keyring ring;
    ring.add(recovery->key, recovery->certificate);
    const auto opened = open(bytes_of("envelope.der"), ring, root());
    ASSERT_TRUE(opened) << opened.error().code;
    EXPECT_EQ(opened->document, get(kVectors / "document.json"));
    EXPECT_EQ(opened->signer.role()->name, "joutseno/kiosk-1");
    EXPECT_EQ(opened->recipients.size(), 2U);
}

TEST(GoldenVectors, StockToolsOpenTheEnvelope) {
    const test::TemporaryDirectory directory;
    ASSERT_EQ(run(kVectors, "openssl cms -decrypt -inform DER -in envelope.der -recip recovery.pem "
                            "-inkey recovery.key -binary | openssl cms -verify -inform DER -CAfile "
                            "root.pem -purpose any -no_check_time -binary -out '" +
                                (directory / "document").string() + "' 2>/dev/null"),
              0);
    auto text = get(directory / "document");
    EXPECT_EQ(text.size(), 4096U);
    text.erase(text.find_last_not_of(' ') + 1);
    EXPECT_EQ(text, get(kVectors / "document.json"));
}

TEST(GoldenVectors, TheDirectoryReads) {
    const auto directory = envelope::open_directory(bytes_of("directory.der"), root(), 1);
    ASSERT_TRUE(directory) << directory.error().code;
    EXPECT_EQ(envelope::write_directory(*directory), get(kVectors / "directory.json"));
    ASSERT_NE(directory->device("joutseno/kiosk-1"), nullptr);
    EXPECT_TRUE(directory->device("joutseno/kiosk-1")->sealing[0].revoked_at);
}

TEST(GoldenVectors, TheReceiptAndItsCheckpointVerify) {
    const auto receipt = envelope::read_receipt(get(kVectors / "receipt.json"));
    ASSERT_TRUE(receipt);
    EXPECT_EQ(envelope::write_receipt(*receipt), get(kVectors / "receipt.json"));
    EXPECT_EQ(receipt->checkpoint, get(kVectors / "checkpoint.txt"));
    const auto checkpoint =
        envelope::verify_receipt(*receipt, sha256(bytes_of("envelope.der")), kOrigin, log_key());
    ASSERT_TRUE(checkpoint) << checkpoint.error().code;
    EXPECT_EQ(checkpoint->size, 13U);
    EXPECT_EQ(rfc3339(receipt->id.time()), "2026-02-25T06:13:20.123Z");
}

TEST(GoldenVectors, TheEnrolmentCodeAndItsProofHold) {
    const auto code = envelope::read_enrolment_code(get(kVectors / "enrolment_code.txt"));
    ASSERT_TRUE(code);
    EXPECT_EQ(code->root_fingerprint, root().fingerprint());
    EXPECT_EQ(base64url(envelope::enrolment_proof(code->secret, bytes_of("request.der"))),
              get(kVectors / "proof.txt"));
}

// HKDF and HMAC by nothing but Python's own library.
TEST(GoldenVectors, TheProofIsWhatAnotherHandComputes) {
    const test::TemporaryDirectory directory;
    put(directory / "proof.py",
        R"(import base64, hashlib, hmac, sys
def mac(key, data): return hmac.new(key, data, hashlib.sha256).digest()
code, csr, proof = (open(sys.argv[1] + "/" + n, "rb").read() for n in ("enrolment_code.txt", "request.der", "proof.txt"))
secret = base64.urlsafe_b64decode(code.split(b".")[-1] + b"==")
key = mac(mac(bytes(32), secret), b"suoja enrol\x01")
sys.exit(base64.urlsafe_b64encode(mac(key, csr)).rstrip(b"=") != proof)
)");
    EXPECT_EQ(run(directory.path(), "python3 proof.py '" + kVectors.string() + "'"), 0);
}

TEST(GoldenVectors, AnIndependentReaderTakesTheReceiptAndNoChangedOne) {
    const test::TemporaryDirectory directory;
    const auto check = [&](const std::string& receipt, const std::string& origin = {}) {
        put(directory / "receipt.json", receipt);
        return run(directory.path(), "python3 '" + (kVectors / "check_receipt.py").string() +
                                         "' receipt.json '" + (kVectors / "envelope.der").string() +
                                         "' '" + (kVectors / "log_key.txt").string() + "' " +
                                         origin + " >out.txt 2>&1");
    };
    const auto good = get(kVectors / "receipt.json");
    ASSERT_EQ(check(good, std::string(kOrigin)), 0) << get(directory / "out.txt");
    EXPECT_EQ(get(directory / "out.txt").find("leaf 6 of 13"), 0U);
    // one character each: after what it stands, and how far behind its beginning
    const std::vector<std::pair<std::string_view, std::size_t>> places{
        {"\"leaf\":", 7},      {"\"received_at\":\"", 37}, {"\"id\":\"", 30}, {"\"proof\":[\"", 15},
        {"\"sha256\":\"", 20}, {"c0ffee\\n", 9},           {"c0ffee Z", 30},  {"\\n13\\n", 20}};
    for (const auto& [part, offset] : places) {
        const auto at = good.find(part);
        ASSERT_NE(at, std::string::npos) << part;
        auto changed = good;
        auto& digit = changed[at + offset];
        digit = digit == '1' ? '2' : '1';
        EXPECT_EQ(check(changed), 1) << part << ' ' << changed;
    }
    EXPECT_EQ(check(good, "other/log/00c0ffee"), 1);
}

} // namespace
} // namespace suoja::seal
