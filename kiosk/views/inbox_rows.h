// SPDX-License-Identifier: Apache-2.0
#pragma once
// The rows of the desk's list for wxDataViewCtrl: only cells in sight are asked for, so a hundred
// thousand rows cost what thirty do. GUI thread.
#include "kiosk/presenters/inbox.h"

#include <wx/dataview.h>

namespace suoja::kiosk::views {

class InboxRows : public wxDataViewVirtualListModel {
  public:
    enum Column : unsigned { kUrgency, kIntake, kFrom, kAge, kState, kCount };
    void set(std::vector<InboxRow> rows);
    [[nodiscard]] const std::vector<InboxRow>& rows() const { return rows_; }

    [[nodiscard]] unsigned int GetColumnCount() const override { return kCount; }
    [[nodiscard]] wxString GetColumnType(unsigned int column) const override;
    void GetValueByRow(wxVariant& value, unsigned int row, unsigned int column) const override;
    bool SetValueByRow(const wxVariant&, unsigned int, unsigned int) override { return false; }

  private:
    std::vector<InboxRow> rows_;
};

} // namespace suoja::kiosk::views
