// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/button.h"
#include "kiosk/views/choice_strip.h"
#include "kiosk/views/keys.h"
#include "kiosk/views/label.h"
#include "kiosk/views/native.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/surface.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tile.h"

#include <wx/app.h>
#include <wx/frame.h>
#include <wx/textctrl.h>

using namespace suoja::kiosk::views;

class App : public wxApp {
    bool OnInit() override {
        apply({argc > 1, 100});
        auto* frame = new wxFrame(nullptr, wxID_ANY, "g", {0, 0}, {1366, 768}, wxBORDER_NONE);
        auto* page = new Surface(frame, "paper");
        auto* col = column_sizer();
        auto* head = new Surface(page, "head");
        auto* hs = row_sizer();
        hs->Add(new Button(head, {.text = "Home", .icon = Icon::home}, "tab current", [] {}),
                wxSizerFlags().Expand());
        hs->Add(new Button(head, {.text = "Intake", .icon = Icon::document}, "tab", [] {}),
                wxSizerFlags().Expand());
        hs->AddStretchSpacer();
        hs->Add(new Button(head, {.text = "Lock", .key = "F11", .icon = Icon::lock}, "head-outline",
                           [] {}),
                wxSizerFlags().Center().Border(wxALL, 8));
        hs->Add(new Button(head, {.text = "Hide", .key = "F12", .icon = Icon::hidden}, "head-solid",
                           [] {}),
                wxSizerFlags().Center().Border(wxALL, 8));
        head->SetSizer(hs);
        col->Add(head, wxSizerFlags().Expand());
        auto* card = new Surface(page, "card");
        auto* cs = column_sizer();
        cs->Add(new Label(card, "Immediate safety", Type::title), wxSizerFlags().Border(wxALL, 12));
        cs->Add(
            new Label(card,
                      "Several passphrases did not match. Each further try makes the pause longer. "
                      "Several passphrases did not match. Each further try makes the pause longer. "
                      "Several passphrases did not match. Each further try makes the pause longer.",
                      Type::body, "ink2", Lines::many),
            wxSizerFlags().Expand().Border(wxALL, 12));
        auto* tiles = new TileGroup(card, TileGroup::Kind::one, "q",
                                    {{"Yes", "Да"}, {"No", "Нет"}, {"Not known", "Неизвестно"}},
                                    [](auto, auto) {});
        tiles->choose(0);
        cs->Add(tiles, wxSizerFlags().Expand().Border(wxALL, 12));
        auto* many = new TileGroup(card, TileGroup::Kind::many, "q",
                                   {{"Nothing", "Ничего"},
                                    {"Safe place to sleep", "Безопасный ночлег"},
                                    {"Urgent health care", "Срочная мед. помощь"},
                                    {"Mental support", "Психолог. помощь"}},
                                   [](auto, auto) {});
        many->check(1, true);
        cs->Add(many, wxSizerFlags().Expand().Border(wxALL, 12));
        auto* plain = new TileGroup(card, TileGroup::Kind::plain_many, "q",
                                    {{"Nothing", "Ничего"},
                                     {"Safe place to sleep", "Безопасный ночлег"},
                                     {"Urgent health care", "Срочная мед. помощь"},
                                     {"Mental support", "Психолог. помощь"}},
                                    [](auto, auto) {});
        plain->check(1, true);
        cs->Add(plain, wxSizerFlags().Expand().Border(wxALL, 12));
        auto* r = row_sizer();
        auto* strip = new ChoiceStrip(card, "q", {"Suomi", "Svenska", "English"}, [](auto) {});
        strip->choose(2);
        r->Add(strip, wxSizerFlags().Center());
        r->AddSpacer(20);
        r->Add(badge(card, Icon::pencil, "Draft", "draft"), wxSizerFlags().Center());
        r->AddSpacer(20);
        r->Add(badge(card, Icon::diamond, "Needs attention", "attention"), wxSizerFlags().Center());
        r->AddSpacer(20);
        r->Add(badge(card, Icon::tick_circle, "Received", "received"), wxSizerFlags().Center());
        r->AddSpacer(20);
        r->Add(pill(card, "Needed to send"), wxSizerFlags().Center());
        r->AddSpacer(20);
        r->Add(icon_text(card, Icon::tick_circle, "Saved 14:06 on this device", Type::small_strong,
                         "received-ink"),
               wxSizerFlags().Center());
        cs->Add(r, wxSizerFlags().Border(wxALL, 12));
        auto* r2 = row_sizer();
        r2->Add(new Button(card,
                           {.text = "_Next: Language", .key = "F8", .after = Icon::chevron_right},
                           "main", [] {}));
        r2->AddSpacer(20);
        r2->Add(
            new Button(card, {.text = "Home", .key = "F7", .icon = Icon::chevron_left}, "", [] {}));
        r2->AddSpacer(20);
        r2->Add(new Button(card, {.text = "Help", .key = "F1"}, "quiet", [] {}));
        auto* dis =
            new Button(card, {.text = "Finalise and send", .icon = Icon::lock}, "main", [] {});
        dis->Disable();
        r2->AddSpacer(20);
        r2->Add(dis);
        cs->Add(r2, wxSizerFlags().Border(wxALL, 12));
        auto* t = new Measured<wxTextCtrl>(card, wxID_ANY, "lehtola.aino");
        add_classes(t, "field");
        cs->Add(t, wxSizerFlags().Expand().Border(wxALL, 12));
        auto* c = new Measured<wxChoice>(card, wxID_ANY);
        c->Append("Possible victim");
        c->Append("x");
        c->SetSelection(0);
        add_classes(c, "field");
        cs->Add(c, wxSizerFlags().Border(wxALL, 12));
        auto* icons = row_sizer();
        for (int i = 1; i <= static_cast<int>(Icon::help); ++i)
            icons->Add(icon_view(card, static_cast<Icon>(i), "ink", 24),
                       wxSizerFlags().Border(wxALL, 2));
        cs->Add(icons, wxSizerFlags().Border(wxALL, 12));
        card->SetSizer(cs);
        col->Add(card, wxSizerFlags(1).Expand().Border(wxALL, 20));
        page->SetSizer(col);
        auto* fs = column_sizer();
        fs->Add(page, wxSizerFlags(1).Expand());
        frame->SetSizer(fs);
        frame->Show();
        settle(frame);
        watch_input(
            [](const Key& k) {
                if (k.value == GDK_KEY_F12 && k.pressed)
                    wxTheApp->ExitMainLoop();
                return false;
            },
            {});
        t->SetFocus();
        return true;
    }
};
wxIMPLEMENT_APP(App);
