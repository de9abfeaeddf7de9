// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/inbox_rows.h"

#include "kiosk/views/label.h"
#include "kiosk/views/native.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"

namespace suoja::kiosk::views {
namespace {

std::string span(const std::string& text, Type type, const char* colour, bool strong) {
    return "<span font_desc=\"" + std::to_string(pixels(type)) + "px\" foreground=\"" +
           hex(token(colour)) + "\"" + (strong ? " weight=\"600\"" : "") + ">" + escape(text) +
           "</span>";
}

wxVariant icon_and_text(Icon picture, const std::string& text, const char* colour) {
    wxIcon icon;
    icon.CopyFromBitmap(icon_bitmap(picture, 18, token(colour)));
    wxVariant value;
    value << wxDataViewIconText(wx(span(text, Type::small, colour, true)), icon);
    return value;
}

} // namespace

void InboxRows::set(std::vector<InboxRow> rows) {
    rows_ = std::move(rows);
    Reset(static_cast<unsigned>(rows_.size()));
}

wxString InboxRows::GetColumnType(unsigned int column) const {
    return column == kUrgency || column == kState ? "wxDataViewIconText" : "string";
}

void InboxRows::GetValueByRow(wxVariant& value, unsigned int index, unsigned int column) const {
    const InboxRow& row = rows_.at(index);
    switch (column) {
    case kUrgency:
        value = icon_and_text(row.urgent ? Icon::urgent : Icon::dash, row.urgency,
                              row.urgent ? "attention" : "ink2");
        break;
    case kIntake:
        value = wx(span(row.code, Type::small, "ink", true) + "\n" +
                   span(row.kind + (row.language.empty() ? "" : " · " + row.language), Type::meta,
                        "ink2", false));
        break;
    case kFrom:
        value = wx(span(row.from, Type::small, "ink", false));
        break;
    case kAge:
        value = wx(span(row.age, Type::small, "ink", false));
        break;
    case kState:
        value = icon_and_text(icon(row.state.tone), row.state.word,
                              row.state.tone == Tone::neutral ? "ink2" : kind(row.state.tone));
        break;
    default:
        break;
    }
}

} // namespace suoja::kiosk::views
