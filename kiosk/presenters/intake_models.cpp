// SPDX-License-Identifier: Apache-2.0
// What an open intake looks like: models for the page, and the draft as it is stored.
#include "kiosk/presenters/drafting.h"
#include "kiosk/presenters/intake.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/record_words.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

std::vector<std::size_t> IntakePresenter::visible() const {
    std::vector<std::size_t> result;
    for (const auto section : sections_)
        if (filling_->relevant(section))
            result.push_back(section);
    return result;
}

SectionState IntakePresenter::state_of(std::size_t group) const {
    const auto& name = filling_->form().questions[group].name;
    if (later_.contains(name))
        return SectionState::later;
    if (!seen_.contains(name) && !filling_->started(group))
        return SectionState::not_started;
    return filling_->to_look_at(group) > 0 ? SectionState::to_look_at : SectionState::done;
}

NavigatorModel IntakePresenter::navigator_model() const {
    NavigatorModel model;
    const auto now = session_->clock().now();
    model.code = filling_->draft().case_code;
    model.state = state_badge(State::draft);
    model.started =
        fill(tr("Started {time}"), {{"time", moment_words(filling_->draft().created_at, now)}});
    std::size_t done = 0, later = 0;
    int number = 0;
    const auto sections = visible();
    for (const auto section : sections) {
        SectionEntry entry;
        entry.number = ++number;
        entry.name = filling_->form().questions[section].name;
        entry.label = filling_->section_label(section);
        entry.state = state_of(section);
        entry.current = !review_ && section == section_;
        switch (entry.state) {
        case SectionState::not_started:
            entry.words = tr("Not started");
            break;
        case SectionState::to_look_at:
            entry.words = trn("{n} to look at", "{n} to look at", filling_->to_look_at(section));
            break;
        case SectionState::done:
            entry.words = tr("Done");
            ++done;
            break;
        case SectionState::later:
            entry.words = tr("Later, as the person wishes");
            ++later;
            break;
        }
        model.sections.push_back(std::move(entry));
    }
    model.fraction =
        sections.empty() ? 0 : static_cast<double>(done) / static_cast<double>(sections.size());
    model.progress =
        fill(trn("{done} of {n} section done", "{done} of {n} sections done", sections.size()),
             {{"done", std::to_string(done)}});
    if (later > 0)
        model.progress += ", " + trn("{n} left for later", "{n} left for later", later);
    model.review_current = review_;
    return model;
}

SectionModel IntakePresenter::section_model() const {
    SectionModel model;
    const auto sections = visible();
    const auto at = static_cast<std::size_t>(std::find(sections.begin(), sections.end(), section_) -
                                             sections.begin());
    const auto& group = filling_->form().questions[section_];
    model.number = static_cast<int>(at) + 1;
    model.name = group.name;
    model.title = filling_->section_label(section_);
    model.second_title = filling_->second_section_label(section_);
    for (const auto& name : filling_->rows(section_)) {
        model.questions.push_back(filling_->model(name));
        if (name == kDanger)
            model.danger = tr("Call 112, then the central team’s duty number. Suoja does not call "
                              "anyone for you.");
    }
    model.previous = at == 0 ? tr("Home")
                             : fill(tr("Previous: {section}"),
                                    {{"section", filling_->section_label(sections[at - 1])}});
    model.next =
        at + 1 < sections.size()
            ? fill(tr("Next: {section}"), {{"section", filling_->section_label(sections[at + 1])}})
            : tr("Review and finalise");
    model.may_leave = !later_.contains(group.name);
    model.language_card =
        language_words(session_->forms(), filling_->person_language(), language());
    return model;
}

ReviewModel IntakePresenter::review_model() const {
    ReviewState state;
    state.busy = busy_;
    state.erase_asked = erase_asked_;
    state.see_unanswered = see_unanswered_;
    state.may_consult = filling_->form().id != kConsultationForm &&
                        session_->forms().newest(kConsultationForm) != nullptr;
    state.message = message_;
    state.now = session_->clock().now();
    state.started = filling_->draft().created_at;
    state.draft_term = session_->limits().draft_term;
    return kiosk::review(*filling_, state);
}

Draft IntakePresenter::snapshot() const {
    auto draft = filling_->snapshot();
    const auto words = [](const std::set<std::string, std::less<>>& names) {
        std::string list;
        for (const auto& name : names)
            list += (list.empty() ? "" : " ") + name;
        return list;
    };
    draft.marks = "later=" + words(later_) + ";seen=" + words(seen_);
    const auto sections = visible();
    draft.sections = static_cast<std::uint32_t>(sections.size());
    draft.sections_done = static_cast<std::uint32_t>(
        std::count_if(sections.begin(), sections.end(), [this](std::size_t section) {
            return state_of(section) == SectionState::done;
        }));
    return draft;
}

void IntakePresenter::read_marks() {
    later_.clear();
    seen_.clear();
    std::string_view marks = filling_->draft().marks;
    while (!marks.empty()) {
        const auto end = std::min(marks.find(';'), marks.size());
        const auto mark = marks.substr(0, end);
        marks.remove_prefix(std::min(end + 1, marks.size()));
        const auto equals = mark.find('=');
        if (equals == std::string_view::npos)
            continue;
        auto& names = mark.substr(0, equals) == "later" ? later_ : seen_;
        auto list = mark.substr(equals + 1);
        while (!list.empty()) {
            const auto space = std::min(list.find(' '), list.size());
            names.emplace(list.substr(0, space));
            list.remove_prefix(std::min(space + 1, list.size()));
        }
    }
}

} // namespace suoja::kiosk
