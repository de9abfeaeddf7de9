// SPDX-License-Identifier: Apache-2.0
#include "kiosk/store/answers.h"

#include "core/json.h"

#include <array>
#include <charconv>

namespace suoja::kiosk {
namespace {

constexpr std::size_t kMost = std::size_t{32} << 20U;

[[noreturn]] void damaged() {
    throw StorageFailure("a draft in the database does not read");
}

template <class Number> std::string print(Number value) {
    std::array<char, 64> room{};
    const auto written = std::to_chars(room.data(), room.data() + room.size(), value);
    return {room.data(), written.ptr};
}

template <class Number> Number parse(std::string_view text) {
    Number value{};
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end)
        damaged();
    return value;
}

boost::json::array write(const form::Value& value) {
    struct Writer {
        boost::json::array operator()(form::Absence absence) const {
            return {"absent", form::name(absence)};
        }
        boost::json::array operator()(const std::string& text) const { return {"text", text}; }
        boost::json::array operator()(std::int64_t number) const {
            return {"integer", print(number)};
        }
        boost::json::array operator()(double number) const { return {"decimal", print(number)}; }
        boost::json::array operator()(const std::vector<std::string>& chosen) const {
            boost::json::array out{"list"};
            for (const auto& name : chosen)
                out.emplace_back(name);
            return out;
        }
    };
    return std::visit(Writer{}, value);
}

form::Value read(const boost::json::value& value) {
    if (!value.is_array() || value.get_array().empty())
        damaged();
    std::vector<std::string> words;
    for (const auto& word : value.get_array()) {
        if (!word.is_string())
            damaged();
        words.emplace_back(word.get_string());
    }
    const std::string kind = words.front();
    if (kind == "list")
        return std::vector<std::string>(words.begin() + 1, words.end());
    if (words.size() != 2)
        damaged();
    if (kind == "text")
        return words[1];
    if (kind == "integer")
        return parse<std::int64_t>(words[1]);
    if (kind == "decimal")
        return parse<double>(words[1]);
    const auto absence = form::parse_absence(words[1]);
    if (kind != "absent" || !absence)
        damaged();
    return *absence;
}

} // namespace

std::string write_answers(const form::Answers& answers) {
    boost::json::object out;
    for (const auto& [path, value] : answers)
        out[path] = write(value);
    return json::canonical(out);
}

form::Answers read_answers(std::string_view text) {
    const auto object = json::parse_object(text, kMost);
    if (!object)
        damaged();
    form::Answers out;
    for (const auto& [path, value] : *object)
        out.emplace(std::string(path), read(value));
    return out;
}

} // namespace suoja::kiosk
