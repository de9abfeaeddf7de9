// SPDX-License-Identifier: Apache-2.0
#pragma once
// The neutral page behind F12: a notice board with clock and calendar. One widget tree of words
// and nothing that takes the focus; it names no product. GUI thread.
#include "kiosk/presenters/notice.h"
#include "kiosk/views/surface.h"

namespace suoja::kiosk::views {

class NoticePage : public Surface {
  public:
    NoticePage(wxWindow* parent, const NoticeModel& model);
};

} // namespace suoja::kiosk::views
