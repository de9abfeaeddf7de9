// SPDX-License-Identifier: Apache-2.0
// The pages that show a form: the real tables, filled in with the sample records.
#include "core/files.h"
#include "core/form/load.h"
#include "core/json.h"
#include "kiosk/presenters/texts.h"
#include "kiosk/views/canned.h"

#include <array>
#include <stdexcept>

namespace suoja::kiosk::views::canned {
namespace {

std::filesystem::path source = SUOJA_SOURCE_DIR "/config";

std::shared_ptr<const form::Form> load(const char* name) {
    const form::Loaded loaded = form::load_form(source / "forms" / name);
    if (loaded.form == nullptr)
        throw std::runtime_error("form " + std::string(name) + ": " +
                                 loaded.problems.front().str());
    return loaded.form;
}

// As a person would give them: what counts a repeat stands before its instances.
void put_in(Filling& filling, const std::string& within, const boost::json::object& answers) {
    for (const auto& [name, value] : answers) {
        const std::string path = within + std::string(name);
        const auto* question = filling.entry().question(path);
        if (question == nullptr)
            continue;
        if (question->type == form::Type::repeat) {
            for (std::size_t i = 1; i <= value.as_array().size(); ++i) {
                if (filling.entry().count(path) < i)
                    (void)filling.add(path);
                put_in(filling, path + "[" + std::to_string(i) + "]/",
                       value.as_array()[i - 1].as_object());
            }
        } else if (value.is_array()) {
            for (const auto& choice : value.as_array())
                (void)filling.toggle(path, std::string(choice.as_string()), true);
        } else if (value.is_string() && question->type == form::Type::select_one) {
            (void)filling.choose(path, std::string(value.as_string()));
        } else if (value.is_string()) {
            (void)filling.type(path, std::string(value.as_string()));
        } else if (value.is_int64()) {
            (void)filling.type(path, std::to_string(value.as_int64()));
        }
    }
}

Filling fill_in(const char* name, Millis now) {
    Draft draft;
    draft.form = name;
    draft.case_code = "JOU3-26-0047-K";
    draft.created_at = now - std::chrono::minutes(24);
    Filling filling(draft, load(name), {now, 120, "demo", "joutseno/kiosk-1"});
    const auto bytes = read_file(source / "samples" / (std::string(name) + ".json"), 1 << 20);
    const std::string text(bytes->begin(), bytes->end());
    const auto sample = json::parse_object(text, 1 << 20);
    put_in(filling, "", sample->at("answers").as_object());
    return filling;
}

Millis noon() {
    return std::chrono::sys_days(std::chrono::year(2026) / 3 / 12) + std::chrono::hours(12) +
           std::chrono::minutes(6);
}

SectionModel section_of(Filling& filling, std::size_t index) {
    const auto groups = filling.form().sections();
    SectionModel model;
    model.number = static_cast<int>(index) + 1;
    model.title = filling.section_label(groups.at(index));
    model.second_title = filling.second_section_label(groups.at(index));
    for (const std::string& name : filling.rows(groups.at(index)))
        model.questions.push_back(filling.model(name));
    model.previous = index == 0 ? tr("Home")
                                : fill(tr("Previous: {section}"),
                                       {{"section", filling.section_label(groups.at(index - 1))}});
    model.next = index + 1 < groups.size()
                     ? fill(tr("Next: {section}"),
                            {{"section", filling.section_label(groups.at(index + 1))}})
                     : tr("Review and finalise");
    model.language_card = language() == "fi" ? "ruotsi" : language() == "sv" ? "finska" : "Finnish";
    model.danger =
        tr("Call 112, then the central team’s duty number. Suoja does not call anyone for you.");
    return model;
}

// The person speaks another of the languages that the form carries, so that second lines show.
Filling intake() {
    Filling filling = fill_in("intake", noon());
    (void)filling.choose(kContactLanguage, language() == "fi" ? "sv" : "fi");
    return filling;
}

} // namespace

NavigatorModel navigator(int current, bool review) {
    Filling filling = intake();
    NavigatorModel model;
    model.code = "JOU3-26-0047-K";
    model.state = {Tone::draft, tr("Draft")};
    model.started = fill(tr("Started {time}"), {{"time", language() == "en" ? "13:42" : "13.42"}});
    model.fraction = 0.3;
    const auto groups = filling.form().sections();
    constexpr std::array kStates = {SectionState::to_look_at, SectionState::done,
                                    SectionState::done, SectionState::not_started,
                                    SectionState::later};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        SectionEntry entry;
        entry.number = static_cast<int>(i) + 1;
        entry.label = filling.section_label(groups[i]);
        entry.state = i < kStates.size() ? kStates[i] : SectionState::not_started;
        switch (entry.state) {
        case SectionState::not_started:
            entry.words = tr("Not started");
            break;
        case SectionState::to_look_at:
            entry.words = trn("{n} to look at", "{n} to look at", 1);
            break;
        case SectionState::done:
            entry.words = tr("Done");
            break;
        case SectionState::later:
            entry.words = tr("Later, as the person wishes");
            break;
        }
        entry.current = !review && entry.number == current;
        model.sections.push_back(entry);
    }
    model.progress =
        fill(trn("{done} of {n} section done", "{done} of {n} sections done", groups.size()),
             {{"done", "2"}});
    model.review_current = review;
    return model;
}

SectionModel section() {
    Filling filling = intake();
    (void)filling.choose("immediate_danger", "yes");
    (void)filling.type("danger_note", "Gets calls from two numbers since yesterday. The callers "
                                      "know which centre this is. Asks not to be moved alone.");
    (void)filling.toggle("urgent_needs", "none", true);
    (void)filling.left("urgent_needs");
    return section_of(filling, 0);
}

SectionModel fields_section() {
    Filling filling = intake();
    (void)filling.type("birth_date", "31.2.1990");
    (void)filling.left("birth_date");
    (void)filling.set_absence("gender", "declined");
    return section_of(filling, 3);
}

SectionModel repeats_section() {
    Filling filling = intake();
    (void)filling.type("children_in_finland", "2");
    return section_of(filling, 4);
}

ReviewModel review() {
    Filling filling = intake();
    (void)filling.set_absence("age_group", "not_asked");
    ReviewState state;
    state.now = noon();
    state.started = noon() - std::chrono::minutes(49);
    return kiosk::review(filling, state);
}

CallListModel call_list() {
    Filling filling = fill_in("call", noon());
    CallListModel model;
    const Badge draft{Tone::draft, tr("Draft")};
    const Badge sent{Tone::received, tr("Received")};
    const auto type = [&](const char* name) {
        const auto* choice = filling.form().choice(filling.form().find("call_type")->list, name);
        return choice != nullptr ? choice->label.in(language()) : std::string(name);
    };
    model.groups = {{tr("Today"),
                     {{"1", language() == "en" ? "13:53" : "13.53", tr("This call"),
                       type("victim_self"), tr("now"), draft, true},
                      {"", language() == "en" ? "11:15" : "11.15", type("professional"), "Noora H.",
                       "9 min", sent, false}}},
                    {tr("Yesterday"),
                     {{"", language() == "en" ? "19:32" : "19.32", type("about_person"),
                       "K. Rantala", "22 min", sent, false}}}};
    for (const char* name : {"silent", "hangup", "wrong_number", "prank", "abusive", "test"})
        model.closings.push_back({name, type(name)});
    return model;
}

CallModel call() {
    Filling filling = fill_in("call", noon());
    CallModel model;
    model.clock = {CallPhase::running, "12:47", tr("Call in progress")};
    model.code = "HEL2-26-0318-N";
    for (const auto group : filling.form().sections()) {
        for (const std::string& name : filling.rows(group)) {
            QuestionModel question = filling.model(name);
            if (name == "summary")
                model.note = question;
            else if (name == "reason_main")
                model.reason = question;
            else if (name == "reason_other")
                model.other_reasons = question;
            else {
                if (question.control == Control::tiles)
                    question.control =
                        question.choices.size() <= 3 ? Control::strip : Control::drop_down;
                model.questions.push_back(question);
            }
        }
    }
    return model;
}

DeskRecordModel record() {
    Filling filling = intake();
    DeskRecordModel model;
    model.id = model.code = "JOU3-26-0211-P";
    model.kind = filling.form().title.in(language());
    model.state = {Tone::received, tr("Received by centre")};
    model.urgent = true;
    const std::string time = language() == "en" ? "13:27" : "13.27";
    model.received =
        fill(tr("Received {time} from {place}"), {{"time", time}, {"place", "Joutseno, kiosk 1"}});
    for (const auto group : filling.form().sections()) {
        AnswerSection section{filling.section_label(group), {}};
        for (const std::string& name : filling.questions(group)) {
            const std::string words = filling.answer_words(name);
            if (!words.empty() && filling.entry().relevant(name))
                section.lines.push_back(
                    {filling.name_of(name), words,
                     filling.entry().question(name)->cls == form::Class::identifying,
                     words.size() > 60});
        }
        if (!section.lines.empty())
            model.sections.push_back(section);
    }
    model.not_asked =
        Message{Tone::relay, trn("{n} question not asked.", "{n} questions not asked.", 17),
                tr("The person may stop at any question."), ""};
    model.signature = tr("Signature checked, not changed since");
    model.provenance = {
        {tr("Finalised"), "10:58 · P. Aalto", true},
        {tr("Signed by device"), "Joutseno kiosk 1 · 9C·41·E7", true},
        {tr("Received by centre"),
         fill(tr("{time} · receipt {number}"), {{"time", time}, {"number", "5D18-C2"}}), true}};
    model.versions = {{2, fill(tr("Version {n}"), {{"n", "2"}}), "10:58", true},
                      {1, fill(tr("Version {n}"), {{"n", "1"}}), "9:36", false}};
    return model;
}

} // namespace suoja::kiosk::views::canned
