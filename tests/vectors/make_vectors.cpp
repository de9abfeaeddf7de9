// SPDX-License-Identifier: Apache-2.0
// Writes one example of every format that core/envelope and core/seal write, with the keys to read
// them. Run once per profile, on request (`ninja make_vectors`): what it wrote is committed, and
// tests read it for ever. The keys are made for this purpose and guard nothing.
#include "core/envelope/checkpoint.h"
#include "core/json.h"
#include "core/seal/seal.h"
#include "tests/support/envelope_files.h"
#include "tests/support/envelope_office.h"

#include <algorithm>
#include <iostream>

namespace {

using namespace suoja;

std::string document(const test::Office& office) {
    std::vector<std::string> to{office.centre.certificate.key_id(),
                                office.recovery.certificate.key_id()};
    std::sort(to.begin(), to.end());
    return json::canonical(boost::json::object{
        {"suoja", 1},
        {"kind", "record"},
        {"site", "joutseno"},
        {"device", "joutseno/kiosk-1"},
        {"author", "0193f0a0-0000-7000-8000-000000000001"},
        {"sealed_at", "2026-02-25T06:13:20.123Z"},
        {"to", boost::json::array{to[0], to[1]}},
        {"epoch", "000102030405060708090a0b0c0d0e0f"},
        {"sequence", 1},
        {"chain", std::string(64, '0')},
        {"record", "0193f0a0-0000-7000-8000-000000000002"},
        {"version", 1},
        {"part", "rest"},
        {"form", "intake"},
        {"form_version", "2026112401"},
        {"case_code", "JOU-1-00001-7"},
        {"created_at", "2026-02-25T06:00:00.000Z"},
        {"finalised_at", "2026-02-25T06:13:20.000Z"},
        {"answers", {{"language", "fi"}, {"notes", "Äänekosken \"esimerkki\" \u2014 no person"}}},
        {"missing", {{"country", "unknown"}}}});
}

} // namespace

int main(int, char** arguments) {
    const std::filesystem::path out = arguments[1];
    auto office = test::Office::make();
    office.origin = "golden-office/log/00c0ffee";
    const auto transport = office.device(test::Use::transport, "reception", "joutseno", "kiosk-1");
    const auto signing = office.device(test::Use::signing, "reception", "joutseno", "kiosk-1");
    const auto sealing = office.device(test::Use::sealing, "reception", "joutseno", "kiosk-1");

    const std::string text = document(office);
    const Bytes der = seal::seal(text, {signing.key, signing.certificate, signing.chain},
                                 {office.centre.certificate, office.recovery.certificate},
                                 office.root.certificate)
                          .value();
    test::put(out / "envelope.der", der);
    test::put(out / "document.json", text);
    test::put(out / "root.pem", envelope::write_pem(office.root.certificate));
    test::put(out / "recovery.pem", envelope::write_pem(office.recovery.certificate));
    test::put(out / "recovery.key", test::key_pem(office.recovery.key));
    test::put(out / "recovery.p12",
              envelope::write_pkcs12(office.recovery, Secret::from_text("golden vectors")).view());

    auto directory = office.directory();
    envelope::ListedDevice kiosk;
    kiosk.name = "joutseno/kiosk-1";
    kiosk.site = "joutseno";
    kiosk.transport.push_back({transport.certificate, {}});
    kiosk.signing.push_back({signing.certificate, {}});
    kiosk.sealing.push_back({sealing.certificate, from_unix_ms(1'772'100'000'000)});
    directory.devices.push_back(kiosk);
    test::put(out / "directory.der", office.sign_directory(directory));
    test::put(out / "directory.json", envelope::write_directory(directory));

    envelope::MerkleTree tree;
    for (int i = 0; i < 6; ++i)
        tree.append(envelope::leaf_hash(view(std::to_string(i))));
    envelope::Receipt receipt;
    receipt.sha256 = sha256(der);
    receipt.id = envelope::EnvelopeId::of(from_unix_ms(1'772'000'000'123), receipt.sha256);
    receipt.leaf = tree.size();
    receipt.received_at = from_unix_ms(1'772'000'004'321);
    tree.append(envelope::leaf_hash(envelope::leaf_data(receipt.sha256, receipt.received_at)));
    for (int i = 0; i < 6; ++i)
        tree.append(envelope::leaf_hash(view(std::to_string(i))));
    receipt.proof = tree.inclusion(receipt.leaf, tree.size());
    receipt.checkpoint =
        envelope::sign_checkpoint({office.origin, tree.size(), tree.root()}, office.log_key);
    test::put(out / "checkpoint.txt", receipt.checkpoint);
    test::put(out / "receipt.json", envelope::write_receipt(receipt));
    test::put(out / "log_key.txt", base64(office.log_key.public_key()));

    const envelope::EnrolmentCode code{"192.0.2.7:8443", office.root.certificate.fingerprint(),
                                       *InviteId::parse("0193f0a0-0000-7000-8000-000000000003"),
                                       Secret::random(16)};
    const Bytes csr = envelope::make_request(transport.key, "kiosk-1");
    test::put(out / "enrolment_code.txt", envelope::write_enrolment_code(code));
    test::put(out / "request.der", csr);
    test::put(out / "proof.txt", base64url(envelope::enrolment_proof(code.secret, csr)));
    std::cout << "written to " << out << '\n';
}
