// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/tone.h"

#include "kiosk/views/native.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"

#include <atk/atk.h>

namespace suoja::kiosk::views {

const char* kind(Tone tone) {
    switch (tone) {
    case Tone::neutral:
        return "neutral";
    case Tone::draft:
        return "draft";
    case Tone::waiting:
        return "waiting";
    case Tone::relay:
        return "relay";
    case Tone::received:
        return "received";
    case Tone::attention:
        return "attention";
    }
    return "neutral";
}

Icon icon(Tone tone) {
    switch (tone) {
    case Tone::neutral:
        return Icon::info;
    case Tone::draft:
        return Icon::pencil;
    case Tone::waiting:
        return Icon::clock;
    case Tone::relay:
        return Icon::relay;
    case Tone::received:
        return Icon::tick_circle;
    case Tone::attention:
        return Icon::diamond;
    }
    return Icon::info;
}

GtkWidget* badge_widget(const Badge& badge) {
    return badge_widget(icon(badge.tone), badge.word, kind(badge.tone));
}

Native* badge(wxWindow* parent, const Badge& badge) {
    return new Native(parent, badge_widget(badge));
}

namespace {

// A message of the relay's hue is information; the arrow between dots belongs to a state.
Icon message_icon(Tone tone) {
    return tone == Tone::relay ? Icon::info : icon(tone);
}

} // namespace

std::string message_text(const Message& message) {
    std::string text = message.fact;
    for (const std::string* more : {&message.safe, &message.advice}) {
        if (!more->empty())
            text += (text.empty() ? "" : " ") + *more;
    }
    return text;
}

MessageView::MessageView(wxWindow* parent, const Message& message, bool ground)
    : Surface(parent, ground ? std::string("message ") + kind(message.tone) : std::string()),
      ground_(ground) {
    show(message);
}

void MessageView::show(const Message& message) {
    if (message == shown_ && GetSizer() != nullptr)
        return;
    shown_ = message;
    DestroyChildren();
    const std::string colour = std::string(kind(message.tone)) + "-ink";
    auto* row = row_sizer();
    row->Add(icon_view(this, message_icon(message.tone), colour, 18),
             wxSizerFlags().Top().Border(wxTOP, scaled(1)));
    auto* words = new Label(this, "", Type::small, colour, Lines::many);
    std::string markup = "<span weight=\"600\">" + escape(message.fact) + "</span>";
    for (const std::string* more : {&message.safe, &message.advice}) {
        if (!more->empty())
            markup += " " + escape(*more);
    }
    words->set_markup(markup);
    row->Add(words, wxSizerFlags(1).Border(wxLEFT, scaled(8)));
    auto* frame = column_sizer();
    frame->Add(row, wxSizerFlags(1).Expand().Border(wxALL, ground_ ? scaled(12) : 0));
    SetSizer(frame);
    say(this, message_text(message));
    unsettle(this);
}

void announce(wxWindow* window, const std::string& words) {
    AtkObject* object = gtk_widget_get_accessible(widget(window));
    // ATK 2.46 and newer
    if (g_signal_lookup("announcement", ATK_TYPE_OBJECT) != 0)
        g_signal_emit_by_name(object, "announcement", words.c_str());
}

} // namespace suoja::kiosk::views
