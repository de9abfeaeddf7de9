// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/native.h"

#include <wx/dataview.h>

#include <atk/atk.h>

namespace suoja::kiosk::views {

wxString wx(std::string_view utf8) {
    return wxString::FromUTF8(utf8.data(), utf8.size());
}

std::string utf8(const wxString& text) {
    const wxScopedCharBuffer buffer = text.utf8_str();
    return {buffer.data(), buffer.length()};
}

GtkWidget* widget(const wxWindow* window) {
    return window->m_wxwindow != nullptr ? window->m_wxwindow : window->GetHandle();
}

wxSize natural_size(GtkWidget* widget) {
    int least = 0;
    int width = 0;
    int height = 0;
    GTK_WIDGET_GET_CLASS(widget)->get_preferred_width(widget, &least, &width);
    GTK_WIDGET_GET_CLASS(widget)->get_preferred_height(widget, &least, &height);
    return {width, height};
}

int natural_height(GtkWidget* widget, int width) {
    int least = 0;
    int height = 0;
    GTK_WIDGET_GET_CLASS(widget)->get_preferred_height_for_width(widget, width, &least, &height);
    return height;
}

int least_width(GtkWidget* widget) {
    int least = 0;
    int width = 0;
    GTK_WIDGET_GET_CLASS(widget)->get_preferred_width(widget, &least, &width);
    return least;
}

void add_classes(GtkWidget* widget, std::string_view classes) {
    GtkStyleContext* context = gtk_widget_get_style_context(widget);
    while (!classes.empty()) {
        const std::size_t end = classes.find(' ');
        const std::string one(classes.substr(0, end));
        if (!one.empty())
            gtk_style_context_add_class(context, one.c_str());
        classes = end == std::string_view::npos ? std::string_view() : classes.substr(end + 1);
    }
}

void add_classes(wxWindow* window, std::string_view classes) {
    add_classes(widget(window), classes);
    window->InvalidateBestSize();
}

void mark(wxWindow* window, const char* css_class, bool on) {
    GtkStyleContext* context = gtk_widget_get_style_context(widget(window));
    if (on)
        gtk_style_context_add_class(context, css_class);
    else
        gtk_style_context_remove_class(context, css_class);
    window->Refresh();
}

namespace {

// A list is a table inside a scroll pane, a multi-line field a text inside one: the inner one
// takes the focus, so it takes the name.
GtkWidget* spoken(const wxWindow* window) {
    GtkWidget* handle = window->GetHandle();
    if (GTK_IS_SCROLLED_WINDOW(handle)) {
        if (GtkWidget* child = gtk_bin_get_child(GTK_BIN(handle)))
            return child;
    }
    return handle;
}

// The button inside a drop-down is what has the focus.
void name_buttons(GtkWidget* widget, gpointer name) {
    if (GTK_IS_BUTTON(widget))
        atk_object_set_name(gtk_widget_get_accessible(widget),
                            static_cast<const std::string*>(name)->c_str());
    else if (GTK_IS_CONTAINER(widget))
        gtk_container_forall(GTK_CONTAINER(widget), name_buttons, name);
}

} // namespace

void say(wxWindow* window, const std::string& name, const std::string& description) {
    AtkObject* object = gtk_widget_get_accessible(spoken(window));
    atk_object_set_name(object, name.c_str());
    if (!description.empty())
        atk_object_set_description(object, description.c_str());
    if (GTK_IS_COMBO_BOX(window->GetHandle()))
        name_buttons(window->GetHandle(), const_cast<std::string*>(&name));
}

void describe(wxWindow* window, const std::string& description) {
    atk_object_set_description(gtk_widget_get_accessible(spoken(window)), description.c_str());
}

void role(wxWindow* window, AtkRole role) {
    atk_object_set_role(gtk_widget_get_accessible(spoken(window)), role);
}

void test_id(wxWindow* window, const std::string& id) {
    gtk_widget_set_name(window->GetHandle(), id.c_str());
    window->SetName(wx(id)); // so that wxWindow::FindWindowByName finds it too
}

std::string test_id(const wxWindow* window) {
    return gtk_widget_get_name(window->GetHandle());
}

std::string accessible_name(const wxWindow* window) {
    const char* name = atk_object_get_name(gtk_widget_get_accessible(spoken(window)));
    return name == nullptr ? "" : name;
}

} // namespace suoja::kiosk::views
