// SPDX-License-Identifier: Apache-2.0
#include "core/envelope/checkpoint.h"
#include "kiosk/presenters/inbox_state.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {
constexpr std::size_t kMostRows = 2000;
}

InboxPresenter::InboxPresenter(Session& session, Navigator& navigator)
    : session_(&session), navigator_(&navigator) {
    session.on_change(living_, [this] { reload(); });
}

void InboxPresenter::attach(InboxView& view) {
    view_ = &view;
    show_list();
    show_record();
    reload();
}

void InboxPresenter::reload() {
    if (view_ == nullptr)
        return;
    session_->store().ask(
        [before = rows_](Store& store) {
            auto rows = std::make_shared<Rows>();
            rows->received = store.replica().list("", kMostRows);
            rows->alarms = read_alarms(store);
            rows->alarms.set_aside = store.replica().set_aside_list(kMostRows).size();
            rows->next_leaf = store.replica().next_leaf();
            rows->alarms.gaps = before && before->next_leaf == rows->next_leaf ? before->alarms.gaps
                                                                               : read_gaps(store);
            if (const auto directory = store.office().directory())
                for (const auto& site : directory->sites)
                    rows->sites[site.id] = site.name;
            return rows;
        },
        living_.guard([this](Result<std::shared_ptr<Rows>> rows) {
            if (rows)
                rows_ = std::move(*rows);
            show_list();
        }));
}

void InboxPresenter::filter(std::string_view id) {
    filter_ = std::string(id);
    show_list();
}

void InboxPresenter::select(std::string_view id) {
    selected_ = std::string(id); // the list has drawn it already
}

void InboxPresenter::open(std::string_view id) {
    selected_ = std::string(id);
    load(id, 0);
}

void InboxPresenter::open_version(std::uint32_t number) {
    if (!open_id_.empty())
        load(open_id_, number);
}

void InboxPresenter::step(int by) {
    const auto rows = filtered();
    if (rows.empty())
        return;
    const auto& from = open_id_.empty() ? selected_ : open_id_;
    const auto at = std::find_if(rows.begin(), rows.end(),
                                 [&](const Received* row) { return row->record.str() == from; });
    auto index = at == rows.end() ? (by > 0 ? 0 : static_cast<std::ptrdiff_t>(rows.size()) - 1)
                                  : (at - rows.begin()) + by;
    if (index >= 0 && index < static_cast<std::ptrdiff_t>(rows.size()))
        open(rows[static_cast<std::size_t>(index)]->record.str());
}

void InboxPresenter::previous() {
    step(-1);
}
void InboxPresenter::next() {
    step(1);
}

void InboxPresenter::load(std::string_view id, std::uint32_t version) {
    const auto record = RecordId::parse(id);
    if (!record)
        return;
    message_.reset();
    session_->store().ask(
        [record = *record, version,
         user = session_->user()](Store& store) -> Result<std::shared_ptr<Record>> {
            auto at_desk = open_at_desk(store, user, record, version);
            if (!at_desk)
                return at_desk.error();
            if (at_desk->documents.rest.empty())
                return fail(Reason::not_found, "erased", "This record was erased here.");
            const auto damaged = fail(Reason::damaged, "document", "This record does not read.");
            auto rest = record::read_document(at_desk->documents.rest);
            if (!rest || !std::holds_alternative<record::RecordBody>(rest->body))
                return damaged;
            auto result = std::make_shared<Record>();
            result->received = std::move(at_desk->received);
            result->sealed_at = rest->header.sealed_at;
            if (rest->header.author)
                if (const auto author = store.staff().by_id(*rest->header.author))
                    result->author = author->display;
            result->rest = std::move(std::get<record::RecordBody>(rest->body));
            result->identity_withheld = at_desk->identity_withheld;
            if (!at_desk->documents.identity.empty()) {
                auto identity = record::read_document(at_desk->documents.identity);
                if (!identity || !std::holds_alternative<record::RecordBody>(identity->body))
                    return damaged;
                result->identity = std::move(std::get<record::RecordBody>(identity->body).answers);
            }
            if (const auto receipt = envelope::read_receipt(result->received.receipt))
                result->receipt_number = receipt_number(receipt->sha256, receipt->received_at);
            result->version = result->rest.version;
            result->versions = store.replica().versions(record);
            return result;
        },
        living_.guard([this, id = std::string(id)](Result<std::shared_ptr<Record>> loaded) {
            if (!loaded) {
                record_.reset();
                open_id_.clear();
                message_ =
                    loaded.error().code == "not_allowed"
                        ? Message{Tone::attention, tr("Your role may not open records."),
                                  tr("Nothing was changed."), tr("Ask a colleague.")}
                    : loaded.error().code == "erased"
                        ? Message{Tone::neutral, tr("The consent was withdrawn."),
                                  tr("The record is erased on this device."), ""}
                        : Message{Tone::attention, tr("This record could not be opened."),
                                  tr("It is kept as it came."), tr("Call the administrator.")};
                show_record();
                return;
            }
            record_ = std::move(*loaded);
            open_id_ = id;
            show_record();
            reload();          // it is no longer new
            session_->nudge(); // the device it came from is told
        }));
}

void InboxPresenter::close_record() {
    record_.reset();
    open_id_.clear();
    message_.reset();
    show_record();
}

void InboxPresenter::see_alarms() {
    all_alarms_ = !all_alarms_;
    show_list();
}

void InboxPresenter::relabel() {
    message_.reset();
}

void InboxPresenter::tick() {
    if (view_ != nullptr && !same_minute(shown_at_, session_->clock().now()))
        show_list();
}

} // namespace suoja::kiosk
