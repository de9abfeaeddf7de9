// SPDX-License-Identifier: Apache-2.0
#include "relay/office/form_commands.h"

#include "core/envelope/form_package.h"
#include "core/json.h"
#include "core/printable.h"
#include "relay/office/ask.h"
#include "relay/office/keys_out.h"

#include <algorithm>
#include <iomanip>
#include <ostream>

namespace suoja::relay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPacked = ".form", kSigned = ".p7s";

std::string shown(const fs::path& path) { // whoever named the file
    return printable(path.string(), Breaks::shown);
}

int failed(Streams streams, const Failure& failure) {
    streams.err << failure.what << '\n';
    return exit_code(failure.reason);
}

// '~' stands in no form's name and in no version: intake 2026-12 is not intake-2026 12.
std::string file_name(std::string_view form, std::string_view version) {
    return std::string(form) + '~' + std::string(version);
}

Result<std::vector<fs::path>> packed_files(const std::vector<fs::path>& named) {
    std::vector<fs::path> out;
    for (const auto& path : named) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            out.push_back(path);
            continue;
        }
        for (const auto& each : fs::directory_iterator(path, error))
            if (each.path().extension() == kPacked)
                out.push_back(each.path());
    }
    std::sort(out.begin(), out.end());
    if (out.empty())
        return fail(Reason::not_found, "no_packed_forms",
                    "There is no packed form there. Nothing was signed; make one with `suoja form "
                    "pack DIR --out DIR`.");
    return out;
}

Result<std::vector<envelope::FormPackage>> read_packed(const std::vector<fs::path>& named) {
    const auto files = packed_files(named);
    if (!files)
        return files.error();
    std::vector<envelope::FormPackage> out;
    for (const auto& file : *files) {
        const auto bytes = read_file(file, envelope::kMaxFormPackage);
        if (!bytes)
            return bytes.error();
        auto package = envelope::read_form(text(*bytes));
        if (!package)
            return fail(Reason::damaged, "not_packed",
                        shown(file.filename()) +
                            " is no packed form. Nothing was signed; make it again with `suoja "
                            "form pack`.");
        out.push_back(std::move(*package));
    }
    return out;
}

Result<void> sign_all(const SignForms& wanted, std::ostream& out) {
    const auto packages = read_packed(wanted.packed);
    if (!packages)
        return packages.error();
    const auto root = read_root(wanted.root, wanted.passphrase);
    if (!root)
        return root.error();
    std::error_code error;
    fs::create_directories(wanted.out, error);
    for (const auto& package : *packages) {
        const auto der = envelope::sign_form(package, root->key, root->certificate);
        if (!der)
            return der.error();
        const auto file =
            wanted.out / (file_name(package.form, package.version) + std::string(kSigned));
        write_durable(file, *der, Mode::readable);
        out << "Signed " << package.form << ' ' << package.version << ": " << shown(file) << '\n';
    }
    return {};
}

} // namespace

int office_sign_forms(const SignForms& wanted, Streams streams) {
    const auto done = sign_all(wanted, streams.out);
    return done ? 0 : failed(streams, done.error());
}

int publish_forms(const Settings& settings, const std::vector<fs::path>& packages, Streams streams,
                  const Clock& clock) {
    for (const auto& file : packages) {
        const auto der = read_file(file, envelope::kMaxFormPackage);
        const auto done = der ? ask(settings, "publish_form", {{"package", base64(*der)}}, clock)
                              : Result<boost::json::object>(der.error());
        if (!done) {
            streams.err << shown(file.filename()) << ": ";
            return failed(streams, done.error());
        }
        streams.out << "In use from now on: " << json::text_of(*done, "id").value_or("") << ' '
                    << json::text_of(*done, "version").value_or("") << ", directory "
                    << json::integer_of(*done, "directory_serial").value_or(0) << ".\n";
    }
    streams.out
        << "Devices take them over at the first sync after their relay has this directory, within "
           "a minute.\n";
    return 0;
}

int list_forms(const Settings& settings, bool as_json, Streams streams, const Clock& clock) {
    const auto done = ask(settings, "forms", {}, clock);
    if (!done)
        return failed(streams, done.error());
    if (as_json) {
        streams.out << json::canonical(*done) << '\n';
        return 0;
    }
    const auto* const rows = json::array_of(*done, "forms");
    if (rows == nullptr || rows->empty()) {
        streams.out << "No form was published yet; devices use those that they came with.\n";
        return 0;
    }
    streams.out << std::left << std::setw(18) << "form" << std::setw(14) << "version"
                << std::setw(22) << "published"
                << "\n";
    for (const auto& value : *rows) {
        const auto& row = value.as_object();
        streams.out << std::left << std::setw(18) << json::text_of(row, "id").value_or("")
                    << std::setw(14) << json::text_of(row, "version").value_or("") << std::setw(22)
                    << json::text_of(row, "published_at").value_or("").substr(0, 16)
                    << (json::bool_of(row, "in_use").value_or(false) ? "in use" : "") << '\n';
    }
    return 0;
}

} // namespace suoja::relay
