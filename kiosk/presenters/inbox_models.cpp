// SPDX-License-Identifier: Apache-2.0
// What the desk sees: the list in words, and one record by its form's sections with its provenance.
#include "kiosk/presenters/filling.h"
#include "kiosk/presenters/inbox_state.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/question_words.h"
#include "kiosk/presenters/record_words.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

Badge opened_badge(const Received& received) {
    if (received.withdrawn_at)
        return {Tone::attention, tr("Withdrawn")};
    return received.opened ? Badge{Tone::neutral, tr("Opened")} : Badge{Tone::relay, tr("New")};
}

constexpr std::size_t kShortName = 12; // what the list has room for
constexpr std::size_t kMostAlarms = 2; // above the list, until somebody asks for all

// The site's id as a word: what a narrow list shows, and what is left without a directory.
std::string site_of(std::string_view site) {
    std::string words(site);
    if (!words.empty() && words.front() >= 'a' && words.front() <= 'z')
        words.front() = static_cast<char>(words.front() - 'a' + 'A');
    return words;
}

std::string device_of(std::string_view device) {
    auto name = std::string(device.substr(device.find('/') + 1));
    std::replace(name.begin(), name.end(), '-', ' ');
    return name;
}

bool answers_something(const form::Question& question) {
    switch (question.type) {
    case form::Type::note:
    case form::Type::group:
    case form::Type::repeat:
    case form::Type::hidden:
    case form::Type::calculate:
        return false;
    case form::Type::text:
    case form::Type::integer:
    case form::Type::decimal:
    case form::Type::date:
    case form::Type::time:
    case form::Type::date_time:
    case form::Type::select_one:
    case form::Type::select_multiple:
    case form::Type::acknowledge:
        return true;
    }
    return false;
}

struct Sections {
    std::vector<AnswerSection> sections;
    std::size_t not_asked = 0;
};

// What stands in the instances of a repeat, each line under the repeat's name and its number.
void add_instances(const form::Entry& entry, const form::Path& repeat, const std::string& before,
                   const form::Answers& answers, std::vector<AnswerLine>& lines) {
    for (std::size_t i = 1; i <= entry.count(repeat); ++i) {
        const auto title = before + entry.label(repeat, language()) + " " + std::to_string(i);
        const auto add = [&](const form::Path& within, const auto& again) -> void {
            for (const auto& path : entry.members(within)) {
                const auto& question = *entry.question(path);
                if (question.type == form::Type::repeat)
                    add_instances(entry, path, title + " · ", answers, lines);
                else if (question.type == form::Type::group)
                    again(path, again);
                const auto found = answers.find(path);
                if (found == answers.end() || !answers_something(question))
                    continue;
                const auto words = answer_words(entry.form(), question, found->second);
                if (!words.empty())
                    lines.push_back({title + " · " + entry.label(path, language()), words,
                                     question.cls == form::Class::identifying,
                                     has_appearance(question, "multiline")});
            }
        };
        add(repeat + "[" + std::to_string(i) + "]", add);
    }
}

// Answers under the group they stand in, in the words of the form they were given with.
Sections sections_of(const std::shared_ptr<const form::Form>& form, const form::Answers& answers,
                     bool identity_shown, Millis at) {
    Sections result;
    const form::Entry entry(form, form::Context{at, 0, "", ""}, answers);
    std::size_t group = form::Question::kNone;
    for (std::size_t i = 0; i < form->questions.size(); ++i) {
        const auto& question = form->questions[i];
        if (question.type == form::Type::group && question.parent == form::Question::kNone) {
            group = i;
            result.sections.push_back({question.label.in(language()), {}});
        }
        if (question.type == form::Type::repeat && question.repeat == form::Question::kNone &&
            group != form::Question::kNone)
            add_instances(entry, question.name, "", answers, result.sections.back().lines);
        if (!answers_something(question) || group == form::Question::kNone ||
            question.repeat != form::Question::kNone)
            continue;
        const bool identifying = question.cls == form::Class::identifying;
        const auto found = answers.find(question.name);
        if (found == answers.end()) {
            if (entry.relevant(question.name) && (identity_shown || !identifying))
                ++result.not_asked;
            continue;
        }
        const auto words = answer_words(*form, question, found->second);
        if (!words.empty())
            result.sections.back().lines.push_back({entry.label(question.name, language()), words,
                                                    identifying,
                                                    has_appearance(question, "multiline")});
    }
    std::erase_if(result.sections, [](const AnswerSection& each) { return each.lines.empty(); });
    return result;
}

// Another version of the form than any that is here: names and values as they came.
Sections without_form(const form::Answers& answers) {
    AnswerSection section{tr("Answers"), {}};
    for (const auto& [name, value] : answers) {
        form::Question question;
        question.name = name;
        const auto words = answer_words(form::Form{}, question, value);
        if (!words.empty())
            section.lines.push_back({name, words, false, false});
    }
    return {{std::move(section)}, 0};
}

} // namespace

std::string InboxPresenter::site_name(const std::string& site) const {
    if (!rows_)
        return "";
    const auto names = rows_->sites.find(site);
    if (names == rows_->sites.end())
        return "";
    const auto own = names->second.find(language());
    const auto found = own != names->second.end() ? own : names->second.find("en");
    return found != names->second.end() ? found->second : "";
}

std::string InboxPresenter::place_words(const std::string& site, const std::string& device) const {
    const auto name = site_name(site);
    return (name.empty() ? site_of(site) : name) + ", " + device_of(device);
}

std::vector<const Received*> InboxPresenter::filtered() const {
    std::vector<const Received*> rows;
    if (rows_)
        for (const auto& received : rows_->received)
            if (filter_ == "all" || (filter_ == "new" && !received.opened) ||
                filter_ == received.form)
                rows.push_back(&received);
    return rows;
}

InboxModel InboxPresenter::list_model() const {
    InboxModel model;
    const auto now = session_->clock().now();
    model.title = tr("Received records");
    std::size_t all = 0, fresh = 0;
    std::map<std::string, std::size_t> by_form;
    if (rows_)
        for (const auto& received : rows_->received) {
            ++all;
            fresh += received.opened ? 0 : 1;
            ++by_form[received.form];
        }
    const auto title_of = [&](const std::string& id) {
        const auto form = session_->forms().newest(id);
        return form ? form->title.in(language()) : id;
    };
    model.count = std::to_string(all);
    const auto add = [&](std::string id, const std::string& label, std::size_t count) {
        const bool chosen = id == filter_;
        model.filters.push_back({std::move(id), label + " " + std::to_string(count), chosen});
    };
    add("all", tr("All"), all);
    add("new", tr("Not opened"), fresh);
    if (by_form.size() > 1)
        for (const auto& [id, count] : by_form)
            add(id, title_of(id), count);
    for (const auto* received : filtered()) {
        InboxRow row;
        row.id = received->record.str();
        row.urgent = received->urgent;
        row.urgency = received->urgent ? tr("Urgent") : tr("Normal");
        row.code = received->case_code;
        row.language = language_words(session_->forms(), received->language, language());
        row.from = site_name(received->site);
        if (row.from.empty() || row.from.size() > kShortName)
            row.from = site_of(received->site);
        row.age = age_words(now - received->received_at);
        row.kind = title_of(received->form);
        row.state = opened_badge(*received);
        row.selected = row.id == selected_;
        model.rows.push_back(std::move(row));
    }
    model.empty = filter_ == "all" ? tr("Nothing has been received yet. F5 asks again.")
                                   : tr("Nothing here. Choose All to see everything.");
    if (rows_)
        model.alarms = alarm_messages(rows_->alarms, [this](const std::string& device) {
            return place_words(device.substr(0, device.find('/')), device);
        });
    if (model.alarms.size() > kMostAlarms) {
        const auto more = model.alarms.size() - kMostAlarms;
        model.more_alarms =
            all_alarms_ ? tr("Show less") : trn("{n} more alarm", "{n} more alarms", more);
        if (!all_alarms_)
            model.alarms.resize(kMostAlarms);
    }
    return model;
}

DeskRecordModel InboxPresenter::record_model() const {
    DeskRecordModel model;
    const auto now = session_->clock().now();
    const auto& record = *record_;
    const auto& received = record.received;
    const auto newest = session_->forms().newest(received.form);
    model.id = open_id_;
    model.code = received.case_code;
    model.kind = newest ? newest->title.in(language()) : received.form;
    model.state = {Tone::received, tr("Received by centre")};
    model.urgent = received.urgent;
    const auto place = place_words(received.site, received.device);
    model.received = fill(tr("Received {time} from {place}"),
                          {{"time", moment_words(received.received_at, now)}, {"place", place}});

    auto answers = record.rest.answers;
    if (record.identity)
        answers.insert(record.identity->begin(), record.identity->end());
    // Labels may have changed since; the answers are shown with the form they were given with.
    const auto form = session_->forms().find(record.rest.form, record.rest.form_version);
    auto sections =
        form ? sections_of(form, answers, record.identity.has_value(), record.rest.finalised_at)
             : without_form(answers);
    model.sections = std::move(sections.sections);
    if (sections.not_asked > 0)
        model.not_asked =
            Message{Tone::relay,
                    trn("{n} question not asked.", "{n} questions not asked.", sections.not_asked),
                    tr("The person may stop at any question."), ""};
    if (record.identity_withheld)
        model.identity = Message{Tone::relay, tr("Names are not shown to your role."),
                                 tr("They are sealed apart."), ""};
    else if (record.rest.has_identity && !record.identity)
        model.identity = Message{Tone::waiting, tr("The part with the names has not come yet."),
                                 tr("It travels apart and is added here by itself."), ""};

    model.signature = tr("Signature checked, not changed since");
    const auto finalised = moment_words(record.rest.finalised_at, now);
    model.provenance = {
        {tr("Finalised"), record.author.empty() ? finalised : finalised + " · " + record.author,
         true},
        {tr("Signed by device"), place + " · " + received.signer_key, true},
        {tr("Received by centre"),
         fill(tr("{time} · receipt {number}"), {{"time", moment_words(received.received_at, now)},
                                                {"number", record.receipt_number}}),
         true}};
    for (auto version = record.versions.rbegin(); version != record.versions.rend(); ++version) {
        RecordVersionRow row;
        row.number = *version;
        row.title = fill(tr("Version {n}"), {{"n", std::to_string(*version)}});
        row.shown = *version == record.version;
        if (row.shown)
            row.words =
                record.rest.reason.empty() ? finalised : finalised + " · " + record.rest.reason;
        model.versions.push_back(std::move(row));
    }
    model.message = message_;
    if (!model.message && received.withdrawn_at)
        model.message = Message{Tone::attention,
                                fill(tr("The person withdrew the consent {time}."),
                                     {{"time", moment_words(*received.withdrawn_at, now)}}),
                                tr("The unit has erased its copy."),
                                tr("Do not work on with this record; tell the administrator.")};
    return model;
}

void InboxPresenter::show_list() {
    shown_at_ = session_->clock().now();
    if (view_ == nullptr)
        return;
    const auto model = list_model();
    view_->show_list(model);
    for (const auto& alarm : model.alarms) // each is also said, once
        if (told_.insert(alarm.fact).second)
            navigator_->announce(alarm.fact + " " + alarm.safe + " " + alarm.advice);
}

void InboxPresenter::show_record() {
    if (view_ == nullptr)
        return;
    if (record_)
        view_->show_record(record_model());
    else if (message_)
        view_->show_nothing(message_->fact + " " + message_->safe + " " + message_->advice);
    else
        view_->show_nothing(
            tr("Choose a record. Enter opens it; opening is written to the audit log."));
}

} // namespace suoja::kiosk
