// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/label.h"

#include "kiosk/views/native.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"

namespace suoja::kiosk::views {

Label::Label(wxWindow* parent, const std::string& text, Type type, const std::string& classes,
             Lines lines)
    : wxStaticText(parent, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize,
                   wxST_NO_AUTORESIZE),
      type_(type), lines_(lines) {
    GtkLabel* label = GTK_LABEL(GetHandle());
    PangoAttrList* list = attributes(type);
    gtk_label_set_attributes(label, list);
    pango_attr_list_unref(list);
    gtk_label_set_xalign(label, 0);
    gtk_label_set_line_wrap(label, lines == Lines::many);
    gtk_label_set_line_wrap_mode(label, PANGO_WRAP_WORD_CHAR);
    add_classes(this, classes);
    set_text(text);
    if (lines_ == Lines::many) {
        Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
            if (event.GetSize().x != width_) {
                width_ = event.GetSize().x;
                InvalidateBestSize();
                if (DoGetBestSize().y != event.GetSize().y)
                    unsettle(this);
            }
            event.Skip();
        });
    }
}

void Label::set_text(const std::string& text) {
    gtk_label_set_text(GTK_LABEL(GetHandle()), text.c_str());
    InvalidateBestSize();
}

void Label::set_markup(const std::string& markup) {
    // attributes of the whole label would win over those of the markup's first part
    gtk_label_set_attributes(GTK_LABEL(GetHandle()), nullptr);
    gtk_label_set_markup(GTK_LABEL(GetHandle()), styled(markup, type_).c_str());
    InvalidateBestSize();
}

void Label::align(float x) {
    gtk_label_set_xalign(GTK_LABEL(GetHandle()), x);
    gtk_label_set_justify(GTK_LABEL(GetHandle()), x == 0      ? GTK_JUSTIFY_LEFT
                                                  : x == 1.0f ? GTK_JUSTIFY_RIGHT
                                                              : GTK_JUSTIFY_CENTER);
}

wxSize Label::DoGetBestSize() const {
    const wxSize natural = natural_size(GetHandle());
    if (lines_ == Lines::one)
        return natural;
    // A wrapping text asks for little width (its sizer gives it more) and for the height that the
    // width it has makes necessary.
    const int width = width_ > 0 ? std::max(width_, least_width(GetHandle())) : natural.x;
    return {std::min(natural.x, scaled(60)), natural_height(GetHandle(), width)};
}

std::string escape(const std::string& text) {
    char* escaped = g_markup_escape_text(text.data(), static_cast<gssize>(text.size()));
    std::string out(escaped);
    g_free(escaped);
    return out;
}

Native::Native(wxWindow* parent, GtkWidget* content) {
    // as wxNativeWindow does, but measured by GTK
    if (!PreCreation(parent, wxDefaultPosition, wxDefaultSize) ||
        !CreateBase(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxBORDER_NONE,
                    wxDefaultValidator, wxString()))
        return;
    // a size set on the outermost widget is not its natural one
    m_widget = row_box(0);
    append(m_widget, content, true);
    g_object_ref(m_widget);
    parent->DoAddChild(this);
    PostCreation(wxDefaultSize);
}

Native* icon_view(wxWindow* parent, Icon icon, const std::string& classes, int size) {
    GtkWidget* picture = icon_widget(icon, size);
    add_classes(picture, classes);
    return new Native(parent, picture);
}

GtkWidget* badge_widget(Icon icon, const std::string& text, const std::string& kind) {
    GtkWidget* row = row_box(scaled(6));
    add_classes(row, "badge " + kind);
    append(row, icon_widget(icon, 15));
    append(row, text_widget(text, Type::meta_strong, ""));
    gtk_widget_set_valign(row, GTK_ALIGN_CENTER);
    return row;
}

Native* badge(wxWindow* parent, Icon icon, const std::string& text, const std::string& kind) {
    return new Native(parent, badge_widget(icon, text, kind));
}

Native* icon_text(wxWindow* parent, Icon icon, const std::string& text, Type type,
                  const std::string& classes) {
    GtkWidget* row = row_box(scaled(8));
    GtkWidget* picture = icon_widget(icon, 17);
    add_classes(picture, classes);
    append(row, picture);
    append(row, text_widget(text, type, classes));
    return new Native(parent, row);
}

Native* pill(wxWindow* parent, const std::string& text) {
    return new Native(parent, text_widget(text, Type::meta, "pill"));
}

} // namespace suoja::kiosk::views
