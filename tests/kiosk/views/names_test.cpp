// SPDX-License-Identifier: Apache-2.0
// Whoever cannot see the screen hears the same: each control that takes the focus has a name.
#include "kiosk/presenters/texts.h"
#include "kiosk/views/show_canned.h"
#include "kiosk/views/theme.h"
#include "pump.h"

#include <gtest/gtest.h>

namespace suoja::test {
namespace {

bool takes_focus(GtkWidget* widget) {
    return gtk_widget_get_can_focus(widget) && gtk_widget_is_sensitive(widget) &&
           (GTK_IS_BUTTON(widget) || GTK_IS_ENTRY(widget) || GTK_IS_TEXT_VIEW(widget) ||
            GTK_IS_COMBO_BOX(widget) || GTK_IS_TREE_VIEW(widget));
}

std::string name_of(GtkWidget* widget) {
    const char* name = atk_object_get_name(gtk_widget_get_accessible(widget));
    return name == nullptr ? "" : name;
}

TEST(Names, EveryControlOfEveryPageHasOne) {
    for (const char* language : {"en", "fi", "sv"}) {
        kiosk::set_language(language);
        for (const std::string& page : kiosk::views::canned_pages()) {
            Screen screen;
            screen.show(page);
            each_mapped(screen.frame()->GetHandle(), [&](GtkWidget* widget) {
                if (takes_focus(widget)) {
                    EXPECT_NE(name_of(widget), "")
                        << page << " " << language << " " << where(widget);
                }
            });
        }
    }
    kiosk::set_language("en");
}

TEST(Names, OfAChoiceIsTheQuestionAndTheChoice) {
    Screen screen;
    screen.show("intake");
    bool found = false;
    each_mapped(screen.frame()->GetHandle(), [&](GtkWidget* widget) {
        found = found || (GTK_IS_RADIO_BUTTON(widget) &&
                          name_of(widget) == "Is the person in immediate danger?: Yes");
    });
    EXPECT_TRUE(found);
}

TEST(Names, AMessageIsTheDescriptionOfItsField) {
    Screen screen;
    screen.show("fields");
    std::string description;
    each_mapped(screen.frame()->GetHandle(), [&](GtkWidget* widget) {
        if (GTK_IS_ENTRY(widget) && name_of(widget) == "Date of birth") {
            const char* text = atk_object_get_description(gtk_widget_get_accessible(widget));
            description = text == nullptr ? "" : text;
        }
    });
    EXPECT_NE(description.find("This is not a date yet."), std::string::npos) << description;
}

TEST(Names, TheNeutralPageNamesNoProductAndTakesNoFocus) {
    Screen screen;
    screen.show("hide");
    each_mapped(screen.frame()->GetHandle(), [&](GtkWidget* widget) {
        if (GTK_IS_LABEL(widget)) {
            EXPECT_EQ(label_text(widget).find("Suoja"), std::string::npos);
        }
        EXPECT_FALSE(takes_focus(widget)) << where(widget);
    });
}

} // namespace
} // namespace suoja::test
