// SPDX-License-Identifier: Apache-2.0
// Seals and opens one 2 KiB record beside the sum of their EVP primitives, in the same run: ratios
// count, not times (docs/goals). The primitives are what no implementation could leave out:
//  seal  one ECDSA P-256 signature, per recipient one new P-256 key and one ECDH, AES-256-GCM and
//        SHA-256 over the padded document
//  open  one ECDH, one ECDSA verification, AES-256-GCM and SHA-256 over the same bytes
// The document is padded to 4 KiB by the profile. Two recipients: a group and recovery.
#include "core/envelope/openssl_handles.h"
#include "core/seal/open.h"
#include "core/seal/seal.h"
#include "tests/support/envelope_office.h"

#include <benchmark/benchmark.h>

namespace {

using namespace suoja;
using envelope::check;

constexpr std::size_t kDocument = 2048;

struct Fixture {
    test::Office office = test::Office::make();
    envelope::Bundle kiosk = office.device(test::Use::signing, "reception", "joutseno", "kiosk-1");
    seal::Signer signer{kiosk.key, kiosk.certificate, kiosk.chain};
    std::vector<envelope::Certificate> recipients{office.centre.certificate,
                                                  office.recovery.certificate};
    seal::Keyring ring;
    std::string document;

    explicit Fixture(std::size_t size) : document(size, 'x') {
        ring.add(office.centre.key, office.centre.certificate);
    }
    [[nodiscard]] Bytes sealed() const {
        return seal::seal(document, signer, recipients, office.root.certificate).value();
    }
};

Bytes sign_once(EVP_PKEY* key, ByteView data) {
    const envelope::MdContext context(EVP_MD_CTX_new());
    Bytes out(80);
    std::size_t size = out.size();
    check(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
              EVP_DigestSign(context.get(), out.data(), &size, data.data(), data.size()) == 1,
          "sign");
    out.resize(size);
    return out;
}

void agree(EVP_PKEY* own, EVP_PKEY* peer) {
    const envelope::PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, own, nullptr));
    std::array<std::uint8_t, 32> shared{};
    std::size_t size = shared.size();
    check(EVP_PKEY_derive_init(context.get()) == 1 &&
              EVP_PKEY_derive_set_peer(context.get(), peer) == 1 &&
              EVP_PKEY_derive(context.get(), shared.data(), &size) == 1,
          "agree");
    benchmark::DoNotOptimize(shared);
}

void gcm(Bytes& data, bool encrypt) {
    const envelope::CipherContext context(EVP_CIPHER_CTX_new());
    const std::array<std::uint8_t, 32> key{1};
    const std::array<std::uint8_t, 12> nonce{2};
    int size = 0;
    check(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data(),
                            encrypt ? 1 : 0) == 1 &&
              EVP_CipherUpdate(context.get(), data.data(), &size, data.data(),
                               static_cast<int>(data.size())) == 1,
          "cipher");
    benchmark::DoNotOptimize(data.data());
}

void seal_record(benchmark::State& state) {
    const Fixture fixture(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(fixture.sealed());
}

void seal_primitives(benchmark::State& state) {
    const Fixture fixture(static_cast<std::size_t>(state.range(0)));
    Bytes padded(seal::padded_size(fixture.document.size()));
    for (auto _ : state) {
        benchmark::DoNotOptimize(sha256(padded));
        benchmark::DoNotOptimize(
            sign_once(fixture.kiosk.key.handle(), ByteView(padded).first(100)));
        for (const auto& one : fixture.recipients) {
            const envelope::Pkey ephemeral(EVP_EC_gen("P-256"));
            agree(ephemeral.get(), X509_get0_pubkey(one.handle()));
        }
        gcm(padded, true);
    }
}

void open_record(benchmark::State& state) {
    const Fixture fixture(static_cast<std::size_t>(state.range(0)));
    const Bytes der = fixture.sealed();
    for (auto _ : state)
        benchmark::DoNotOptimize(
            seal::open(der, fixture.ring, fixture.office.root.certificate).value());
}

void open_primitives(benchmark::State& state) {
    const Fixture fixture(static_cast<std::size_t>(state.range(0)));
    Bytes padded(seal::padded_size(fixture.document.size()));
    const Bytes signature = sign_once(fixture.kiosk.key.handle(), ByteView(padded).first(100));
    const Bytes attributes(padded.begin(), padded.begin() + 100);
    const auto ephemeral = envelope::PrivateKey::make();
    for (auto _ : state) {
        agree(fixture.office.centre.key.handle(), ephemeral.handle());
        gcm(padded, false);
        benchmark::DoNotOptimize(sha256(padded));
        const envelope::MdContext context(EVP_MD_CTX_new());
        check(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr,
                                   X509_get0_pubkey(fixture.kiosk.certificate.handle())) == 1 &&
                  EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                   attributes.data(), attributes.size()) == 1,
              "verify");
    }
}

// how it grows: 2 KiB, 20 KiB, 200 KiB
BENCHMARK(seal_primitives)->Arg(kDocument)->Arg(10 * kDocument)->Arg(100 * kDocument);
BENCHMARK(seal_record)->Arg(kDocument)->Arg(10 * kDocument)->Arg(100 * kDocument);
BENCHMARK(open_primitives)->Arg(kDocument)->Arg(10 * kDocument)->Arg(100 * kDocument);
BENCHMARK(open_record)->Arg(kDocument)->Arg(10 * kDocument)->Arg(100 * kDocument);

} // namespace

BENCHMARK_MAIN();
