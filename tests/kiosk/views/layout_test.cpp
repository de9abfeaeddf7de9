// SPDX-License-Identifier: Apache-2.0
// Nothing is cut: every label of every page, in every language and at three text sizes, got the
// width and the height its text needs, and lies inside everything that holds it.
#include "kiosk/presenters/texts.h"
#include "kiosk/views/show_canned.h"
#include "kiosk/views/theme.h"
#include "pump.h"

#include <gtest/gtest.h>
#include <wx/panel.h>
#include <wx/stattext.h>

namespace suoja::test {
namespace {

// What is wrong with a label, or "".
std::string fault(GtkWidget* label) {
    GtkAllocation got;
    gtk_widget_get_allocation(label, &got);
    PangoLayout* layout = gtk_label_get_layout(GTK_LABEL(label));
    int width = 0;
    int height = 0;
    pango_layout_get_pixel_size(layout, &width, &height);
    const std::string sizes = std::to_string(width) + "x" + std::to_string(height) + " in " +
                              std::to_string(got.width) + "x" + std::to_string(got.height);
    if (pango_layout_is_ellipsized(layout))
        return "ellipsized " + sizes;
    if (width > got.width || height > got.height)
        return "cut " + sizes;
    // inside every ancestor, up to the pane that scrolls it
    GtkWidget* inner = label;
    for (GtkWidget* outer = gtk_widget_get_parent(label); outer != nullptr;
         outer = gtk_widget_get_parent(outer)) {
        int x = 0;
        int y = 0;
        if (GTK_IS_WINDOW(outer) || !gtk_widget_translate_coordinates(label, outer, 0, 0, &x, &y))
            break;
        // what a pane scrolls may be lower than the pane, never wider
        const bool scrolls = GTK_IS_SCROLLED_WINDOW(gtk_widget_get_parent(outer));
        GtkAllocation room;
        gtk_widget_get_allocation(outer, &room);
        const bool beside = x < 0 || x + width > room.width;
        const bool below = y < 0 || y + height > room.height;
        if (beside || (below && !scrolls))
            return "outside " + where(inner) + " at " + std::to_string(x) + "," +
                   std::to_string(y) + " " + sizes + " of " + std::to_string(room.width) + "x" +
                   std::to_string(room.height);
        if (scrolls)
            break;
        inner = outer;
    }
    return {};
}

struct Layout : testing::TestWithParam<int> {
    void TearDown() override {
        kiosk::set_language("en");
        kiosk::views::apply({});
    }
};

TEST_P(Layout, CutsNothingOnAnyPageInAnyLanguage) {
    kiosk::views::apply({false, GetParam()});
    for (const char* language : {"en", "fi", "sv"}) {
        kiosk::set_language(language);
        for (const std::string& page : kiosk::views::canned_pages()) {
            Screen screen;
            screen.show(page);
            int labels = 0;
            each_mapped(screen.frame()->GetHandle(), [&](GtkWidget* widget) {
                if (!GTK_IS_LABEL(widget) || label_text(widget).empty())
                    return;
                ++labels;
                if (const std::string wrong = fault(widget); !wrong.empty())
                    ADD_FAILURE() << page << " " << language << " " << GetParam() << " %: \""
                                  << label_text(widget) << "\" " << wrong;
            });
            EXPECT_GT(labels, 10) << page; // the walk saw the page
        }
    }
}

INSTANTIATE_TEST_SUITE_P(TextSize, Layout, testing::Values(100, 150, 200), [](const auto& one) {
    return "At" + std::to_string(one.param) + "Percent";
});

TEST(LayoutCheck, FindsALabelThatIsCut) {
    Screen screen;
    auto* panel = new wxPanel(screen.frame(), wxID_ANY, {0, 0}, {400, 40});
    auto* label = new wxStaticText(panel, wxID_ANY, "Several words on one line", {0, 0}, {40, 20});
    pump();
    EXPECT_NE(fault(label->GetHandle()), "");
    label->SetSize(300, 30);
    pump();
    EXPECT_EQ(fault(label->GetHandle()), "");
    label->Move(350, 0);
    pump();
    EXPECT_NE(fault(label->GetHandle()), "") << "beside its panel";
}

} // namespace
} // namespace suoja::test
