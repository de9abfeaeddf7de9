// SPDX-License-Identifier: Apache-2.0
#pragma once
// The left pane of the hotline: calls by day, and the buttons that close a contact which is no call
// for help. GUI thread.
#include "kiosk/presenters/call.h"
#include "kiosk/views/surface.h"

namespace suoja::kiosk::views {

struct CallActions;

class CallList : public Surface {
  public:
    CallList(wxWindow* parent, const CallActions& actions);
    void show(const CallListModel& model);
    void show_undo(const std::optional<UndoModel>& undo);

  private:
    void build_foot();
    const CallActions* actions_;
    CallListModel model_;
    std::optional<UndoModel> undo_;
    ScrollPane* pane_;
    Surface* foot_;
};

} // namespace suoja::kiosk::views
