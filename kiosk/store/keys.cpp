// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/keys.h"

#include "kiosk/store/columns.h"

namespace suoja::kiosk {
namespace {

std::string_view name(KeyUse use) {
    switch (use) {
    case KeyUse::signing:
        return "signing";
    case KeyUse::sealing:
        return "sealing";
    case KeyUse::group:
        return "group";
    }
    return "";
}

envelope::PrivateKey read_key(ByteView pkcs8) {
    auto key = envelope::PrivateKey::from_pkcs8(pkcs8);
    if (!key)
        throw StorageFailure("a private key in the database does not read");
    return std::move(*key);
}

envelope::Certificate read_certificate(ByteView der) {
    auto certificate = envelope::Certificate::from_der(der);
    if (!certificate)
        throw StorageFailure("a certificate in the database does not read");
    return std::move(*certificate);
}

// "chain/0", "chain/1", …: the online CA's certificates, newest last
constexpr std::string_view kChain = "chain/";

} // namespace

void Keys::add_pending(KeyUse use, std::string_view group, const envelope::PrivateKey& key) {
    const Secret pkcs8 = key.pkcs8();
    auto insert =
        database_->prepare("INSERT INTO private_key(use, \"group\", pkcs8) VALUES(?,?,?)");
    insert.bind_all(name(use), group, pkcs8.view()).run();
}

std::optional<envelope::PrivateKey> Keys::pending(KeyUse use, std::string_view group) {
    auto find = database_->prepare("SELECT pkcs8 FROM private_key WHERE use = ? AND \"group\" = ? "
                                   "AND certificate IS NULL ORDER BY number DESC LIMIT 1");
    find.bind_all(name(use), group);
    return find.step() ? std::optional(read_key(find.blob(0))) : std::nullopt;
}

void Keys::certify(KeyUse use, std::string_view group, const envelope::Certificate& certificate) {
    std::optional<std::int64_t> number;
    {
        auto waiting =
            database_->prepare("SELECT number, pkcs8, certificate FROM private_key WHERE "
                               "use = ? AND \"group\" = ? ORDER BY number DESC");
        waiting.bind_all(name(use), group);
        while (!number && waiting.step()) {
            if (!waiting.null(2) && !(read_certificate(waiting.blob(2)) == certificate))
                continue;
            if (read_key(waiting.blob(1)).belongs_to(certificate))
                number = waiting.integer(0);
        }
    }
    // the caller has seen that it is ours before it came here
    if (!number)
        throw CryptoFailure("a certificate came for a key that this device does not have");
    auto update = database_->prepare(
        "UPDATE private_key SET certificate = ?, certified = coalesce(certified, 1 + (SELECT "
        "coalesce(max(certified), 0) FROM private_key)) WHERE number = ?");
    update.bind_all(ByteView(certificate.der()), *number).run();
    signer_.reset();
}

void Keys::keep_chain(const std::vector<envelope::Certificate>& chain) {
    auto clear = database_->prepare("DELETE FROM office WHERE name GLOB 'chain/*'");
    clear.run();
    auto insert = database_->prepare("INSERT INTO office(name, value) VALUES(?,?)");
    for (std::size_t i = 0; i < chain.size(); ++i)
        insert.bind_all(std::string(kChain) + std::to_string(i), ByteView(chain[i].der())).run();
    signer_.reset();
}

std::optional<seal::Signer> Keys::signer() {
    if (signer_)
        return signer_;
    auto find =
        database_->prepare("SELECT pkcs8, certificate FROM private_key WHERE use = 'signing' AND "
                           "certificate IS NOT NULL ORDER BY certified DESC LIMIT 1");
    if (!find.step())
        return std::nullopt;
    seal::Signer signer{read_key(find.blob(0)), read_certificate(find.blob(1)), {}};
    auto chain =
        database_->prepare("SELECT value FROM office WHERE name GLOB 'chain/*' ORDER BY name");
    while (chain.step())
        signer.chain.push_back(read_certificate(chain.blob(0)));
    signer_ = std::move(signer);
    return signer_;
}

seal::Keyring Keys::keyring() {
    seal::Keyring ring;
    auto all = database_->prepare("SELECT pkcs8, certificate FROM private_key WHERE use IN "
                                  "('sealing', 'group') AND certificate IS NOT NULL ORDER BY "
                                  "certified DESC");
    while (all.step())
        ring.add(read_key(all.blob(0)), read_certificate(all.blob(1)));
    return ring;
}

std::vector<envelope::Certificate> Keys::certificates(KeyUse use) {
    std::vector<envelope::Certificate> out;
    auto all = database_->prepare("SELECT certificate FROM private_key WHERE use = ? AND "
                                  "certificate IS NOT NULL ORDER BY certified");
    all.bind(1, name(use));
    while (all.step())
        out.push_back(read_certificate(all.blob(0)));
    return out;
}

ChainHead Keys::head() {
    auto find = database_->prepare("SELECT epoch, sequence, chain, sealed_at, skipped FROM chain");
    if (!find.step())
        throw StorageFailure("this device has no place in its chain of envelopes");
    ChainHead head;
    head.epoch = find.text(0);
    head.sequence = columns::count(find, 1);
    head.chain = columns::array<32>(find, 2);
    head.sealed_at = columns::time(find, 3);
    head.skipped = columns::read_numbers(find.text(4));
    return head;
}

void Keys::start_epoch() {
    ChainHead head;
    head.epoch = hex(random_bytes(16));
    // time goes on over an epoch's end: ids of the old and the new one never share a time
    auto last = database_->prepare("SELECT sealed_at FROM chain");
    if (last.step())
        head.sealed_at = columns::time(last, 0);
    last.reset();
    advance(head);
}

void Keys::advance(const ChainHead& head) {
    auto write = database_->prepare(
        "INSERT INTO chain(one, epoch, sequence, chain, sealed_at, skipped) VALUES(1,?,?,?,?,?) "
        "ON CONFLICT(one) DO UPDATE SET epoch = excluded.epoch, sequence = excluded.sequence, "
        "chain = excluded.chain, sealed_at = excluded.sealed_at, skipped = excluded.skipped");
    write
        .bind_all(head.epoch, columns::number(head.sequence), ByteView(head.chain),
                  unix_ms(head.sealed_at), columns::numbers(head.skipped))
        .run();
}

int year_of(Millis time) {
    return static_cast<int>(
        std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(time)}.year());
}

std::uint32_t Keys::next_case_number(Millis now) {
    auto next = database_->prepare("INSERT INTO case_number(year, number) VALUES(?, 1) ON "
                                   "CONFLICT(year) DO UPDATE SET number = number + 1 RETURNING "
                                   "number");
    next.bind(1, std::int64_t{year_of(now)});
    if (!next.step())
        throw StorageFailure("the database gave no case number");
    return static_cast<std::uint32_t>(next.integer(0));
}

void Keys::begin_case_numbers(Millis now, std::uint32_t first) {
    auto begin = database_->prepare("INSERT INTO case_number(year, number) VALUES(?, ?)");
    begin.bind_all(std::int64_t{year_of(now)}, std::int64_t{first} - 1).run();
}

} // namespace suoja::kiosk
