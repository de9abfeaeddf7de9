// SPDX-License-Identifier: Apache-2.0
#pragma once
// Three kinds of error, three mechanisms (ARCHITECTURE.md, "Errors").
//  expected outcome  Result<T>: the caller decides; the text is one sentence for a person
//  broken world      exceptions below: disk, database, crypto library, configuration
//  our own bug       assert, kept in release for invariants that guard data
// No text here ever holds an answer, a name, SQL with literals, a key or a path under a home.
#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace suoja {

enum class Reason {
    refused,     // the rules say no: role, state, validation (exit 1)
    not_found,   // no such thing here (exit 1)
    usage,       // the caller asked wrongly (exit 2)
    locked,      // wrong passphrase, or paused after wrong ones (exit 3)
    damaged,     // bytes that do not verify, parse or match (exit 4)
    unreachable, // the relay does not answer; the work is kept (exit 5)
    busy,        // the data directory is in use by another program (exit 6)
    too_large,   // over a stated bound
    untrusted,   // signature, chain, role or revocation says no
    full,        // no space or quota
};

// `what` is one sentence: what happened, what is safe, what to do. `code` is a short stable
// identifier for tests and F1 ("digest_mismatch"), never shown in the sentence.
struct Failure {
    Reason reason = Reason::refused;
    std::string code;
    std::string what;
};

template <class T> using Result = boost::system::result<T, Failure>;

[[nodiscard]] inline Failure fail(Reason reason, std::string_view code, std::string_view what) {
    return Failure{reason, std::string(code), std::string(what)};
}

struct StorageFailure : std::runtime_error {
    using std::runtime_error::runtime_error;
};
// No room on the disk: nothing of the transaction was kept, what was there before is whole.
struct StorageFull : StorageFailure {
    using StorageFailure::StorageFailure;
};
struct CryptoFailure : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct ConfigFailure : std::runtime_error {
    using std::runtime_error::runtime_error;
};
// value() on a Result that holds a Failure ends here: a bug of the caller.
struct UncheckedFailure : std::logic_error {
    using std::logic_error::logic_error;
};

// found by ADL from boost::system::result::value()
[[noreturn]] inline void throw_exception_from_error(const Failure& failure,
                                                    const boost::source_location&) {
    throw UncheckedFailure("unchecked failure: " + failure.code);
}

// Exit code of the command line for each reason (docs/formats.md, "Exit codes").
[[nodiscard]] int exit_code(Reason reason);

} // namespace suoja
