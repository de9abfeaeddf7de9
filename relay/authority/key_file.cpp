// SPDX-License-Identifier: Apache-2.0
#include "relay/authority/key_file.h"

#include "core/envelope/openssl_handles.h"

#include <openssl/pem.h>

namespace suoja::relay {
namespace {

constexpr std::size_t kMostBytes = 4096;

Failure unreadable(const std::filesystem::path& file) {
    return fail(Reason::damaged, "key_file",
                "The key file " + file.filename().string() +
                    " does not hold what it should. Nothing was started; restore it from the "
                    "newest copy.");
}

} // namespace

void write_key_file(const std::filesystem::path& file, const envelope::PrivateKey& key) {
    const Secret der = key.pkcs8();
    const envelope::Bio out(BIO_new(BIO_s_secmem())); // wipes what it held
    envelope::check(out && PEM_write_bio(out.get(), PEM_STRING_PKCS8INF, "", der.view().data(),
                                         static_cast<long>(der.size())) > 0,
                    "write a key file");
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    write_durable(file, view(std::string_view(data, static_cast<std::size_t>(size))), Mode::secret);
}

Result<envelope::PrivateKey> read_key_file(const std::filesystem::path& file) {
    const auto pem = read_secret(file, kMostBytes);
    if (!pem)
        return pem.error();
    const envelope::Bio in(BIO_new_mem_buf(pem->view().data(), static_cast<int>(pem->size())));
    envelope::check(in != nullptr, "read a key file");
    char* label = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    if (PEM_read_bio(in.get(), &label, &header, &data, &size) != 1) {
        ERR_clear_error();
        return unreadable(file);
    }
    const bool named = std::string_view(label) == PEM_STRING_PKCS8INF;
    const Secret der(ByteView(data, static_cast<std::size_t>(size)));
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
    auto key = envelope::PrivateKey::from_pkcs8(der.view());
    if (!named || !key)
        return unreadable(file);
    return key;
}

void write_hex_file(const std::filesystem::path& file, const Secret& bytes) {
    std::string digits = hex(bytes.view());
    Secret line(digits.size() + 1);
    std::copy(digits.begin(), digits.end(), line.writable().begin());
    line.writable().back() = '\n';
    wipe(digits);
    write_durable(file, line.view(), Mode::secret);
}

Result<Secret> read_hex_file(const std::filesystem::path& file, std::size_t size) {
    const auto line = read_secret(file, kMostBytes);
    if (!line)
        return line.error();
    std::string_view digits = line->text();
    if (digits.ends_with('\n'))
        digits.remove_suffix(1);
    auto bytes = from_hex(digits);
    if (!bytes || bytes->size() != size)
        return unreadable(file);
    Secret out{ByteView(*bytes)};
    wipe(*bytes);
    return out;
}

Result<Secret> own_hex_file(const std::filesystem::path& file, std::size_t size) {
    if (!std::filesystem::exists(file))
        write_hex_file(file, Secret::random(size));
    return read_hex_file(file, size);
}

} // namespace suoja::relay
