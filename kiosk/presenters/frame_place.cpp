// SPDX-License-Identifier: Apache-2.0
// What stands around a page, and where the user was: kept in records.db at every move, so that an
// unlock leads back to the same field.
#include "kiosk/presenters/frame.h"
#include "kiosk/presenters/record_words.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

std::string_view page_name(Page page) {
    switch (page) {
    case Page::home:
        return "home";
    case Page::intake:
        return "intake";
    case Page::call:
        return "call";
    case Page::inbox:
        return "inbox";
    }
    return "";
}

std::string place_setting(const User& user) {
    return "place." + user.id.str();
}

} // namespace

void FramePresenter::show_header() {
    if (view_ == nullptr || hidden_)
        return;
    HeaderModel model;
    model.site = site_words(session_->device());
    model.place = device_words(session_->device());
    for (const auto page : pages()) {
        std::string label;
        switch (page) {
        case Page::home:
            label = tr("Home");
            break;
        case Page::intake:
            label = trc("a page", "Intake");
            break;
        case Page::call:
            label = trc("a page", "Call");
            break;
        case Page::inbox:
            label = trc("a page", "Inbox");
            break;
        }
        model.tabs.push_back({page, std::move(label), page == page_});
    }
    model.connection = session_->connection();
    connection_word_ = model.connection.word;
    model.language = language();
    model.languages = languages();
    model.high_contrast = high_contrast_;
    model.user = short_name(session_->user().display);
    model.initials = initials(session_->user().display);
    view_->show_header(model);
}

void FramePresenter::show_keys() {
    if (view_ == nullptr || hidden_)
        return;
    KeyStripModel model;
    switch (page_) {
    case Page::home:
        model.assurance = tr("Lists show codes, never names. Names open inside an intake.");
        break;
    case Page::intake:
        model.assurance =
            intake_.reviewing()
                ? tr("Consent can be withdrawn later. The centre then sees to the erasure.")
                : tr("Draft is saved as you type. Nothing is lost if the power goes.");
        model.tone = Tone::received;
        break;
    case Page::call:
        model.assurance = tr("Everything is saved as you type, also if the call drops.");
        model.tone = Tone::received;
        break;
    case Page::inbox:
        model.assurance =
            tr("Sorted by urgency, then by age. Opening a record is written to the audit log.");
        break;
    }
    model.keys = key_strip(situation());
    model.shortest = shortest_key_strip(situation());
    view_->show_keys(model);
}

void FramePresenter::keep_place() {
    std::string place(page_name(page_));
    if (page_ == Page::intake && intake_.draft())
        place += " " + intake_.draft()->str();
    if (page_ == Page::call && call_.draft())
        place += " " + call_.draft()->str();
    if (place == kept_place_)
        return;
    kept_place_ = place;
    session_->store().ask([name = place_setting(session_->user()),
                           place](Store& store) { store.set_setting(name, place); },
                          [](const Result<void>&) {});
}

void FramePresenter::restore_place() {
    session_->store().ask(
        [name = place_setting(session_->user())](Store& store) -> std::pair<std::string, bool> {
            auto place = store.setting(name);
            const auto space = place.find(' ');
            const auto draft = space == std::string::npos
                                   ? std::nullopt
                                   : DraftId::parse(std::string_view(place).substr(space + 1));
            const bool there = draft && store.drafts().find(*draft);
            return {std::move(place), there};
        },
        living_.guard([this](Result<std::pair<std::string, bool>> kept) {
            if (!kept)
                return;
            const auto& [place, draft_there] = *kept;
            const auto space = place.find(' ');
            const auto name = place.substr(0, space);
            const auto own = pages();
            const auto mine = [&](Page page) {
                return name == page_name(page) &&
                       std::find(own.begin(), own.end(), page) != own.end();
            };
            if (mine(Page::intake) && draft_there) {
                open_intake(*DraftId::parse(std::string_view(place).substr(space + 1)));
            } else if (mine(Page::call)) {
                go(Page::call);
                if (draft_there)
                    call_.open(place.substr(space + 1));
            } else if (mine(Page::inbox) && page_ != Page::inbox) {
                go(Page::inbox);
            } else if (mine(Page::home) && page_ != Page::home) {
                go(Page::home);
            }
        }));
}

} // namespace suoja::kiosk
