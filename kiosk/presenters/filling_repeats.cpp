// SPDX-License-Identifier: Apache-2.0
// The rows of a section with the instances of its repeats, and what adds and removes these.
#include "kiosk/presenters/filling.h"
#include "kiosk/presenters/filling_shown.h"
#include "kiosk/presenters/question_words.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>
#include <utility>

namespace suoja::kiosk {

namespace {

// "a[1]/b[2]/c" → "a[1]/b[2]"; "" outside all repeats
std::string_view frame_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// "a[1]/b[2]" → "a[1]/b"
std::string_view repeat_of(std::string_view instance) {
    return instance.substr(0, instance.rfind('['));
}

std::string_view number_of(std::string_view instance) {
    const auto open = instance.rfind('[');
    return instance.substr(open + 1, instance.size() - open - 2);
}

form::Path instance(std::string_view repeat, std::size_t number) {
    return form::Path(repeat) + "[" + std::to_string(number) + "]";
}

// The path after instance `gone` of `repeat` was taken out; none when it went with it.
std::optional<form::Path> moved_up(const form::Path& path, std::string_view repeat,
                                   std::size_t gone) {
    const auto open = repeat.size();
    if (path.size() <= open || path.compare(0, open, repeat) != 0 || path[open] != '[')
        return path;
    const auto close = path.find(']', open);
    const auto number =
        static_cast<std::size_t>(std::stoul(path.substr(open + 1, close - open - 1)));
    if (number == gone)
        return std::nullopt;
    return number < gone ? path : instance(repeat, number - 1) + path.substr(close + 1);
}

} // namespace

std::string_view repeat_name(std::string_view instance) {
    const auto repeat = repeat_of(instance);
    const auto slash = repeat.rfind('/');
    return slash == std::string_view::npos ? repeat : repeat.substr(slash + 1);
}

void Filling::add_rows(const form::Path& within, std::vector<form::Path>& rows) const {
    for (auto& path : entry_.members(within)) {
        const auto& question = *entry_.question(path);
        if (question.type == form::Type::group) {
            add_rows(path, rows);
        } else if (question.type == form::Type::repeat) {
            for (std::size_t i = 1; i <= entry_.count(path); ++i) {
                rows.push_back(instance(path, i));
                add_rows(form::Path(rows.back()), rows);
            }
            rows.push_back(std::move(path));
        } else if (shown(question)) {
            rows.push_back(std::move(path));
        }
    }
}

std::vector<form::Path> Filling::rows(std::size_t group) const {
    std::vector<form::Path> rows;
    if (form_->questions[group].section())
        add_rows(form_->questions[group].name, rows);
    return rows;
}

std::vector<form::Path> Filling::rows_beside(std::string_view path) const {
    const auto frame = frame_of(path);
    if (frame.empty())
        return rows(section(path));
    std::vector<form::Path> rows;
    add_rows(form::Path(frame), rows);
    return rows;
}

std::vector<form::Path> Filling::questions(std::size_t group) const {
    auto paths = rows(group);
    std::erase_if(paths, [this](const form::Path& path) {
        const auto* question = entry_.question(path);
        return question == nullptr || question->section();
    });
    return paths;
}

bool Filling::relevant(std::size_t group) const {
    const auto paths = rows(group);
    return std::any_of(paths.begin(), paths.end(), [this](const form::Path& path) {
        const auto* question = entry_.question(path);
        // of a repeat that is counted only the instances are something to answer
        return question != nullptr && entry_.relevant(path) &&
               (!question->section() || !question->repeat_count);
    });
}

std::size_t Filling::section(std::string_view path) const {
    return section_of(*form_, form_->index(path.substr(0, path.find('['))));
}

std::string Filling::heading_words(std::string_view path, std::string_view language) const {
    std::string words;
    for (auto frame = path.ends_with(']') ? path : frame_of(path); !frame.empty();
         frame = frame_of(frame)) {
        auto here = entry_.question(repeat_of(frame))->label.in(language);
        here.append(" ").append(number_of(frame));
        if (!words.empty())
            here.append(" · ").append(words);
        words = std::move(here);
    }
    return words;
}

std::string Filling::name_of(std::string_view path) const {
    const auto within = heading_words(path, language());
    return (within.empty() ? "" : within + " · ") + entry_.label(path, language());
}

bool Filling::holds_answers(const form::Path& path) const {
    const auto& answers = entry_.draft();
    for (auto at = answers.lower_bound(path);
         at != answers.end() && at->first.compare(0, path.size(), path) == 0; ++at)
        if (at->second != form::Value(form::Absence::not_asked))
            return true;
    const auto typed = typed_.lower_bound(path);
    return typed != typed_.end() && typed->first.compare(0, path.size(), path) == 0;
}

QuestionModel Filling::heading(std::string_view path) const {
    QuestionModel model;
    const auto repeat = repeat_of(path);
    const auto* question = entry_.question(repeat);
    if (question == nullptr)
        return model;
    const auto second = second_language();
    model.path = std::string(path);
    model.control = Control::instance;
    model.label = heading_words(path, language());
    if (!second.empty() && question->label.has(second)) {
        model.second_label = heading_words(path, second);
        model.second_language = second;
    }
    model.visible = entry_.relevant(repeat);
    if (question->repeat_count)
        return model;
    model.remove = tr("Remove");
    if (asked_ == path) {
        model.keep = tr("Keep it");
        model.message = Message{
            Tone::attention, fill(tr("Remove “{name}” and its answers?"), {{"name", model.label}}),
            tr("Until then all of it is kept."), ""};
        model.accessible_description = model.message->fact + " " + model.message->safe;
    }
    return model;
}

QuestionModel Filling::repeat_end(std::string_view path) const {
    QuestionModel model;
    const auto& question = *entry_.question(path);
    model.path = std::string(path);
    model.control = Control::repeat;
    model.within = heading_words(path, language());
    model.label = question.label.in(language());
    if (entry_.problem(path) || full_ == path)
        model.message = fault_message(question, form::Fault::too_many);
    if (!question.repeat_count)
        model.add = fill(tr("Add: {name}"), {{"name", model.label}});
    model.visible = entry_.relevant(path) && (!model.add.empty() || model.message);
    return model;
}

std::vector<form::Path> Filling::add(std::string_view repeat) {
    asked_.clear();
    full_.clear();
    const form::Path path(repeat);
    auto changed = entry_.add(path);
    if (!changed)
        full_ = path;
    return take(repeat, std::move(changed));
}

std::vector<form::Path> Filling::remove(std::string_view path) {
    const form::Path one(path);
    if (asked_ != one && holds_answers(one)) {
        const auto before = std::exchange(asked_, one);
        return before.empty() ? std::vector{one} : std::vector{one, before};
    }
    asked_.clear();
    full_.clear();
    const form::Path repeat(repeat_of(path));
    auto changed = entry_.remove(one);
    if (!changed)
        return {one};
    forget(path);
    return take(repeat, std::move(changed));
}

std::vector<form::Path> Filling::keep(std::string_view instance) {
    asked_.clear();
    return {form::Path(instance)};
}

void Filling::forget(std::string_view path) {
    const form::Path repeat(repeat_of(path));
    const auto gone = static_cast<std::size_t>(std::stoul(std::string(number_of(path))));
    const auto follow = [&](std::set<form::Path, std::less<>>& paths) {
        std::set<form::Path, std::less<>> kept;
        for (const auto& each : paths)
            if (auto now = moved_up(each, repeat, gone))
                kept.insert(std::move(*now));
        paths = std::move(kept);
    };
    follow(left_);
    follow(unread_);
    std::map<std::string, std::string, std::less<>> typed;
    for (auto& [each, text] : typed_)
        if (auto now = moved_up(each, repeat, gone))
            typed.emplace(std::move(*now), std::move(text));
    typed_ = std::move(typed);
}

form::Path Filling::seen_from(std::string_view path, const form::Question& other) const {
    for (auto frame = frame_of(path);; frame = frame_of(frame)) {
        const auto repeat =
            frame.empty() ? form::Question::kNone : form_->index(repeat_name(frame));
        if (repeat == other.repeat)
            return (frame.empty() ? form::Path() : form::Path(frame) + "/") + other.name;
        if (frame.empty())
            return {};
    }
}

std::vector<form::Path> Filling::everywhere(const form::Question& question) const {
    if (question.repeat == form::Question::kNone)
        return {question.name};
    std::vector<form::Path> paths;
    for (const auto& repeat : everywhere(form_->questions[question.repeat]))
        for (std::size_t i = 1; i <= entry_.count(repeat); ++i)
            paths.push_back(instance(repeat, i) + "/" + question.name);
    return paths;
}

} // namespace suoja::kiosk
