// SPDX-License-Identifier: Apache-2.0
#pragma once
// Logging that cannot carry content: an event (a literal), and fields that are ids, enumerated
// words, counts or durations. There is no way to pass free text, so no answer, name, path or URL
// gets into a line. Sink: standard error, one line an event, journald-friendly. Any thread.
//
//   log(Level::info, "envelope_stored", {{"id", id_text}, {"bytes", n}});
//
// A field's text must match [A-Za-z0-9._:/+-]{0,128}; anything else prints as "?".
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace suoja {

enum class Level { debug, info, warning, error };

struct Field {
    std::string_view name;
    std::variant<std::int64_t, std::string_view> value;
    template <class T>
    requires std::is_integral_v<T> Field(std::string_view n, T number)
        : name(n), value(static_cast<std::int64_t>(number)) {}
    Field(std::string_view n, std::string_view id) : name(n), value(id) {}
    Field(std::string_view n, const char* id) : name(n), value(std::string_view(id)) {}
};

// The event's name is a string literal by its type: consteval refuses anything else.
struct Event {
    std::string_view name;
    template <std::size_t N> consteval Event(const char (&literal)[N]) : name(literal, N - 1) {}
};

void log(Level level, Event event, std::initializer_list<Field> fields = {});
void set_log_level(Level least);

} // namespace suoja
