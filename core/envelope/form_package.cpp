// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/form_package.h"

#include "core/clock.h"
#include "core/json.h"

#include <algorithm>

namespace suoja::envelope {
namespace {

namespace bj = boost::json;

// so that nothing else that the root signs reads as a form
constexpr std::string_view kType = "suoja-form/1";
constexpr std::size_t kMostFiles = 64;

bool letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool digit(char c) {
    return c >= '0' && c <= '9';
}

// digits from the front, without leading zeros
std::string_view take_number(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && digit(text[end]))
        ++end;
    auto number = text.substr(0, end);
    text.remove_prefix(end);
    while (number.size() > 1 && number.front() == '0')
        number.remove_prefix(1);
    return number;
}

Failure damaged() {
    return fail(Reason::damaged, "form_package",
                "The form package cannot be read. The form in use stays in use; ask for the "
                "package again.");
}

Failure too_large() {
    return fail(Reason::too_large, "form_package_too_large",
                "The form package is larger than 4 MiB. The form in use stays in use; make its "
                "lists shorter.");
}

bool read_into(const bj::object& object, FormPackage& out) {
    const auto made_at = json::text_of(object, "made_at");
    const auto made = made_at ? parse_rfc3339(*made_at) : std::nullopt;
    const auto* const files = json::object_of(object, "files");
    if (json::text_of(object, "type") != kType || !made || files == nullptr || files->empty() ||
        files->size() > kMostFiles ||
        !json::only(object, {"type", "form", "version", "made_at", "files"}))
        return false;
    out.form = json::text_of(object, "form").value_or("");
    out.version = json::text_of(object, "version").value_or("");
    out.made_at = *made;
    for (const auto& [name, value] : *files) {
        const auto* const text = value.if_string();
        if (text == nullptr || !plain_form_word(std::string_view(name)))
            return false;
        out.files.emplace(std::string(name), std::string(*text));
    }
    return plain_form_word(out.form) && plain_form_word(out.version);
}

} // namespace

bool plain_form_word(std::string_view word) {
    return !word.empty() && word.size() <= 64 && letter_or_digit(word.front()) &&
           std::all_of(word.begin(), word.end(), [](char c) {
               return letter_or_digit(c) || c == '.' || c == '_' || c == '-';
           });
}

int compare_versions(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        if (digit(a.front()) && digit(b.front())) {
            const auto one = take_number(a), other = take_number(b);
            if (one.size() != other.size())
                return one.size() < other.size() ? -1 : 1;
            if (const int order = one.compare(other); order != 0)
                return order;
        } else if (a.front() != b.front()) {
            return a.front() < b.front() ? -1 : 1;
        } else {
            a.remove_prefix(1);
            b.remove_prefix(1);
        }
    }
    return a.empty() ? (b.empty() ? 0 : -1) : 1;
}

Result<std::string> write_form(const FormPackage& package) {
    if (!plain_form_word(package.form) || !plain_form_word(package.version))
        return fail(Reason::usage, "bad_form_name",
                    "A form's id and version may have letters, digits, dots, hyphens and "
                    "underscores only, at most 64. Nothing was signed; change form_id or version "
                    "in settings.csv.");
    bj::object files;
    for (const auto& [name, text] : package.files)
        files[name] = text;
    auto out = json::canonical(bj::object{{"type", kType},
                                          {"form", package.form},
                                          {"version", package.version},
                                          {"made_at", rfc3339(package.made_at)},
                                          {"files", std::move(files)}});
    if (out.size() > kMaxFormPackage)
        return too_large();
    return out;
}

Result<FormPackage> read_form(std::string_view text) {
    const auto object = json::parse_object(text, kMaxFormPackage);
    FormPackage out;
    if (!object || !read_into(*object, out))
        return damaged();
    return out;
}

Result<Bytes> sign_form(const FormPackage& package, const PrivateKey& root_key,
                        const Certificate& root) {
    const auto content = write_form(package);
    if (!content)
        return content.error();
    auto der = sign(view(*content), root_key, root, {});
    if (der.size() > kMaxFormPackage)
        return too_large();
    return der;
}

Result<FormPackage> open_form(ByteView der, const Certificate& root) {
    if (der.size() > kMaxFormPackage)
        return too_large();
    const auto verified = verify(der, root);
    if (!verified)
        return verified.error();
    if (!(verified->signer == root))
        return fail(Reason::untrusted, "form_not_from_root",
                    "The form package is not signed by this office's root. The form in use stays "
                    "in use; tell the office.");
    return read_form(suoja::text(verified->content));
}

} // namespace suoja::envelope
