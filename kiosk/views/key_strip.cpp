// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/key_strip.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/button.h"
#include "kiosk/views/native.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tone.h"

namespace suoja::kiosk::views {
namespace {

GtkWidget* one_key(const KeyCap& key) {
    GtkWidget* row = row_box(scaled(6));
    for (const std::string& cap : key.caps)
        append(row, key_cap(cap));
    append(row, text_widget(key.label, Type::meta, "ink2"));
    return row;
}

} // namespace

KeyStrip::KeyStrip(wxWindow* parent) : Surface(parent, "strip") {
    SetMinSize({-1, scaled(34)});
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        if (event.GetSize().x != built_for_)
            build();
        event.Skip();
    });
}

void KeyStrip::show(const KeyStripModel& model) {
    model_ = model;
    build();
}

void KeyStrip::build() {
    const int width = GetSize().x;
    built_for_ = width;
    DestroyChildren();
    auto* row = row_sizer();
    row->AddSpacer(scaled(20));
    GtkWidget* assurance = row_box(scaled(8));
    add_classes(assurance, "ink2");
    append(assurance,
           icon_widget(model_.tone == Tone::neutral ? Icon::shield : icon(model_.tone), 16));
    append(assurance, text_widget(model_.assurance, Type::meta, "ink2"));
    int room = width - scaled(60);
    const bool largest = look().scale_percent >= 200;
    if (!largest && !model_.assurance.empty() && natural_size(assurance).x <= room) {
        auto* view = new Native(this, assurance);
        room -= view->GetBestSize().x;
        row->Add(view, wxSizerFlags().Center());
    } else {
        g_object_ref_sink(assurance);
        g_object_unref(assurance);
    }
    row->AddStretchSpacer();
    std::vector<Native*> keys;
    const auto& those = largest ? model_.shortest : model_.keys;
    for (auto key = those.rbegin(); key != those.rend(); ++key) {
        GtkWidget* drawn = one_key(*key);
        const int needs = natural_size(drawn).x + scaled(18);
        if (needs > room) {
            g_object_ref_sink(drawn);
            g_object_unref(drawn);
            break;
        }
        room -= needs;
        keys.insert(keys.begin(), new Native(this, drawn));
    }
    for (Native* key : keys)
        row->Add(key, wxSizerFlags().Center().Border(wxLEFT, scaled(18)));
    row->AddSpacer(scaled(20));
    SetSizer(row);
    Layout();
}

LockBand::LockBand(wxWindow* parent, std::function<void()> stay, std::function<void()> lock)
    : Surface(parent, "band") {
    // two lines more where the words wrap
    SetMinSize({-1, scaled(look().scale_percent >= 200 ? 124 : 72)});
    auto* row = row_sizer();
    row->AddSpacer(scaled(22));
    row->Add(icon_view(this, Icon::clock, "waiting-ink", 26), wxSizerFlags().Center());
    left_ = new Label(this, "0:00", Type::countdown, "ink");
    row->Add(left_, wxSizerFlags().Center().Border(wxLEFT | wxRIGHT, scaled(18)));
    auto* words = column_sizer();
    title_ = new Label(this, "", Type::body_strong, "ink", Lines::many);
    words_ = new Label(this, "", Type::small, "ink", Lines::many);
    words->Add(title_, wxSizerFlags().Expand());
    words->Add(words_, wxSizerFlags().Expand());
    row->Add(words, wxSizerFlags(1).Center());
    row->Add(
        new Button(this,
                   {.text = tr("Stay here"), .key = trc("a key", "Space"), .type = Type::subtitle},
                   "main large", std::move(stay)),
        wxSizerFlags().Center().Border(wxLEFT, scaled(18)));
    row->Add(new Button(
                 this,
                 {.text = tr("Lock now"), .key = "F11", .icon = Icon::lock, .type = Type::subtitle},
                 "large", std::move(lock)),
             wxSizerFlags().Center().Border(wxLEFT, scaled(18)));
    row->AddSpacer(scaled(20));
    SetSizer(row);
}

void LockBand::show(const LockWarning& warning) {
    left_->set_text(warning.left);
    if (utf8(title_->GetLabel()) != warning.title) {
        title_->set_text(warning.title);
        words_->set_text(warning.words);
    }
    Layout();
}

} // namespace suoja::kiosk::views
