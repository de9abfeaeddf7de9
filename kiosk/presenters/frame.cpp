// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/frame.h"

#include <algorithm>
#include <array>

namespace suoja::kiosk {

namespace {

constexpr std::array<int, 4> kTextSizes{100, 125, 150, 200};

} // namespace

FramePresenter::FramePresenter(Session& session)
    : session_(&session), home_(session, *this), intake_(session, *this), call_(session, *this),
      inbox_(session, *this),
      idle_(session.limits().lock_after, session.limits().warn_before, session.clock().steady()),
      high_contrast_(session.user().high_contrast) {
    const auto own = pages();
    page_ = own.empty() ? Page::home : own.front();
    session.on_change(living_, [this] { show_header(); });
}

FramePresenter::~FramePresenter() = default;

std::vector<Page> FramePresenter::pages() const {
    std::vector<Page> result;
    if (session_->may(Operation::intake_write)) {
        result.push_back(Page::home);
        result.push_back(Page::intake);
    }
    if (session_->may(Operation::call_write))
        result.push_back(Page::call);
    // only a desk has a replica of the log
    if (session_->may(Operation::desk_list) && session_->device().kind == "desk")
        result.push_back(Page::inbox);
    // the page of what this device is for comes first
    const auto first = session_->device().kind == "hotline" ? Page::call
                       : session_->device().kind == "desk"  ? Page::inbox
                                                            : Page::home;
    const auto found = std::find(result.begin(), result.end(), first);
    if (found != result.end() && first != Page::home)
        std::rotate(result.begin(), found, found + 1);
    return result;
}

void FramePresenter::attach(FrameView& view) {
    view_ = &view;
    show_header();
    view.show_page(page_);
    show_keys();
    if (!restored_) {
        restored_ = true;
        restore_place();
    }
}

Situation FramePresenter::situation() const {
    return Situation{page_, page_ == Page::intake && intake_.reviewing(), call_.running()};
}

void FramePresenter::go(Page page) {
    const auto own = pages();
    if (std::find(own.begin(), own.end(), page) == own.end() || ending_)
        return;
    if (page == Page::intake && !intake_.ready() && page_ != Page::intake) {
        open_newest_intake();
        return;
    }
    if (page_ == Page::intake)
        intake_.save_now();
    if (page_ == Page::call)
        call_.save_now();
    page_ = page;
    if (view_ != nullptr) {
        view_->show_page(page);
        show_header();
        show_keys();
    }
    keep_place();
}

// The tab without an open intake leads to the draft last worked on; without one, to a new intake.
void FramePresenter::open_newest_intake() {
    session_->store().ask(
        [](Store& store) -> Result<DraftId> {
            const auto drafts = store.drafts().list("intake");
            if (drafts.empty())
                return fail(Reason::not_found, "draft", "There is no draft.");
            return drafts.front().id;
        },
        living_.guard([this](const Result<DraftId>& draft) {
            if (draft)
                open_intake(*draft);
            else
                new_intake();
        }));
}

void FramePresenter::open_intake(const DraftId& draft) {
    if (!session_->may(Operation::intake_write))
        return not_this_role();
    intake_.open(draft);
    show_intake();
}

void FramePresenter::new_intake() {
    if (!session_->may(Operation::intake_write))
        return not_this_role();
    intake_.start();
    show_intake();
}

void FramePresenter::not_this_role() {
    home_.tell(Message{Tone::waiting, tr("Your role may not write intakes."),
                       tr("Nothing was changed."), tr("Ask a colleague whose role may.")});
}

void FramePresenter::show_intake() {
    page_ = Page::intake;
    if (view_ != nullptr) {
        view_->show_page(page_);
        show_header();
        show_keys();
    }
}

void FramePresenter::situation_changed() {
    idle_.set_limit(lock_limit());
    show_keys();
    keep_place();
}

void FramePresenter::announce(std::string_view words) {
    if (view_ != nullptr && !hidden_)
        view_->announce(words);
}

void FramePresenter::tell(const Message& message) {
    go(Page::home);
    home_.tell(message);
}

bool FramePresenter::press(const Chord& chord) {
    const auto now = session_->clock().steady();
    if (ending_)
        return true;
    if (hidden_) {
        held_.down(chord, now);
        if (held_.held(now))
            end(Ending::locked);
        return true;
    }
    if (shifts_.pressed(chord, now)) {
        hide();
        return true;
    }
    const auto command = command_for(situation(), chord);
    const bool warned = touched();
    if (command == Command::lock || command == Command::hide)
        return run(*command, chord);
    if (warned)
        return true; // the press only said that somebody is here
    return command && run(*command, chord);
}

void FramePresenter::released(const Chord& chord) {
    held_.up(chord);
}

bool FramePresenter::run(Command command, const Chord& chord) {
    const bool intake = page_ == Page::intake;
    switch (command) {
    case Command::new_item:
        page_ == Page::call ? call_.start() : new_intake();
        return true;
    case Command::contrast:
        set_contrast(!high_contrast_);
        return true;
    case Command::send_and_fetch:
        session_->nudge();
        announce(tr("Sending and fetching"));
        return true;
    case Command::next_pane:
    case Command::previous_pane:
        if (view_ != nullptr)
            view_->move_pane(command == Command::next_pane ? 1 : -1);
        return true;
    case Command::previous_section:
        intake ? intake_.previous() : inbox_.previous();
        return true;
    case Command::next_section:
        intake ? intake_.next() : inbox_.next();
        return true;
    case Command::review:
        intake_.review();
        return true;
    case Command::person_language:
        intake_.person_language();
        return true;
    case Command::lock:
        lock();
        return true;
    case Command::hide:
        hide();
        return true;
    case Command::go_to:
        intake ? intake_.go_to(chord.digit) : call_.reason(chord.digit);
        return true;
    case Command::main_action:
        if (intake)
            intake_.main_action();
        else if (page_ == Page::call && call_.draft())
            call_.running() ? call_.end_call() : call_.finalise();
        else if (view_ != nullptr)
            view_->press_main();
        return true;
    case Command::time_stamp:
        call_.time_stamp();
        return true;
    case Command::end_call:
        call_.end_call();
        return true;
    case Command::larger:
    case Command::smaller:
    case Command::plain_size:
        change_text_size(command);
        return true;
    case Command::back:
        return back();
    case Command::move:
    case Command::open:
        break;
    }
    return false;
}

// Esc closes the innermost open thing or goes back; it never discards.
bool FramePresenter::back() {
    if (page_ == Page::inbox && !inbox_.opened().empty()) {
        inbox_.close_record();
        return true;
    }
    if (page_ == Page::intake && intake_.reviewing()) {
        intake_.previous();
        return true;
    }
    return false; // a list or a menu may be open: the widget's
}

void FramePresenter::change_text_size(Command command) {
    auto at = std::find(kTextSizes.begin(), kTextSizes.end(), text_size_);
    if (command == Command::plain_size)
        at = kTextSizes.begin();
    else if (command == Command::larger && at + 1 != kTextSizes.end())
        ++at;
    else if (command == Command::smaller && at != kTextSizes.begin())
        --at;
    if (*at == text_size_)
        return;
    text_size_ = *at;
    if (view_ != nullptr)
        view_->set_text_size(text_size_);
}

void FramePresenter::choose_language(std::string_view code) {
    if (!known_language(code) || code == language())
        return;
    set_language(code);
    session_->remember_language(code);
    intake_.relabel();
    call_.relabel();
    inbox_.relabel();
    home_.relabel();
    if (view_ != nullptr)
        view_->rebuild();
    show_header();
    show_keys();
}

void FramePresenter::set_contrast(bool high) {
    if (high == high_contrast_)
        return;
    high_contrast_ = high;
    session_->remember_contrast(high);
    if (view_ != nullptr)
        view_->rebuild();
    show_header();
    show_keys();
}

} // namespace suoja::kiosk
