// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/content.h"

#include "kiosk/views/native.h"
#include "kiosk/views/theme.h"

namespace suoja::kiosk::views {

GtkWidget* text_widget(const std::string& text, Type type, const std::string& classes,
                       bool mnemonic) {
    GtkWidget* label = gtk_label_new(nullptr);
    if (mnemonic)
        gtk_label_set_text_with_mnemonic(GTK_LABEL(label), text.c_str());
    else
        gtk_label_set_text(GTK_LABEL(label), text.c_str());
    PangoAttrList* list = attributes(type);
    gtk_label_set_attributes(GTK_LABEL(label), list);
    pango_attr_list_unref(list);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_widget_set_valign(label, GTK_ALIGN_CENTER);
    add_classes(label, classes);
    gtk_widget_show(label);
    return label;
}

GtkWidget* key_cap(const std::string& text) {
    return text_widget(text, Type::meta, "cap");
}

GtkWidget* row_box(int gap) {
    GtkWidget* box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, gap);
    gtk_widget_show(box);
    return box;
}

GtkWidget* column_box(int gap) {
    GtkWidget* box = gtk_box_new(GTK_ORIENTATION_VERTICAL, gap);
    gtk_widget_show(box);
    return box;
}

void append(GtkWidget* box, GtkWidget* child, bool fill) {
    gtk_box_pack_start(GTK_BOX(box), child, fill ? TRUE : FALSE, TRUE, 0);
}

GtkWidget* content_box(const Content& content) {
    GtkWidget* row = row_box(scaled(8));
    gtk_widget_set_halign(row, content.start ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
    if (content.icon != Icon::none) {
        GtkWidget* icon = icon_widget(content.icon, content.icon_size);
        add_classes(icon, content.icon_classes);
        append(row, icon);
    }
    if (!content.text.empty()) {
        GtkWidget* first = text_widget(content.text, content.type, "", true);
        if (content.second.empty()) {
            append(row, first, content.start);
        } else {
            GtkWidget* lines = column_box(0);
            gtk_widget_set_valign(lines, GTK_ALIGN_CENTER);
            append(lines, first);
            append(lines, text_widget(content.second, Type::meta, content.second_classes));
            append(row, lines, content.start);
        }
    }
    if (content.after != Icon::none)
        append(row, icon_widget(content.after, 18));
    if (!content.key.empty())
        append(row, key_cap(content.key));
    return row;
}

namespace {

void bind_mnemonics(GtkWidget* child, gpointer control) {
    if (GTK_IS_LABEL(child))
        gtk_label_set_mnemonic_widget(GTK_LABEL(child), static_cast<GtkWidget*>(control));
    else if (GTK_IS_CONTAINER(child))
        gtk_container_forall(GTK_CONTAINER(child), bind_mnemonics, control);
}

} // namespace

void put_content(wxControl* control, GtkWidget* child) {
    GtkWidget* bin = control->GetHandle();
    if (GtkWidget* old = gtk_bin_get_child(GTK_BIN(bin)))
        gtk_container_remove(GTK_CONTAINER(bin), old);
    gtk_container_add(GTK_CONTAINER(bin), child);
    bind_mnemonics(child, bin);
    control->InvalidateBestSize();
}

std::string spoken_text(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '_') {
            if (i + 1 < text.size() && text[i + 1] == '_')
                out += text[++i];
        } else {
            out += text[i];
        }
    }
    return out;
}

} // namespace suoja::kiosk::views
