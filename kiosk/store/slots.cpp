// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/slots.h"

#include "core/database/database.h"
#include "core/seal/open.h"
#include "core/seal/seal.h"
#include "kiosk/store/tries.h"
#include "kiosk/store/user_name.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <charconv>
#include <memory>

namespace suoja::kiosk {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kSaltBytes = 16, kNameBytes = 16, kOpenerBytes = 32;
constexpr std::size_t kNonceBytes = 12, kTagBytes = 16;
constexpr std::size_t kSlotBytes = kNonceBytes + database::kKeyBytes + kTagBytes;
constexpr std::size_t kMostHeader = 256, kMostRecovery = std::size_t{64} << 10U;
constexpr std::string_view kFirstLine = "suoja-slots 1";

// What a slot may ask of this machine: less would make guessing cheap, more could hang it.
constexpr unsigned kLeastLogN = 14, kMostLogN = 20, kBlock = 8, kMostLanes = 4;
constexpr unsigned kLogN = 17, kLanes = 1;

struct Header {
    std::string bytes; // as in the file: associated data of every slot
    unsigned log_n = kLogN, lanes = kLanes;
    Bytes salt;
};

struct Derived {
    std::string file; // 32 hex digits
    Secret opener;
};

struct FreeKdf {
    void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

void check(bool good, const char* step) {
    if (!good)
        throw CryptoFailure(std::string("OpenSSL: ") + step);
}

Failure damaged_header(const fs::path& file) {
    return fail(Reason::damaged, "slot_header",
                "The file " + file.filename().string() +
                    " that guards the key slots does not read or asks for weak protection. "
                    "Nothing was opened; put the file back from the backup or use the recovery "
                    "key.");
}

std::optional<unsigned> number(std::string_view text) {
    unsigned value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || text.empty() || text.front() == '0')
        return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> out;
    for (;;) {
        const auto end = text.find(at);
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return out;
        text.remove_prefix(end + 1);
    }
}

Result<Header> read_header(const fs::path& directory) {
    const auto file = directory / "device";
    const auto bytes = read_secret(file, kMostHeader);
    if (!bytes)
        return bytes.error();
    Header header;
    header.bytes = bytes->text();
    const auto lines = split(header.bytes, '\n');
    // four lines, the last one empty, each ended by a newline
    if (lines.size() != 5 || lines[0] != kFirstLine || !lines[3].empty() || !lines[4].empty())
        return damaged_header(file);
    const auto words = split(lines[1], ' ');
    if (words.size() != 4 || words[0] != "scrypt")
        return damaged_header(file);
    const auto log_n = number(words[1]), block = number(words[2]), lanes = number(words[3]);
    const auto salt = from_hex(lines[2]);
    if (!log_n || *log_n < kLeastLogN || *log_n > kMostLogN || !block || *block != kBlock ||
        !lanes || *lanes < 1 || *lanes > kMostLanes || !salt || salt->size() != kSaltBytes)
        return damaged_header(file);
    header.log_n = *log_n;
    header.lanes = *lanes;
    header.salt = *salt;
    return header;
}

Header must_read_header(const fs::path& directory) {
    auto header = read_header(directory);
    if (!header)
        throw StorageFailure("the header of the key slots does not read");
    return std::move(*header);
}

Derived derive(const Header& header, std::string_view name, const Secret& passphrase) {
    const std::string folded = fold_user_name(name);
    Secret input(folded.size() + 1 + passphrase.size());
    auto at = std::copy(folded.begin(), folded.end(), input.writable().begin());
    *at++ = 0;
    std::copy(passphrase.view().begin(), passphrase.view().end(), at);

    const std::unique_ptr<EVP_KDF, FreeKdf> kdf(EVP_KDF_fetch(nullptr, "SCRYPT", nullptr));
    check(kdf != nullptr, "scrypt");
    const std::unique_ptr<EVP_KDF_CTX, FreeKdf> context(EVP_KDF_CTX_new(kdf.get()));
    check(context != nullptr, "scrypt context");
    std::uint64_t n = std::uint64_t{1} << header.log_n;
    std::uint32_t r = kBlock;
    std::uint32_t p = header.lanes;
    std::uint64_t memory = std::uint64_t{2} << 30U;
    auto salt = header.salt;
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, input.writable().data(),
                                          input.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt.data(), salt.size()),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
        OSSL_PARAM_construct_end()};
    Secret out(kNameBytes + kOpenerBytes);
    check(EVP_KDF_derive(context.get(), out.writable().data(), out.size(), parameters) == 1,
          "scrypt derive");
    return {hex(out.view().first(kNameBytes)), Secret(out.view().subspan(kNameBytes))};
}

// Tells the tries of one name from another's. One byte, so that a stolen disk still lists nobody:
// of every 256 names one has this tag.
std::string tag_of(const Header& header, std::string_view name) {
    const auto digest = sha256(view(header.bytes + fold_user_name(name)));
    return hex(ByteView(digest).first(1));
}

std::string associated(const Header& header, std::string_view file) {
    return header.bytes + std::string(file);
}

Bytes wrap(const Header& header, const Derived& by, const Secret& key) {
    const std::unique_ptr<EVP_CIPHER_CTX, FreeKdf> context(EVP_CIPHER_CTX_new());
    check(context != nullptr, "cipher context");
    Bytes out = random_bytes(kNonceBytes);
    out.resize(kSlotBytes);
    const auto data = associated(header, by.file);
    int moved = 0;
    check(EVP_EncryptInit_ex2(context.get(), EVP_aes_256_gcm(), by.opener.view().data(), out.data(),
                              nullptr) == 1,
          "slot cipher");
    check(EVP_EncryptUpdate(context.get(), nullptr, &moved,
                            reinterpret_cast<const unsigned char*>(data.data()),
                            static_cast<int>(data.size())) == 1,
          "slot header");
    check(EVP_EncryptUpdate(context.get(), out.data() + kNonceBytes, &moved, key.view().data(),
                            static_cast<int>(key.size())) == 1,
          "slot key");
    check(EVP_EncryptFinal_ex(context.get(), out.data() + kNonceBytes + moved, &moved) == 1,
          "slot end");
    check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes,
                              out.data() + kNonceBytes + database::kKeyBytes) == 1,
          "slot tag");
    return out;
}

// nullopt when the tag does not fit: another header, another name, other bytes
std::optional<Secret> unwrap(const Header& header, const Derived& by, ByteView slot) {
    const std::unique_ptr<EVP_CIPHER_CTX, FreeKdf> context(EVP_CIPHER_CTX_new());
    check(context != nullptr, "cipher context");
    const auto data = associated(header, by.file);
    Bytes tag(slot.end() - kTagBytes, slot.end());
    Secret key(database::kKeyBytes);
    int moved = 0;
    check(EVP_DecryptInit_ex2(context.get(), EVP_aes_256_gcm(), by.opener.view().data(),
                              slot.data(), nullptr) == 1,
          "slot cipher");
    check(EVP_DecryptUpdate(context.get(), nullptr, &moved,
                            reinterpret_cast<const unsigned char*>(data.data()),
                            static_cast<int>(data.size())) == 1,
          "slot header");
    check(EVP_DecryptUpdate(context.get(), key.writable().data(), &moved, slot.data() + kNonceBytes,
                            database::kKeyBytes) == 1,
          "slot key");
    check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1,
          "slot tag");
    std::uint8_t none = 0;
    if (EVP_DecryptFinal_ex(context.get(), &none, &moved) != 1)
        return std::nullopt;
    return key;
}

Failure wrong_passphrase() {
    return fail(Reason::locked, "wrong_passphrase",
                "The name or the passphrase is not right. Nothing was opened; try again.");
}

Failure damaged_slot() {
    return fail(Reason::damaged, "slot_damaged",
                "The key slot of this user is damaged. The records are safe; ask a supervisor for "
                "a new passphrase or use the recovery key.");
}

Failure paused(std::chrono::seconds left) {
    return fail(Reason::locked, "paused",
                "There were several wrong tries. Nothing is lost; try again in " +
                    std::to_string(left.count()) + " seconds.");
}

} // namespace

Slots::Slots(fs::path directory, const Clock& clock)
    : directory_(std::move(directory)), clock_(&clock) {}

void Slots::initialise() {
    std::string header(kFirstLine);
    header += "\nscrypt " + std::to_string(kLogN) + ' ' + std::to_string(kBlock) + ' ' +
              std::to_string(kLanes) + '\n' + hex(random_bytes(kSaltBytes)) + "\n\n";
    write_durable(directory_ / "device", view(header), Mode::secret);
}

void Slots::write(std::string_view name, const Secret& passphrase, const Secret& database_key) {
    if (database_key.size() != database::kKeyBytes)
        throw CryptoFailure("a database key has the wrong length");
    const auto header = must_read_header(directory_);
    const auto by = derive(header, name, passphrase);
    write_durable(directory_ / by.file, wrap(header, by, database_key), Mode::secret);
}

Result<Secret> Slots::open(std::string_view name, const Secret& passphrase) {
    Tries tries(directory_ / "tries", *clock_);
    const auto left = tries.pause();
    if (!left)
        return left.error();
    if (*left > std::chrono::seconds{0})
        return paused(*left);
    const auto header = read_header(directory_);
    if (!header)
        return header.error();
    // before the derivation: pulling the plug while it runs saves nobody a pause
    const auto user = tag_of(*header, name);
    tries.count(user);
    const auto by = derive(*header, name, passphrase);
    const auto slot = read_secret(directory_ / by.file, kSlotBytes);
    if (!slot && slot.error().code == "file_not_private")
        return slot.error();
    if (!slot && slot.error().reason == Reason::not_found)
        return wrong_passphrase();
    // whoever names the file knows the passphrase: what fails now is the file
    auto key = slot && slot->size() == kSlotBytes ? unwrap(*header, by, slot->view())
                                                  : std::optional<Secret>();
    if (!key)
        return damaged_slot();
    tries.forget(user);
    return std::move(*key);
}

std::chrono::seconds Slots::pause() const {
    const auto left = Tries(directory_ / "tries", *clock_).pause();
    return left ? *left : std::chrono::seconds{0};
}

std::string Slots::file_of(std::string_view name, const Secret& passphrase) const {
    return derive(must_read_header(directory_), name, passphrase).file;
}

void Slots::destroy(std::string_view file) {
    // only a slot's own name: nothing that could lead out of the folder
    const auto bytes = from_hex(file);
    if (!bytes || bytes->size() != kNameBytes)
        throw StorageFailure("a key slot has an impossible name");
    remove_durable(directory_ / file);
}

void Slots::write_recovery(const Secret& database_key, const envelope::Certificate& recovery) {
    write_durable(directory_ / "recovery.cms", seal::encrypt_to(database_key.view(), recovery),
                  Mode::secret);
}

Result<Secret> Slots::open_recovery(const envelope::Bundle& recovery) const {
    const auto sealed = read_secret(directory_ / "recovery.cms", kMostRecovery);
    if (!sealed)
        return sealed.error();
    auto key = seal::decrypt_with(sealed->view(), recovery.key, recovery.certificate);
    if (key && key->size() != database::kKeyBytes)
        return fail(Reason::damaged, "recovery_slot",
                    "The recovery slot of this device does not hold a key. Nothing was opened; "
                    "put the file recovery.cms back from the backup.");
    return key;
}

} // namespace suoja::kiosk
