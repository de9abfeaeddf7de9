// SPDX-License-Identifier: Apache-2.0
#pragma once
// One received record: its answers by section, and beside them where it came from and how that was
// checked. GUI thread.
#include "kiosk/presenters/inbox.h"
#include "kiosk/views/surface.h"

namespace suoja::kiosk::views {

struct InboxActions;

class RecordPane : public Surface {
  public:
    RecordPane(wxWindow* parent, const DeskRecordModel& model, const InboxActions& actions);

  private:
    void build_head(const DeskRecordModel& model);
    void build_answers(wxWindow* parent, wxBoxSizer* row, const DeskRecordModel& model);
    void build_provenance(wxWindow* parent, wxBoxSizer* row, const DeskRecordModel& model);
    const InboxActions* actions_;
};

} // namespace suoja::kiosk::views
