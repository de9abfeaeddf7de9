// SPDX-License-Identifier: Apache-2.0
// What the call page looks like: list, clock, questions, what is still needed.
#include "core/record/document.h"
#include "kiosk/presenters/call_state.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/question_words.h"
#include "kiosk/presenters/record_words.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

constexpr std::size_t kMostCalls = 200;

std::string text_answer(const form::Answers& answers, std::string_view name) {
    const auto found = answers.find(name);
    const auto* words = found != answers.end() ? std::get_if<std::string>(&found->second) : nullptr;
    return words != nullptr ? *words : "";
}

// The page is dense: short choices joined, longer lists dropped down.
QuestionModel dense(QuestionModel model) {
    if (model.control == Control::tiles)
        model.control = model.choices.size() <= 3 ? Control::strip : Control::drop_down;
    return model;
}

std::string joined(std::initializer_list<std::string> parts) {
    std::string words;
    for (const auto& part : parts)
        if (!part.empty())
            words += (words.empty() ? "" : " · ") + part;
    return words;
}

} // namespace

void CallPresenter::reload() {
    if (view_ == nullptr)
        return;
    session_->store().ask(
        [](Store& store) {
            auto rows = std::make_shared<Rows>();
            rows->alarms = read_alarms(store);
            for (const auto& draft : store.drafts().list(kConsultationForm)) {
                if (text_answer(draft.answers, kChannel) == "consultation")
                    continue; // those are the reception's
                const auto author = store.staff().by_id(draft.author);
                rows->open.push_back({draft.id, draft.created_at, draft.ended_at,
                                      text_answer(draft.answers, kCallType),
                                      text_answer(draft.answers, kCallLanguage),
                                      author ? author->display : ""});
            }
            rows->sent = store.records().list(kConsultationForm, std::nullopt, store.clock().now(),
                                              kMostCalls);
            for (const auto& row : rows->sent) {
                const auto version = store.records().find(row.record);
                if (!version)
                    continue;
                rows->began[row.record] = version->created_at;
                if (const auto document = record::read_document(version->rest))
                    if (const auto* body = std::get_if<record::RecordBody>(&document->body))
                        rows->types[row.record] = text_answer(body->answers, kCallType);
            }
            return rows;
        },
        living_.guard([this](Result<std::shared_ptr<Rows>> rows) {
            if (rows)
                rows_ = std::move(*rows);
            show_list();
        }));
}

bool CallPresenter::blank() const {
    const auto& form = filling_->form();
    for (const auto section : form.sections())
        if (filling_->started(section))
            return false;
    return true;
}

Draft CallPresenter::snapshot() const {
    auto draft = filling_->snapshot();
    draft.sections = 0; // a call is one page
    return draft;
}

// A type that needs nothing more than itself closes a call with one press.
std::vector<CallListModel::Closing> CallPresenter::closings() const {
    const auto form = session_->forms().newest(kConsultationForm);
    const auto* question = form ? form->find(kCallType) : nullptr;
    if (question == nullptr)
        return {};
    if (closing_choices_.empty())
        for (const auto& choice : form->lists.at(question->list)) {
            form::Entry entry(form, context());
            if (entry.set(question->name, choice.name) && record::check(entry).open())
                closing_choices_.push_back(choice.name);
        }
    std::vector<CallListModel::Closing> result;
    for (const auto& name : closing_choices_)
        result.push_back({name, form->choice(question->list, name)->label.in(language())});
    return result;
}

CallClock CallPresenter::clock_model() const {
    CallClock clock;
    if (!filling_)
        return clock;
    const auto& draft = filling_->draft();
    const auto until = draft.ended_at.value_or(session_->clock().now());
    clock.phase = draft.ended_at ? CallPhase::ended : CallPhase::running;
    clock.timer =
        countdown_words(std::chrono::floor<std::chrono::seconds>(until - draft.created_at));
    clock.words = draft.ended_at
                      ? fill(tr("Call ended {time}"),
                             {{"time", moment_words(*draft.ended_at, session_->clock().now())}})
                      : tr("Call in progress");
    return clock;
}

CallModel CallPresenter::call_model() const {
    CallModel model;
    model.message = message_;
    model.busy = busy_;
    if (!filling_) {
        model.empty = tr("No call is open. F2 starts one.");
        return model;
    }
    model.clock = clock_model();
    model.code = filling_->draft().case_code;
    for (const auto section : filling_->form().sections())
        for (const auto& name : filling_->rows(section)) {
            auto question = filling_->model(name);
            if (name == kNote)
                model.note = std::move(question);
            else if (name == kReason)
                model.reason = std::move(question);
            else if (name == kOtherReasons)
                model.other_reasons = std::move(question);
            else
                model.questions.push_back(dense(std::move(question)));
        }
    const auto gate = record::check(filling_->entry());
    const bool ended = filling_->draft().ended_at.has_value();
    for (const auto& problem : gate.problems)
        model.needed.push_back({problem.path, filling_->name_of(problem.path)});
    model.may_finalise = ended && gate.open() && !busy_;
    if (!ended)
        model.why_not = tr("End the call first; the record stays open for the last notes.");
    else if (!model.needed.empty())
        model.why_not =
            trn("{n} answer still needed", "{n} answers still needed", model.needed.size());
    else if (busy_)
        model.why_not = tr("Being locked and signed …");
    model.may_discard = blank() && !busy_;
    return model;
}

void CallPresenter::show_call() {
    if (view_ == nullptr)
        return;
    const auto model = call_model();
    keep_shown(model);
    view_->show_call(model);
}

void CallPresenter::keep_shown(const CallModel& model) {
    shown_.clear();
    rows_shown_.clear();
    for (const auto& question : model.questions) {
        rows_shown_.push_back(question.path);
        shown_.insert_or_assign(question.path, question);
    }
    for (const auto* question : {&model.note, &model.reason, &model.other_reasons})
        if (*question)
            shown_.insert_or_assign((*question)->path, **question);
}

std::vector<form::Path> CallPresenter::rows() const {
    std::vector<form::Path> rows;
    for (const auto section : filling_->form().sections())
        for (auto& path : filling_->rows(section))
            if (path != kNote && path != kReason && path != kOtherReasons)
                rows.push_back(std::move(path));
    return rows;
}

// One row at a time while a call is running, so that nothing under the hands moves; what is needed
// to finalise is a matter of the whole page.
void CallPresenter::changed(const std::vector<form::Path>& paths) {
    saver_->changed();
    if (view_ == nullptr)
        return;
    if (!running()) {
        show_call();
    } else if (rows() != rows_shown_) { // an instance of a repeat has come or gone
        const auto model = call_model();
        keep_shown(model);
        view_->show_rows(model.questions);
    } else {
        for (const auto& path : paths) {
            const auto shown = shown_.find(path);
            if (shown == shown_.end())
                continue;
            auto model = filling_->model(path);
            if (path != kNote && path != kReason && path != kOtherReasons)
                model = dense(std::move(model));
            if (model == shown->second)
                continue;
            view_->update(model);
            shown->second = std::move(model);
        }
    }
    if (std::find(paths.begin(), paths.end(), kCallType) != paths.end() ||
        std::find(paths.begin(), paths.end(), kCallLanguage) != paths.end())
        show_list();
}

CallListModel CallPresenter::list_model() const {
    CallListModel model;
    const auto now = session_->clock().now();
    const auto form = session_->forms().newest(kConsultationForm);
    const auto& me = session_->user().display;
    const auto type_words = [&](const std::string& type) {
        const auto* question = form ? form->find(kCallType) : nullptr;
        return type.empty() || question == nullptr
                   ? tr("Call")
                   : answer_words(*form, *question, form::Value(type));
    };
    const auto language_of = [&](const std::string& code) {
        return language_words(session_->forms(), code, language());
    };
    if (rows_)
        model.notices = device_notices(rows_->alarms, session_->draft_terms().erased);
    std::vector<std::pair<Millis, CallListRow>> rows;
    if (filling_) {
        const auto& draft = filling_->draft();
        CallListRow row;
        row.id = draft.id.str();
        row.time = clock_words(draft.created_at);
        row.title = running() ? tr("This call")
                              : type_words(text_answer(filling_->entry().draft(), kCallType));
        row.line = joined({language_of(filling_->person_language()), tr("you")});
        row.right = draft.ended_at ? age_words(*draft.ended_at - draft.created_at) : tr("now");
        row.state = state_badge(State::draft);
        row.current = true;
        rows.emplace_back(draft.created_at, std::move(row));
    }
    if (rows_) {
        for (const auto& open : rows_->open) {
            if (filling_ && open.id == filling_->draft().id)
                continue;
            if (closed_ && open.id == closed_->after.id)
                continue;
            CallListRow row;
            row.id = open.id.str();
            row.time = clock_words(open.began);
            row.title = type_words(open.type);
            row.line =
                joined({language_of(open.language), open.author == me ? tr("you") : open.author});
            row.right = open.ended ? age_words(*open.ended - open.began) : tr("not ended");
            row.state = state_badge(State::draft);
            rows.emplace_back(open.began, std::move(row));
        }
        for (const auto& sent : rows_->sent) {
            const auto began = rows_->began.find(sent.record);
            const auto type = rows_->types.find(sent.record);
            const auto at = began != rows_->began.end() ? began->second : sent.finalised_at;
            CallListRow row;
            row.time = clock_words(at);
            row.title = type_words(type != rows_->types.end() ? type->second : "");
            row.line = joined({language_of(sent.language),
                               sent.author_display == me ? tr("you") : sent.author_display});
            row.state = state_badge(sent);
            rows.emplace_back(at, std::move(row));
        }
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t i = 0; i < rows.size();) {
        auto end = i;
        CallListGroup group;
        while (end < rows.size() && same_day(rows[i].first, rows[end].first))
            group.rows.push_back(std::move(rows[end++].second));
        const auto day = same_day(rows[i].first, now) ? tr("Today")
                         : same_day(rows[i].first, now - std::chrono::hours(24))
                             ? tr("Yesterday")
                             : day_words(rows[i].first);
        group.title =
            fill(trn("{day}, {n} call", "{day}, {n} calls", group.rows.size()), {{"day", day}});
        model.groups.push_back(std::move(group));
        i = end;
    }
    model.empty = tr("No calls yet. F2 starts one.");
    if (filling_)
        model.closings = closings();
    return model;
}

void CallPresenter::show_list() {
    listed_at_ = session_->clock().now();
    if (view_ == nullptr)
        return;
    const auto model = list_model();
    view_->show_list(model);
    for (const auto& notice : model.notices) // each is also said, once
        if (told_.insert(notice.fact).second)
            navigator_->announce(notice.fact + " " + notice.safe + " " + notice.advice);
}

void CallPresenter::show_undo() {
    if (view_ == nullptr)
        return;
    if (!closed_)
        return view_->show_undo(std::nullopt);
    const auto left =
        std::chrono::ceil<std::chrono::seconds>(closed_->until - session_->clock().steady());
    view_->show_undo(
        UndoModel{fill(tr("Closed as {type}."), {{"type", closed_->label}}),
                  trn("Undo, {n} s", "Undo, {n} s",
                      static_cast<std::uint64_t>(std::max<std::int64_t>(0, left.count())))});
}

} // namespace suoja::kiosk
