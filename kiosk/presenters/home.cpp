// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/home.h"

#include "kiosk/presenters/alarms.h"
#include "kiosk/presenters/filling.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/record_words.h"
#include "kiosk/presenters/texts.h"
#include "kiosk/store/finalise.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

constexpr std::size_t kMostRows = 200;

struct DraftRow { // what a list may know of a draft
    DraftId id;
    std::string form, code, language, author;
    Millis saved_at{};
    std::optional<Millis> keep_until;
    std::uint32_t done = 0, sections = 0;

    [[nodiscard]] Term term(Millis now) const {
        Draft draft;
        draft.keep_until = keep_until;
        return term_of(draft, now);
    }
    [[nodiscard]] bool ends(Millis now) const {
        return term(now) == Term::ending || term(now) == Term::over;
    }
};

std::string text_answer(const form::Answers& answers, std::string_view name) {
    const auto found = answers.find(name);
    const auto* words = found != answers.end() ? std::get_if<std::string>(&found->second) : nullptr;
    return words != nullptr ? *words : "";
}

bool held(const RecordRow& row, Millis now) {
    return row.state == State::waiting && !row.handed_over_at && row.hold_until &&
           *row.hold_until > now;
}

HomeModel::Stop stop(std::string title, std::string words, bool reached) {
    return HomeModel::Stop{std::move(title), std::move(words), reached};
}

} // namespace

struct HomePresenter::Data {
    std::vector<DraftRow> drafts;
    std::vector<RecordRow> waiting, at_relay, received, attention;
    Alarms alarms;

    [[nodiscard]] const RecordRow* find(std::string_view id) const {
        for (const auto* list : {&waiting, &at_relay, &received, &attention})
            for (const auto& row : *list)
                if (row.record.str() == id)
                    return &row;
        return nullptr;
    }
};

namespace {

struct RowWords {
    const Forms* forms;
    std::string me;
    Millis now;

    [[nodiscard]] std::string by(const std::string& display) const {
        return display == me ? tr("by you") : fill(tr("by {name}"), {{"name", display}});
    }

    [[nodiscard]] HomeRow draft(const DraftRow& draft) const {
        HomeRow row;
        row.id = draft.id.str();
        row.code = draft.code;
        row.language = language_words(*forms, draft.language, language());
        row.state = state_badge(State::draft);
        const auto saved = moment_words(draft.saved_at, now);
        row.line = draft.author.empty() || draft.author == me
                       ? fill(tr("Saved {time}"), {{"time", saved}})
                       : fill(tr("Saved {time} {by}"), {{"time", saved}, {"by", by(draft.author)}});
        switch (draft.term(now)) {
        case Term::none:
            break;
        case Term::running:
            row.line +=
                ". " + fill(tr("Kept until {date}."), {{"date", day_words(*draft.keep_until)}});
            break;
        case Term::ending:
            row.message = Message{Tone::waiting,
                                  fill(tr("It is erased by itself after {date}."),
                                       {{"date", day_words(*draft.keep_until)}}),
                                  tr("Until then it is here."),
                                  tr("Finalise it, or keep it longer in its review.")};
            break;
        case Term::over:
            row.message =
                Message{Tone::waiting, tr("The time to keep this draft is over."),
                        tr("It is still here."), tr("Continue it, or erase it in its review.")};
            break;
        }
        row.sections_done = draft.done;
        row.sections = draft.sections;
        if (row.sections > 0)
            row.progress =
                fill(trn("{done} of {n} section", "{done} of {n} sections", row.sections),
                     {{"done", std::to_string(row.sections_done)}});
        row.actions.push_back({"continue", tr("Continue"), "Enter"});
        return row;
    }

    [[nodiscard]] HomeRow record(const RecordRow& record) const {
        HomeRow row;
        row.id = record.record.str();
        row.code = record.case_code;
        row.language = language_words(*forms, record.language, language());
        row.state = state_badge(record);
        row.urgent = record.urgent;
        const auto by_whom = by(record.author_display);
        row.line = fill(tr("Finalised {time} {by}"),
                        {{"time", moment_words(record.finalised_at, now)}, {"by", by_whom}});
        if (record.withdrawn_at) {
            row.reached = record.withdrawal_received ? 3 : 1;
            row.track_words =
                record.withdrawal_received
                    ? tr("Erased here. The centre knows that the consent was withdrawn.")
                    : tr("Erased here. The centre is told by itself.");
        } else if (held(record, now)) {
            row.reached = 1;
            row.track_words = fill(tr("Locked and encrypted. Goes at {time}."),
                                   {{"time", clock_words(*record.hold_until)}});
            row.actions.push_back({"take_back", tr("Take back"), "Enter"});
            row.actions.push_back({"send_now", tr("Send now"), ""});
        } else if (record.received_at) {
            row.reached = 3;
            row.track_words = fill(tr("{time} · receipt {number}"),
                                   {{"time", moment_words(*record.received_at, now)},
                                    {"number", record.receipt_number}});
        } else if (record.forwarded_at) {
            row.reached = 2;
            row.track_words = fill(tr("At relay {time}. Goes on to the centre by itself."),
                                   {{"time", moment_words(*record.forwarded_at, now)}});
        } else {
            row.reached = 1;
            row.track_words = tr("Encrypted on this device. Goes by itself.");
        }
        if (record.state == State::needs_attention || record.late)
            row.message = attention_message(record);
        return row;
    }
};

} // namespace

HomePresenter::HomePresenter(Session& session, Navigator& navigator)
    : session_(&session), navigator_(&navigator) {
    session.on_change(living_, [this] { reload(); });
}

void HomePresenter::attach(HomeView& view) {
    view_ = &view;
    show();
    reload();
}

void HomePresenter::reload() {
    if (view_ == nullptr)
        return;
    // on a reception device everything that leaves it is this page's, consultations too
    const std::string form = session_->device().kind == "reception" ? "" : "intake";
    session_->store().ask(
        [form](Store& store) {
            auto data = std::make_shared<Data>();
            for (const auto& draft : store.drafts().list(form)) {
                const auto author = store.staff().by_id(draft.author);
                auto language = text_answer(draft.answers, kContactLanguage);
                if (language.empty())
                    language = text_answer(draft.answers, kCallLanguage);
                data->drafts.push_back(DraftRow{draft.id, draft.form, draft.case_code,
                                                std::move(language), author ? author->display : "",
                                                draft.saved_at, draft.keep_until,
                                                draft.sections_done, draft.sections});
            }
            const auto now = store.clock().now();
            const auto list = [&](State state) {
                return store.records().list(form, state, now, kMostRows);
            };
            data->waiting = list(State::waiting);
            data->at_relay = list(State::at_relay);
            data->received = list(State::received);
            data->attention = list(State::needs_attention);
            data->alarms = read_alarms(store);
            return data;
        },
        living_.guard([this](Result<std::shared_ptr<Data>> data) {
            if (data)
                data_ = std::move(*data);
            else
                message_ = Message{Tone::attention, tr("The lists could not be read."),
                                   tr("What was saved is safe."), tr("Call the administrator.")};
            show();
        }));
}

void HomePresenter::show() {
    if (view_ == nullptr)
        return;
    const auto now = shown_at_ = session_->clock().now();
    HomeModel model;
    model.connection = session_->connection();
    model.message = message_;
    model.attention.title = tr("Needs attention");
    model.attention.empty = tr("Nothing needs attention.");
    model.drafts.title = tr("Drafts");
    model.drafts.empty = tr("No drafts. F2 starts a new intake.");
    model.on_the_way.title = tr("On the way");
    model.on_the_way.empty = tr("Everything you finished has been received.");
    model.received.title = tr("Received by centre");
    model.received.empty = tr("Nothing has been received yet.");
    if (data_)
        model.notices = device_notices(data_->alarms, session_->draft_terms().erased);
    std::size_t held_here = 0, at_relay = 0;
    std::optional<Millis> last_receipt, last_move;
    if (data_) {
        const RowWords words{&session_->forms(), session_->user().display, now};
        // what ends soon stands first
        for (const bool soon : {true, false})
            for (const auto& draft : data_->drafts)
                if (draft.ends(now) == soon)
                    model.drafts.rows.push_back(words.draft(draft));
        for (const auto& record : data_->attention)
            model.attention.rows.push_back(words.record(record));
        for (const auto* list : {&data_->waiting, &data_->at_relay})
            for (const auto& record : *list)
                (record.late ? model.attention : model.on_the_way)
                    .rows.push_back(words.record(record));
        for (const auto& record : data_->received) {
            model.received.rows.push_back(words.record(record));
            last_receipt = std::max(last_receipt, record.received_at);
        }
        held_here = data_->waiting.size();
        at_relay = data_->at_relay.size();
        last_move = last_receipt;
        for (const auto& record : data_->at_relay)
            last_move = std::max(last_move, record.forwarded_at);
    }
    for (auto* list : {&model.attention, &model.drafts, &model.on_the_way, &model.received})
        list->count = std::to_string(list->rows.size());
    if (data_ && data_->received.size() == kMostRows)
        model.received.count += "+";
    if (!model.on_the_way.rows.empty())
        model.on_the_way.foot =
            tr("You can lock or switch off this device. Sending continues when it is next on.");
    if (last_move)
        model.last_delivery =
            fill(tr("Last delivery {time}."), {{"time", moment_words(*last_move, now)}});
    model.stops = {stop(tr("This device"), trn("{n} waiting", "{n} waiting", held_here), true),
                   stop(tr("Relay"), trn("{n} on the way", "{n} on the way", at_relay),
                        model.connection.tone == Tone::received),
                   stop(tr("Centre"),
                        last_receipt ? fill(tr("last receipt {time}"),
                                            {{"time", moment_words(*last_receipt, now)}})
                                     : tr("no receipt yet"),
                        last_receipt.has_value())};
    view_->show(model);
    for (const auto& notice : model.notices) // each is also said, once
        if (told_.insert(notice.fact).second)
            navigator_->announce(notice.fact + " " + notice.safe + " " + notice.advice);
}

void HomePresenter::tell(const Message& message) {
    message_ = message;
    show();
}

void HomePresenter::new_intake() {
    navigator_->new_intake();
}

void HomePresenter::open(std::string_view row) {
    if (!data_)
        return;
    if (const auto* record = data_->find(row)) {
        if (held(*record, session_->clock().now()))
            act(row, "take_back");
        return;
    }
    act(row, "continue");
}

void HomePresenter::act(std::string_view row, std::string_view action) {
    if (action == "continue") {
        if (const auto draft = DraftId::parse(row))
            navigator_->open_intake(*draft);
        return;
    }
    const auto record = RecordId::parse(row);
    if (!record)
        return;
    const auto refused = [this](const Failure& failure) {
        message_ = failure.code == "too_late"
                       ? Message{Tone::relay, tr("It has already been sent."),
                                 tr("It is safe and goes on to the centre."),
                                 tr("Later answers can be added as a new version.")}
                       : Message{Tone::attention, tr("That did not work."),
                                 tr("Nothing was changed."), tr("Try again.")};
        reload();
    };
    if (action == "take_back") {
        session_->store().ask(
            [record = *record, user = session_->user(), out = session_->outgoing()](Store& store) {
                return take_back(store, out, user, record);
            },
            living_.guard([this, refused](const Result<DraftId>& draft) {
                if (!draft)
                    return refused(draft.error());
                message_.reset();
                session_->changed();
                navigator_->announce(tr("Taken back. It is a draft again."));
                navigator_->open_intake(*draft);
            }));
    } else if (action == "send_now") {
        session_->store().ask([record = *record, out = session_->outgoing()](
                                  Store& store) { return send_now(store, out, record); },
                              living_.guard([this, refused](const Result<void>& sent) {
                                  if (!sent)
                                      return refused(sent.error());
                                  message_.reset();
                                  session_->nudge();
                                  session_->changed();
                              }));
    }
}

void HomePresenter::tick() {
    if (view_ == nullptr)
        return;
    const auto now = session_->clock().now();
    // a hold that ends changes a row at once; else words move with the minute
    bool hold_ended = false;
    if (data_)
        for (const auto& row : data_->waiting)
            hold_ended = hold_ended || (held(row, shown_at_) && !held(row, now));
    if (hold_ended)
        reload();
    else if (!same_minute(shown_at_, now))
        show();
}

} // namespace suoja::kiosk
