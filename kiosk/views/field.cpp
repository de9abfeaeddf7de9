// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/field.h"

#include "kiosk/views/theme.h"

#include <algorithm>

namespace suoja::kiosk::views {
namespace {

long style(TextField::Kind kind) {
    switch (kind) {
    case TextField::Kind::line:
        return wxTE_PROCESS_ENTER;
    case TextField::Kind::passphrase:
        return wxTE_PASSWORD | wxTE_PROCESS_ENTER;
    case TextField::Kind::lines:
        return wxTE_MULTILINE | wxTE_RICH2 | wxBORDER_NONE;
    }
    return 0;
}

GtkWidget* text_view(const wxTextCtrl* field) {
    return gtk_bin_get_child(GTK_BIN(field->GetHandle()));
}

} // namespace

TextField::TextField(wxWindow* parent, Kind kind, const std::string& name)
    : wxTextCtrl(parent, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize, style(kind)),
      kind_(kind) {
    add_classes(GetHandle(), "field");
    say(this, name);
    constexpr auto kHints =
        static_cast<GtkInputHints>(GTK_INPUT_HINT_NO_EMOJI | GTK_INPUT_HINT_NO_SPELLCHECK);
    if (kind == Kind::lines) {
        // No page is frozen while it is built (wxWindowUpdateLocker): wx takes the text away from
        // GTK's view meanwhile, which then keeps the line of a cursor that is gone, and the next
        // move of the cursor ends the process.
        GtkTextView* view = GTK_TEXT_VIEW(text_view(this));
        gtk_text_view_set_input_hints(view, kHints);
        gtk_text_view_set_accepts_tab(view, FALSE);
        gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(GetHandle()), GTK_POLICY_NEVER,
                                       GTK_POLICY_AUTOMATIC);
        // the ring belongs to the frame around the text
        const auto ring = [this](wxFocusEvent& event) {
            mark(this, "focused", event.GetEventType() == wxEVT_SET_FOCUS);
            gtk_widget_queue_draw(GetHandle());
            event.Skip();
        };
        Bind(wxEVT_SET_FOCUS, ring);
        Bind(wxEVT_KILL_FOCUS, ring);
    } else {
        gtk_entry_set_input_hints(GTK_ENTRY(GetHandle()), kHints);
    }
}

void TextField::placeholder(const std::string& text) {
    if (kind_ != Kind::lines)
        gtk_entry_set_placeholder_text(GTK_ENTRY(GetHandle()), text.c_str());
}

std::string TextField::text() const {
    return utf8(GetValue());
}

void TextField::set_text(const std::string& text) {
    if (this->text() != text)
        ChangeValue(wx(text));
}

void TextField::alert(bool on) {
    GtkStyleContext* context = gtk_widget_get_style_context(GetHandle());
    if (on)
        gtk_style_context_add_class(context, "alert");
    else
        gtk_style_context_remove_class(context, "alert");
}

wxSize TextField::DoGetBestSize() const {
    if (kind_ == Kind::lines)
        return {scaled(160), scaled(58)};
    return {scaled(120), natural_size(GetHandle()).y};
}

DropDown::DropDown(wxWindow* parent, const std::string& name,
                   const std::vector<std::string>& entries, const std::string& classes)
    : Measured<wxChoice>(parent, wxID_ANY) {
    wxArrayString strings;
    strings.reserve(entries.size());
    for (const std::string& entry : entries)
        strings.Add(wx(entry));
    Append(strings);
    add_classes(GetHandle(), classes);
    say(this, name);
    g_signal_connect(GetHandle(), "key-press-event", G_CALLBACK(key_pressed), this);
    g_signal_connect(GetHandle(), "scroll-event", G_CALLBACK(scrolled), nullptr);
}

// GTK turns a drop-down under the wheel to its next entry: an answer would change while somebody
// only moves the page. The page moves.
gboolean DropDown::scrolled(GtkWidget* list, GdkEvent* event, gpointer) {
    if (GtkWidget* parent = gtk_widget_get_parent(list))
        gtk_propagate_event(parent, event);
    return TRUE;
}

// The inner button has the focus and lets letters through to here.
gboolean DropDown::key_pressed(GtkWidget*, GdkEventKey* event, gpointer self) {
    auto* list = static_cast<DropDown*>(self);
    const gunichar letter = gdk_keyval_to_unicode(event->keyval);
    if (!g_unichar_isgraph(letter) &&
        !(letter == ' ' && list->type_ahead_.within_word(event->time)))
        return FALSE;
    if ((event->state & (GDK_CONTROL_MASK | GDK_MOD1_MASK)) != 0)
        return FALSE;
    std::string text(6, '\0');
    text.resize(static_cast<std::size_t>(g_unichar_to_utf8(letter, text.data())));
    std::vector<std::string> entries;
    for (unsigned i = 0; i < list->GetCount(); ++i)
        entries.push_back(utf8(list->GetString(i)));
    const auto current = static_cast<std::size_t>(std::max(list->GetSelection(), 0));
    // GTK's own change, so that it is told like one made by arrows
    if (const auto at = list->type_ahead_.typed(entries, current, text, event->time))
        gtk_combo_box_set_active(GTK_COMBO_BOX(list->GetHandle()), static_cast<int>(*at));
    return TRUE;
}

} // namespace suoja::kiosk::views
