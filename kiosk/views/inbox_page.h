// SPDX-License-Identifier: Apache-2.0
#pragma once
// The desk (picture 07): the list of what was received on the left, one record on the right. GUI
// thread.
#include "kiosk/presenters/inbox.h"
#include "kiosk/views/page.h"

#include <wx/dataview.h>

namespace suoja::kiosk::views {

class InboxRows;
class RecordPane;

struct InboxActions {
    std::function<void(std::string_view)> filter = [](auto) {}, select = [](auto) {},
                                          open = [](auto) {};
    std::function<void(std::uint32_t)> open_version = [](auto) {};
    std::function<void()> close_record = [] {}, see_alarms = [] {};
};

class InboxPage : public PageView, public InboxView {
  public:
    InboxPage(wxWindow* parent, InboxActions actions);
    void show_list(const InboxModel& model) override;
    void show_record(const DeskRecordModel& model) override;
    void show_nothing(std::string_view words) override;
    [[nodiscard]] std::vector<wxWindow*> panes() const override;
    void press_main() override;
    void focus_first() override;

  private:
    void build_head(const InboxModel& model);
    void build_alarms(const InboxModel& model);
    void fit_alarms();
    void build_table();
    [[nodiscard]] std::string selected() const;
    InboxActions actions_;
    InboxModel model_;
    Surface* left_;
    Surface* head_;
    ScrollPane* alarms_; // what is not in the list
    Surface* right_;
    wxDataViewCtrl* table_ = nullptr;
    wxObjectDataPtr<InboxRows> rows_;
    bool filling_ = false;
};

} // namespace suoja::kiosk::views
