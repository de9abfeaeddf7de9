// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/intake.h"

#include "kiosk/presenters/drafting.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/question_words.h"
#include "kiosk/presenters/record_words.h"
#include "kiosk/presenters/renewal.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

constexpr std::string_view kIntakeForm = "intake";

Message could_not_open() {
    return {Tone::attention, tr("The draft could not be opened."), tr("Nothing was changed."),
            tr("Call the administrator.")};
}

} // namespace

IntakePresenter::IntakePresenter(Session& session, Navigator& navigator)
    : session_(&session), navigator_(&navigator) {}

IntakePresenter::~IntakePresenter() {
    save_now();
}

form::Context IntakePresenter::context() const {
    const auto now = session_->clock().now();
    return context_for(session_->user(), session_->device().device, now,
                       local(now).utc_offset_minutes);
}

std::optional<DraftId> IntakePresenter::draft() const {
    return filling_ ? std::optional(filling_->draft().id) : std::nullopt;
}

void IntakePresenter::open(const DraftId& id) {
    if (opening_ || (filling_ && filling_->draft().id == id))
        return;
    replaced();
    opening_ = true;
    session_->store().ask(
        [id, user = session_->user().id](Store& store) -> Result<Draft> {
            auto draft = store.drafts().find(id);
            if (!draft)
                return fail(Reason::not_found, "draft", "This draft is no longer here.");
            database::Transaction transaction(store.database());
            store.audit().append(store.clock().now(), database::Act::record_opened, user.str(),
                                 id.str());
            transaction.commit();
            return std::move(*draft);
        },
        living_.guard([this](Result<Draft> draft) {
            opening_ = false;
            if (draft)
                opened(std::move(*draft));
            else
                navigator_->tell(could_not_open());
        }));
}

void IntakePresenter::start() {
    if (opening_)
        return;
    const auto form = session_->forms().newest(kIntakeForm);
    if (!form)
        return navigator_->tell(Message{Tone::attention, tr("The intake form could not be read."),
                                        tr("Drafts and records are safe."),
                                        tr("Call the administrator.")});
    replaced();
    opening_ = true;
    session_->store().ask([form, context = context(), user = session_->user()](
                              Store& store) { return make_draft(store, user, form, context); },
                          living_.guard([this](Result<Draft> draft) {
                              opening_ = false;
                              if (!draft)
                                  return navigator_->tell(Message{
                                      Tone::attention, tr("A new intake could not be started."),
                                      tr("What was saved is safe."),
                                      tr("Write on paper and call the administrator.")});
                              opened(std::move(*draft));
                              session_->changed();
                          }));
}

void IntakePresenter::replaced() {
    save_now();
    close();
}

void IntakePresenter::opened(Draft draft) {
    const auto renewal = renewal_of(session_->forms(), draft);
    const auto form = renewal.form;
    if (!form) {
        navigator_->tell(Message{Tone::attention, tr("This draft was made with another form."),
                                 tr("It is safe on this device."), tr("Call the administrator.")});
        return;
    }
    draft.form_version = form->version;
    const auto saved_at = draft.saved_at;
    filling_ = std::make_unique<Filling>(std::move(draft), form, context());
    saver_ = std::make_unique<Saver>(
        *session_, [this] { return snapshot(); }, [this](const SavedModel&) { show_saved(); });
    saver_->set_saved_at(saved_at);
    sections_.clear();
    for (const auto section : form->sections())
        if (!has_appearance(form->questions[section], "review") && !filling_->rows(section).empty())
            sections_.push_back(section);
    read_marks();
    const auto& place = filling_->draft().place;
    review_ = place.section == "review";
    section_ = form->index(place.section);
    if (std::find(sections_.begin(), sections_.end(), section_) == sections_.end())
        section_ = visible().empty() ? form::Question::kNone : visible().front();
    show_all();
    navigator_->situation_changed();
    if (const auto told = renewal_message(renewal))
        navigator_->tell(*told);
}

void IntakePresenter::close() {
    filling_.reset();
    saver_.reset();
    review_ = erase_asked_ = busy_ = see_unanswered_ = false;
    message_.reset();
    shown_.clear();
    shown_navigator_.reset();
    shown_saved_.reset();
}

void IntakePresenter::attach(IntakeView& view) {
    view_ = &view;
    show_all();
}

void IntakePresenter::show_all() {
    if (view_ == nullptr || !filling_)
        return;
    shown_navigator_.reset();
    shown_saved_.reset();
    show_navigator();
    show_middle();
    show_saved();
    const auto& place = filling_->draft().place;
    const auto known = shown_.find(place.question) != shown_.end();
    view_->focus(known ? place.question : "", known ? place.cursor : 0);
}

void IntakePresenter::show_navigator() {
    if (view_ == nullptr || !filling_)
        return;
    auto model = navigator_model();
    if (shown_navigator_ == model)
        return;
    view_->show_navigator(model);
    shown_navigator_ = std::move(model);
}

void IntakePresenter::show_middle() {
    if (view_ == nullptr || !filling_)
        return;
    if (review_ || section_ == form::Question::kNone) {
        const auto model = review_model();
        keep_shown(model.consent);
        for (const auto& question : model.urgency)
            shown_.insert_or_assign(question.path, question);
        view_->show_review(model);
    } else {
        const auto model = section_model();
        keep_shown(model.questions);
        view_->show_section(model);
    }
}

void IntakePresenter::keep_shown(const std::vector<QuestionModel>& questions) {
    shown_.clear();
    rows_.clear();
    for (const auto& question : questions) {
        rows_.push_back(question.path);
        shown_.insert_or_assign(question.path, question);
    }
}

void IntakePresenter::show_saved() {
    if (view_ == nullptr || !saver_)
        return;
    auto model = saver_->model();
    if (shown_saved_ == model)
        return;
    view_->show_saved(model);
    shown_saved_ = std::move(model);
}

// After a change: the rows that look different, the navigator, and the review as a whole.
void IntakePresenter::changed(const std::vector<form::Path>& paths) {
    saver_->changed();
    if (view_ == nullptr)
        return;
    if (review_) {
        show_middle();
    } else if (section_ != form::Question::kNone && filling_->rows(section_) != rows_) {
        auto model = section_model(); // an instance of a repeat has come or gone
        keep_shown(model.questions);
        view_->show_rows(model.questions);
    } else {
        for (const auto& path : paths) {
            const auto shown = shown_.find(path);
            if (shown == shown_.end())
                continue;
            auto model = filling_->model(path);
            if (model == shown->second)
                continue;
            view_->update(model);
            shown->second = std::move(model);
        }
    }
    show_navigator();
}

void IntakePresenter::show_at(std::size_t section) {
    review_ = false;
    message_.reset();
    erase_asked_ = false;
    section_ = section;
    filling_->draft().place = Place{filling_->form().questions[section].name, "", 0};
    keep_place();
    show_navigator();
    show_middle();
    if (view_ != nullptr)
        view_->focus("", 0);
    navigator_->situation_changed();
}

void IntakePresenter::keep_place() {
    if (saver_)
        saver_->changed();
}

void IntakePresenter::go_to(int number) {
    if (!filling_ || busy_ || number < 1)
        return;
    const auto sections = visible();
    if (static_cast<std::size_t>(number) <= sections.size())
        show_at(sections[static_cast<std::size_t>(number) - 1]);
}

void IntakePresenter::previous() {
    if (!filling_ || busy_)
        return;
    const auto sections = visible();
    const auto at = std::find(sections.begin(), sections.end(), section_);
    if (review_ && !sections.empty())
        return show_at(sections.back());
    if (at == sections.begin() || at == sections.end())
        return navigator_->go(Page::home);
    show_at(*(at - 1));
}

void IntakePresenter::next() {
    if (!filling_ || busy_ || review_)
        return;
    seen_.insert(filling_->form().questions[section_].name);
    go_on();
}

void IntakePresenter::go_on() {
    const auto sections = visible();
    const auto at = std::find(sections.begin(), sections.end(), section_);
    if (at == sections.end() || at + 1 == sections.end())
        return review();
    show_at(*(at + 1));
}

void IntakePresenter::review() {
    if (!filling_ || busy_)
        return;
    review_ = true;
    filling_->draft().place = Place{"review", "", 0};
    keep_place();
    show_navigator();
    show_middle();
    if (view_ != nullptr)
        view_->focus("", 0);
    navigator_->situation_changed();
}

void IntakePresenter::leave_for_later() {
    if (!filling_ || busy_ || review_)
        return;
    const auto name = filling_->form().questions[section_].name;
    if (later_.erase(name) == 0) {
        later_.insert(name);
        return go_on();
    }
    saver_->changed();
    show_navigator();
    show_middle();
}

void IntakePresenter::person_language() {
    if (!filling_)
        return;
    for (const auto name : {kContactLanguage, kCallLanguage})
        if (filling_->form().find(name) != nullptr)
            return go_to_answer(name);
}

void IntakePresenter::main_action() {
    review_ ? finalise() : next();
}

void IntakePresenter::go_to_answer(std::string_view path) {
    if (!filling_ || busy_)
        return;
    const auto section = filling_->section(path);
    if (std::find(sections_.begin(), sections_.end(), section) != sections_.end() &&
        (review_ || section != section_))
        show_at(section);
    if (view_ != nullptr) // a question of the sending section stands on the review itself
        view_->focus(path, 0);
}

void IntakePresenter::see_unanswered() {
    see_unanswered_ = !see_unanswered_;
    if (review_)
        show_middle();
}

void IntakePresenter::choose(std::string_view path, std::string_view choice) {
    if (!filling_ || busy_)
        return;
    auto paths = filling_->choose(path, choice);
    if (path == kConsent && choice == "given" && filling_->form().find(kConsentAt) != nullptr &&
        !form::answered(filling_->entry().value(kConsentAt)))
        for (auto& each : filling_->set(kConsentAt, local_date_time(session_->clock().now())))
            paths.push_back(std::move(each));
    changed(paths);
}

void IntakePresenter::toggle(std::string_view path, std::string_view choice, bool on) {
    if (filling_ && !busy_)
        changed(filling_->toggle(path, choice, on));
}

void IntakePresenter::type(std::string_view path, std::string_view text) {
    if (filling_ && !busy_)
        changed(filling_->type(path, text));
}

void IntakePresenter::set_absence(std::string_view path, std::string_view kind) {
    if (filling_ && !busy_)
        changed(filling_->set_absence(path, kind));
}

// The cursor goes where it is needed next: into the new instance.
void IntakePresenter::add(std::string_view repeat) {
    if (!filling_ || busy_)
        return;
    const auto before = filling_->entry().count(repeat);
    changed(filling_->add(repeat));
    const auto count = filling_->entry().count(repeat);
    if (view_ != nullptr && count > before)
        view_->focus(form::Path(repeat) + "[" + std::to_string(count) + "]", 0);
}

void IntakePresenter::remove(std::string_view instance) {
    if (!filling_ || busy_)
        return;
    const auto before = filling_->model(instance);
    changed(filling_->remove(instance));
    const auto now = filling_->model(instance);
    if (now.message) // it asks whether really
        return navigator_->announce(now.message->fact + " " + now.message->safe);
    navigator_->announce(fill(tr("“{name}” was removed."), {{"name", before.label}}));
    if (view_ != nullptr) // the button that had the cursor is gone, or is another one's
        view_->focus(instance.substr(0, instance.rfind('[')), 0);
}

void IntakePresenter::keep(std::string_view instance) {
    if (filling_ && !busy_)
        changed(filling_->keep(instance));
}

void IntakePresenter::entered(std::string_view path) {
    if (!filling_)
        return;
    filling_->draft().place.question = std::string(path);
    filling_->draft().place.cursor = 0;
}

void IntakePresenter::moved(std::string_view path, std::int64_t cursor) {
    if (!filling_)
        return;
    filling_->draft().place.question = std::string(path);
    filling_->draft().place.cursor = cursor;
}

// A message that appears is also said, once.
void IntakePresenter::left(std::string_view path) {
    if (!filling_ || busy_)
        return;
    const auto before = filling_->model(path).message;
    changed(filling_->left(path));
    const auto now = filling_->model(path).message;
    if (now && now != before)
        navigator_->announce(now->fact + " " + now->safe + " " + now->advice);
}

void IntakePresenter::save_now() {
    if (!saver_ || busy_)
        return;
    saver_->changed(); // the place may have moved since
    saver_->flush();
}

void IntakePresenter::relabel() {
    message_.reset();
}

void IntakePresenter::tick() {
    show_saved();
}

} // namespace suoja::kiosk
