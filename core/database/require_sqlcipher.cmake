# SPDX-License-Identifier: Apache-2.0
# Refuses a SQLCipher older than 4.6, by name and version. Debian 12's own package is 3.4.1, which
# the packaging scripts replace from backports (scripts/bootstrap).
pkg_check_modules(SQLCIPHER REQUIRED IMPORTED_TARGET sqlcipher)
file(WRITE ${CMAKE_BINARY_DIR}/sqlcipher_version.cpp [[
#define SQLITE_HAS_CODEC 1
#include <sqlite3.h>
#include <cstdio>
int main() {
    sqlite3* db = nullptr;
    sqlite3_stmt* row = nullptr;
    if (sqlite3_open(":memory:", &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "PRAGMA cipher_version", -1, &row, nullptr) == SQLITE_OK &&
        sqlite3_step(row) == SQLITE_ROW)
        std::printf("%s", reinterpret_cast<const char*>(sqlite3_column_text(row, 0)));
    return 0;
}
]])
try_run(SQLCIPHER_RAN SQLCIPHER_BUILT ${CMAKE_BINARY_DIR} ${CMAKE_BINARY_DIR}/sqlcipher_version.cpp
  LINK_LIBRARIES PkgConfig::SQLCIPHER
  RUN_OUTPUT_VARIABLE SQLCIPHER_FOUND_VERSION)
string(REGEX MATCH "[0-9]+\\.[0-9]+(\\.[0-9]+)?" SQLCIPHER_FOUND_VERSION "${SQLCIPHER_FOUND_VERSION}")
if(NOT SQLCIPHER_FOUND_VERSION OR SQLCIPHER_FOUND_VERSION VERSION_LESS 4.6)
  message(FATAL_ERROR "SQLCipher 4.6 or newer is needed, this machine has SQLCipher "
    "'${SQLCIPHER_FOUND_VERSION}'. Run scripts/bootstrap: it installs it from the backports suite.")
endif()
message(STATUS "SQLCipher ${SQLCIPHER_FOUND_VERSION}")
