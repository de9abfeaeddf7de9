// SPDX-License-Identifier: Apache-2.0
#pragma once
// Views that only remember. Hand-written: what a page was told last, and how often.
#include "kiosk/presenters/frame.h"
#include "kiosk/presenters/unlock.h"

namespace suoja::kiosk::test {

struct FakeIntakeView final : IntakeView {
    NavigatorModel navigator;
    std::optional<SectionModel> section;
    std::optional<ReviewModel> review;
    SavedModel saved;
    std::string focused;
    std::int64_t cursor = -1;
    std::vector<QuestionModel> updates;
    void show_navigator(const NavigatorModel& model) override { navigator = model; }
    void show_section(const SectionModel& model) override {
        section = model;
        review.reset();
    }
    int rows_shown = 0;
    void show_rows(const std::vector<QuestionModel>& questions) override {
        section.value().questions = questions;
        ++rows_shown;
    }
    void show_review(const ReviewModel& model) override {
        review = model;
        section.reset();
    }
    void update(const QuestionModel& model) override {
        updates.push_back(model);
        if (section)
            for (auto& each : section->questions)
                if (each.path == model.path)
                    each = model;
    }
    int saved_shown = 0;
    void show_saved(const SavedModel& model) override {
        saved = model;
        ++saved_shown;
    }
    void focus(std::string_view path, std::int64_t at) override {
        focused = path;
        cursor = at;
    }
    [[nodiscard]] const QuestionModel& question(std::string_view path) const {
        for (const auto& each : section.value().questions)
            if (each.path == path)
                return each;
        throw std::out_of_range(std::string(path));
    }
    [[nodiscard]] const SectionEntry& entry(std::string_view name) const {
        for (const auto& each : navigator.sections)
            if (each.name == name)
                return each;
        throw std::out_of_range(std::string(name));
    }
};

struct FakeHomeView final : HomeView {
    HomeModel model;
    int shown = 0;
    void show(const HomeModel& next) override {
        model = next;
        ++shown;
    }
};

struct FakeCallView final : CallView {
    CallListModel list;
    CallModel call;
    CallClock clock;
    SavedModel saved;
    std::optional<UndoModel> undo;
    std::vector<QuestionModel> updates;
    std::string inserted, focused;
    void show_list(const CallListModel& model) override { list = model; }
    void show_call(const CallModel& model) override {
        call = model;
        ++calls_shown;
    }
    int calls_shown = 0, rows_shown = 0;
    void show_rows(const std::vector<QuestionModel>& questions) override {
        call.questions = questions;
        ++rows_shown;
    }
    void update(const QuestionModel& model) override {
        updates.push_back(model);
        for (auto& each : call.questions)
            if (each.path == model.path)
                each = model;
    }
    void show_clock(const CallClock& model) override { clock = model; }
    void show_saved(const SavedModel& model) override { saved = model; }
    void show_undo(const std::optional<UndoModel>& model) override { undo = model; }
    void insert_in_note(std::string_view text) override { inserted += text; }
    void focus(std::string_view path, std::int64_t) override { focused = path; }
};

struct FakeInboxView final : InboxView {
    InboxModel list;
    std::optional<DeskRecordModel> record;
    std::string nothing;
    void show_list(const InboxModel& model) override { list = model; }
    void show_record(const DeskRecordModel& model) override { record = model; }
    void show_nothing(std::string_view words) override {
        record.reset();
        nothing = words;
    }
};

struct FakeFrameView final : FrameView {
    HeaderModel header;
    KeyStripModel keys;
    std::vector<Page> pages;
    int rebuilt = 0, notices = 0, main_presses = 0, panes = 0, text_size = 100;
    std::optional<LockWarning> warning;
    std::vector<std::string> announced;
    std::vector<Ending> ended;
    void show_header(const HeaderModel& model) override { header = model; }
    void show_keys(const KeyStripModel& model) override { keys = model; }
    void show_page(Page page) override { pages.push_back(page); }
    void rebuild() override { ++rebuilt; }
    void show_warning(const std::optional<LockWarning>& model) override { warning = model; }
    void show_notice(const NoticeModel&) override { ++notices; }
    void move_pane(int step) override { panes += step; }
    void set_text_size(int percent) override { text_size = percent; }
    void press_main() override { ++main_presses; }
    void announce(std::string_view words) override { announced.emplace_back(words); }
    void end(Ending ending) override { ended.push_back(ending); }
};

struct FakeUnlockView final : UnlockView {
    UnlockModel model;
    int cleared = 0, rebuilt = 0, notices = 0, left = 0;
    void show(const UnlockModel& next) override { model = next; }
    void clear_passphrase() override { ++cleared; }
    void rebuild() override { ++rebuilt; }
    void show_notice(const NoticeModel&) override { ++notices; }
    void leave_notice() override { ++left; }
};

} // namespace suoja::kiosk::test
