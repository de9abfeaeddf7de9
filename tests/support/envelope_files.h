// SPDX-License-Identifier: Apache-2.0
#pragma once
// Files for and from stock tools: PEM of keys and certificates, running a shell command.
#include "core/envelope/certificate.h"
#include "core/files.h"

#include <cstdlib>
#include <fstream>

namespace suoja::test {

inline std::string key_pem(const envelope::PrivateKey& key) {
    std::string text = base64(key.pkcs8().view());
    for (std::size_t at = 64; at < text.size(); at += 65)
        text.insert(at, 1, '\n');
    return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
}

inline void put(const std::filesystem::path& file, ByteView bytes) {
    std::ofstream out(file, std::ios::binary);
    out << text(bytes);
    if (!out.flush())
        throw std::runtime_error("a test file could not be written");
}

inline void put(const std::filesystem::path& file, std::string_view words) {
    put(file, view(words));
}

inline std::string get(const std::filesystem::path& file) {
    const auto bytes = read_file(file, std::size_t{64} << 20U).value();
    return std::string(text(bytes));
}

// the exit code; the command sees `directory` as its working directory
inline int run(const std::filesystem::path& directory, const std::string& command) {
    const int status =
        std::system(("cd '" + directory.string() + "' && { " + command + "; }").c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace suoja::test
