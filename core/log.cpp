// SPDX-License-Identifier: Apache-2.0
#include "core/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <string>

namespace suoja {
namespace {

spdlog::logger& sink() {
    static const auto logger = [] {
        auto out = std::make_shared<spdlog::logger>(
            "suoja", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        out->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
        return out;
    }();
    return *logger;
}

spdlog::level::level_enum of(Level level) {
    switch (level) {
    case Level::debug:
        return spdlog::level::debug;
    case Level::info:
        return spdlog::level::info;
    case Level::warning:
        return spdlog::level::warn;
    case Level::error:
        return spdlog::level::err;
    }
    return spdlog::level::err;
}

bool plain(std::string_view value) {
    return value.size() <= 128 && std::all_of(value.begin(), value.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("._:/+-").find(c) != std::string_view::npos;
           });
}

} // namespace

void log(Level level, Event event, std::initializer_list<Field> fields) {
    std::string line(event.name);
    for (const auto& field : fields) {
        line += ' ';
        line += field.name;
        line += '=';
        if (const auto* number = std::get_if<std::int64_t>(&field.value))
            line += std::to_string(*number);
        else if (const auto value = std::get<std::string_view>(field.value); plain(value))
            line += value;
        else
            line += '?';
    }
    sink().log(of(level), line);
}

void set_log_level(Level least) {
    sink().set_level(of(least));
}

} // namespace suoja
