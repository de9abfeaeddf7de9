// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/chain.h"

#include "core/envelope/openssl_handles.h"

#include <algorithm>
#include <mutex>
#include <set>

namespace suoja::envelope {
namespace {

constexpr std::size_t kMostVerdicts = 4096;

struct Verdicts {
    std::mutex mutex;
    std::set<Hash> good;
};

Verdicts& verdicts() {
    static Verdicts kept;
    return kept;
}

bool verify_chain(const Certificate& certificate, std::span<const Certificate> between,
                  const Certificate& root) {
    const X509Store store(X509_STORE_new());
    check(store != nullptr, "certificate store");
    check(X509_STORE_add_cert(store.get(), root.handle()) == 1, "add the root");
    // the stack only borrows; the certificates outlive it
    const Handle<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }> help(
        sk_X509_new_null());
    check(help != nullptr, "certificate list");
    for (const auto& one : between)
        check(sk_X509_push(help.get(), one.handle()) > 0, "certificate list");
    const X509StoreContext context(X509_STORE_CTX_new());
    check(context != nullptr, "verification context");
    check(X509_STORE_CTX_init(context.get(), store.get(), certificate.handle(), help.get()) == 1,
          "verification context");
    X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(context.get());
    check(X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_X509_STRICT) ==
                  1 &&
              X509_VERIFY_PARAM_clear_flags(rules, X509_V_FLAG_PARTIAL_CHAIN) == 1 &&
              X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_ANY) == 1,
          "verification rules");
    const bool good = X509_verify_cert(context.get()) == 1;
    ERR_clear_error();
    if (!good)
        return false;
    // What signs another certificate must say so itself, whatever purpose "any" lets pass.
    const STACK_OF(X509)* const path = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 1; i < sk_X509_num(path); ++i)
        if (X509_check_ca(sk_X509_value(path, i)) != 1)
            return false;
    const auto on_path = [path](const Certificate& one) {
        for (int i = 0; i < sk_X509_num(path); ++i)
            if (X509_cmp(sk_X509_value(path, i), one.handle()) == 0)
                return true;
        return false;
    };
    return std::all_of(between.begin(), between.end(), on_path);
}

// What the verdict depends on, all of it: the same question has the same answer on every machine.
Hash question(const Certificate& certificate, std::span<const Certificate> between,
              const Certificate& root) {
    Bytes all;
    const auto append = [&all](const Certificate& one) {
        all.insert(all.end(), one.fingerprint().begin(), one.fingerprint().end());
    };
    append(root);
    append(certificate);
    for (const auto& one : between)
        append(one);
    return sha256(all);
}

} // namespace

Result<void> chains_to(const Certificate& certificate, std::span<const Certificate> between,
                       const Certificate& root) {
    const Hash key = question(certificate, between, root);
    auto& kept = verdicts();
    {
        const std::lock_guard lock(kept.mutex);
        if (kept.good.contains(key))
            return {};
    }
    if (!verify_chain(certificate, between, root))
        return fail(Reason::untrusted, "chain",
                    "The certificate was not issued by this office. Nothing of it was used.");
    const std::lock_guard lock(kept.mutex);
    if (kept.good.size() >= kMostVerdicts)
        kept.good.clear();
    kept.good.insert(key);
    return {};
}

bool root_lets_receive(const Certificate& certificate, RoleKind kind, const Certificate& root) {
    const auto& role = certificate.role();
    // No certificate between: a group's key that the online CA made up would not pass.
    return role && role->kind == kind &&
           (X509_get_key_usage(certificate.handle()) & KU_KEY_AGREEMENT) != 0 &&
           chains_to(certificate, {}, root).has_value();
}

} // namespace suoja::envelope
