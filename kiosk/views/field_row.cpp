// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/field_row.h"

#include "kiosk/presenters/texts.h"
#include "kiosk/views/choice_strip.h"
#include "kiosk/views/field.h"
#include "kiosk/views/page.h"
#include "kiosk/views/settle.h"
#include "kiosk/views/theme.h"
#include "kiosk/views/tile.h"
#include "kiosk/views/ui_thread.h"

namespace suoja::kiosk::views {
namespace {

std::string question_markup(const QuestionModel& model) {
    std::string markup = escape(model.label);
    if (!model.hint.empty())
        markup += "  <span foreground=\"" + hex(token("ink2")) + "\">" +
                  styled(escape(model.hint), Type::meta) + "</span>";
    return markup;
}

std::vector<std::string> labels(const std::vector<ChoiceModel>& choices) {
    std::vector<std::string> out;
    out.reserve(choices.size());
    for (const ChoiceModel& choice : choices)
        out.push_back(choice.label);
    return out;
}

std::optional<std::size_t> chosen(const std::vector<ChoiceModel>& choices) {
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (choices[i].chosen)
            return i;
    }
    return std::nullopt;
}

// wx gives the ticks 22 pixels, of which the table keeps its separators: the box would be cut.
void widen_ticks(const wxCheckListBox* list) {
    GtkWidget* table = gtk_bin_get_child(GTK_BIN(list->GetHandle()));
    if (GtkTreeViewColumn* ticks = gtk_tree_view_get_column(GTK_TREE_VIEW(table), 0))
        gtk_tree_view_column_set_fixed_width(ticks, scaled(42));
}

} // namespace

FieldRow::FieldRow(wxWindow* parent, const QuestionModel& model, Answering& answering, Shape shape)
    : Surface(parent), model_(model), answering_(&answering), shape_(shape) {
    test_id(this, "row:" + model.path);
    build();
}

void FieldRow::build() {
    if (model_.control == Control::instance)
        return build_instance();
    if (model_.control == Control::repeat)
        return build_repeat();
    auto* head = row_sizer();
    words_ = new Label(this, "", Type::question, "ink", Lines::many);
    words_->set_markup(question_markup(model_));
    head->Add(words_, wxSizerFlags(1));
    // at the largest text below the question, so that its words keep the width
    const bool below = look().scale_percent >= 200;
    auto* marks = below ? row_sizer() : head;
    needed_ = pill(this, tr("Needed to send"));
    marks->Add(needed_, wxSizerFlags().Top().Border(wxLEFT, below ? 0 : scaled(8)));
    length_ = new Label(this, model_.length, Type::meta, "ink2");
    marks->Add(length_, wxSizerFlags().Center().Border(wxLEFT, scaled(8)));

    auto* column = column_sizer();
    column->Add(head, wxSizerFlags().Expand());
    if (below)
        column->Add(marks);
    if (!model_.second_label.empty()) {
        second_ = new Label(this, model_.second_label, Type::small, "ink2", Lines::many);
        column->Add(second_, wxSizerFlags().Expand().Border(wxTOP, scaled(1)));
    }
    if (wxWindow* control = build_control(); control != nullptr) {
        if (shape_ == Shape::wide && (strip_ != nullptr || choice_ != nullptr)) {
            auto* wide = row_sizer();
            wide->Add(column, wxSizerFlags(1).Center());
            wide->Add(control, wxSizerFlags().Center().Border(wxLEFT, scaled(16)));
            column = column_sizer();
            column->Add(wide, wxSizerFlags().Expand());
        } else {
            const bool narrow = shape_ != Shape::dense && (strip_ != nullptr || choice_ != nullptr);
            column->Add(control,
                        (narrow ? wxSizerFlags() : wxSizerFlags(text_ != nullptr ? 1 : 0).Expand())
                            .Border(wxTOP, scaled(6)));
        }
    }
    message_ = new MessageView(this, {}, false);
    column->Add(message_, wxSizerFlags().Expand().Border(wxTOP, scaled(6)));
    SetSizer(column);
    fill();
}

wxWindow* FieldRow::build_control() {
    switch (model_.control) {
    case Control::tiles:
        return tiles(false);
    case Control::check_tiles:
        return tiles(true);
    case Control::text:
    case Control::partial_date:
    case Control::phone:
    case Control::integer:
    case Control::decimal:
    case Control::date:
    case Control::time:
    case Control::date_time:
        return text_field(false);
    case Control::multiline:
        return text_field(true);
    case Control::note:
    case Control::instance:
    case Control::repeat:
        return nullptr;
    case Control::strip:
    case Control::drop_down:
    case Control::check_list:
        break;
    }
    auto* holder = new Surface(this);
    auto* row = row_sizer();
    if (model_.control == Control::strip) {
        strip_ =
            new ChoiceStrip(holder, model_.name(), labels(model_.choices), [this](std::size_t i) {
                later(this, [this, name = model_.choices.at(i).name] {
                    answering_->choose(model_.path, name);
                });
            });
        first_ = strip_->choice(0);
        for (std::size_t i = 0; i < model_.choices.size(); ++i)
            follow_focus(strip_->choice(i));
        row->Add(strip_, wxSizerFlags().Center());
    } else if (model_.control == Control::drop_down) {
        std::vector<std::string> entries = labels(model_.choices);
        entries.insert(entries.begin(), "–");
        choice_ = new DropDown(holder, model_.name(), entries);
        choice_->Bind(wxEVT_CHOICE, [this](wxCommandEvent& event) {
            const int at = event.GetSelection();
            const std::string name =
                at <= 0 ? std::string() : model_.choices.at(static_cast<std::size_t>(at - 1)).name;
            later(this, [this, name] { answering_->choose(model_.path, name); });
        });
        first_ = choice_;
        follow_focus(choice_);
        row->Add(choice_, wxSizerFlags(shape_ == Shape::dense ? 1 : 0).Center());
    } else {
        list_ = new wxCheckListBox(holder, wxID_ANY, wxDefaultPosition, {scaled(320), scaled(168)});
        for (const ChoiceModel& choice : model_.choices)
            list_->Append(wx(choice.label));
        add_classes(list_->GetHandle(), "framed");
        widen_ticks(list_);
        say(list_, model_.name(), model_.accessible_description);
        list_->Bind(wxEVT_CHECKLISTBOX, [this](wxCommandEvent& event) {
            const int at = event.GetInt();
            const bool on = list_->IsChecked(static_cast<unsigned>(at));
            later(this, [this, on, name = model_.choices.at(static_cast<std::size_t>(at)).name] {
                answering_->toggle(model_.path, name, on);
            });
        });
        first_ = list_;
        follow_focus(list_);
        row->Add(list_, wxSizerFlags(1).Expand());
    }
    if (wxWindow* menu = absence_menu(holder); menu != nullptr)
        row->Add(menu, wxSizerFlags().Center().Border(wxLEFT, scaled(8)));
    holder->SetSizer(row);
    return holder;
}

wxWindow* FieldRow::tiles(bool many) {
    std::vector<TileText> texts;
    for (const ChoiceModel& choice : model_.choices)
        texts.push_back({choice.label, choice.second});
    const bool plain = many && model_.choices.size() > 4;
    wxWindow* parent = this;
    if (plain) {
        frame_ = new Surface(this, "frame");
        parent = frame_;
    }
    const auto kind = !many   ? TileGroup::Kind::one
                      : plain ? TileGroup::Kind::plain_many
                              : TileGroup::Kind::many;
    tiles_ =
        new TileGroup(parent, kind, model_.name(), texts, [this, many](std::size_t i, bool on) {
            later(this, [this, many, on, name = model_.choices.at(i).name] {
                if (many)
                    answering_->toggle(model_.path, name, on);
                else
                    answering_->choose(model_.path, name);
            });
        });
    for (std::size_t i = 0; i < model_.choices.size(); ++i)
        follow_focus(tiles_->tile(i));
    if (!model_.choices.empty())
        first_ = tiles_->tile(0);
    if (wxWindow* menu = absence_menu(tiles_); menu != nullptr)
        tiles_->add_last(menu);
    if (!plain)
        return tiles_;
    auto* inner = column_sizer();
    inner->Add(tiles_, wxSizerFlags(1).Expand().Border(wxALL, scaled(6)));
    frame_->SetSizer(inner);
    return frame_;
}

wxWindow* FieldRow::text_field(bool lines) {
    auto* holder = new Surface(this);
    auto* row = row_sizer();
    text_ = new TextField(holder, lines ? TextField::Kind::lines : TextField::Kind::line,
                          model_.name());
    test_id(text_, "field:" + model_.path);
    text_->placeholder(model_.placeholder);
    if (model_.max_length > 0 && !lines)
        text_->SetMaxLength(static_cast<unsigned long>(model_.max_length));
    text_->Bind(wxEVT_TEXT, [this](wxCommandEvent&) {
        answering_->type(model_.path, text_->text());
        answering_->moved(model_.path, text_->GetInsertionPoint());
    });
    text_->Bind(wxEVT_KEY_UP, [this](wxKeyEvent& event) {
        answering_->moved(model_.path, text_->GetInsertionPoint());
        event.Skip();
    });
    first_ = text_;
    follow_focus(text_);
    const bool narrow = model_.control != Control::text && model_.control != Control::multiline;
    if (narrow)
        text_->SetMinSize({scaled(260), -1});
    row->Add(text_, narrow ? wxSizerFlags().Center() : wxSizerFlags(1).Expand());
    if (wxWindow* menu = absence_menu(holder); menu != nullptr)
        row->Add(
            menu,
            (lines ? wxSizerFlags().Top() : wxSizerFlags().Center()).Border(wxLEFT, scaled(8)));
    holder->SetSizer(row);
    return holder;
}

wxWindow* FieldRow::absence_menu(wxWindow* parent) {
    if (model_.absences.empty())
        return nullptr;
    std::vector<std::string> entries;
    for (const AbsenceModel& absence : model_.absences)
        entries.push_back(absence.label);
    entries.front() = model_.absence;
    absence_ = new DropDown(parent, model_.name() + ": " + tr("No answer"), entries, "flat");
    test_id(absence_, "absence:" + model_.path);
    absence_->Bind(wxEVT_CHOICE, [this](wxCommandEvent& event) {
        const auto at = static_cast<std::size_t>(std::max(event.GetSelection(), 0));
        later(this, [this, name = model_.absences.at(at).name] {
            answering_->set_absence(model_.path, name);
        });
    });
    follow_focus(absence_);
    return absence_;
}

// A row is left when the focus has gone to another row, not from one tile to the next.
void FieldRow::follow_focus(wxWindow* control) {
    control->Bind(wxEVT_SET_FOCUS, [this](wxFocusEvent& event) {
        if (!inside_) {
            inside_ = true;
            answering_->entered(model_.path);
        }
        event.Skip();
    });
    control->Bind(wxEVT_KILL_FOCUS, [this](wxFocusEvent& event) {
        if (text_ != nullptr)
            answering_->moved(model_.path, text_->GetInsertionPoint());
        later(this, [this] {
            if (inside_ && !contains(this, FindFocus())) {
                inside_ = false;
                answering_->left(model_.path);
            }
        });
        event.Skip();
    });
}

bool FieldRow::same_shape(const QuestionModel& model) const {
    if (model.control != model_.control || model.choices.size() != model_.choices.size() ||
        model.absences.size() != model_.absences.size() ||
        model.second_label.empty() != model_.second_label.empty() || model.label != model_.label ||
        model.within != model_.within || model.second_label != model_.second_label)
        return false;
    for (std::size_t i = 0; i < model.choices.size(); ++i) {
        const ChoiceModel& a = model.choices[i];
        const ChoiceModel& b = model_.choices[i];
        if (a.name != b.name || a.label != b.label || a.second != b.second)
            return false;
    }
    return true;
}

void FieldRow::update(const QuestionModel& model) {
    if (model == model_)
        return;
    const bool same = same_shape(model);
    model_ = model;
    if (model.control == Control::instance || model.control == Control::repeat)
        return fill_instance();
    if (same) {
        fill();
        return;
    }
    DestroyChildren();
    SetSizer(nullptr);
    tiles_ = nullptr;
    strip_ = nullptr;
    choice_ = absence_ = nullptr;
    list_ = nullptr;
    text_ = nullptr;
    second_ = nullptr;
    frame_ = nullptr;
    first_ = nullptr;
    build();
    unsettle(this);
}

void FieldRow::fill() {
    words_->set_markup(question_markup(model_));
    const bool tag = model_.needed && shape_ != Shape::dense;
    if (needed_->IsShown() != tag) {
        needed_->Show(tag);
        unsettle(this);
    }
    length_->Show(!model_.length.empty());
    length_->set_text(model_.length);
    if (strip_ != nullptr)
        strip_->choose(chosen(model_.choices));
    if (tiles_ != nullptr && model_.control == Control::tiles)
        tiles_->choose(chosen(model_.choices));
    for (std::size_t i = 0; i < model_.choices.size(); ++i) {
        const bool on = model_.choices[i].chosen;
        if (tiles_ != nullptr && model_.control == Control::check_tiles)
            tiles_->check(i, on);
        if (list_ != nullptr)
            list_->Check(static_cast<unsigned>(i), on);
    }
    if (choice_ != nullptr) {
        const auto at = chosen(model_.choices);
        choice_->SetSelection(at ? static_cast<int>(*at) + 1 : 0);
        describe(choice_, model_.accessible_description);
    }
    if (text_ != nullptr) {
        text_->set_text(model_.text);
        text_->SetEditable(!model_.read_only);
        text_->alert(model_.message && model_.message->tone == Tone::attention);
        describe(text_, model_.accessible_description);
    }
    if (absence_ != nullptr) {
        // the first entry takes an answer's absence back; while none is chosen it names the menu
        const std::string first = model_.absent ? model_.absences.front().label : model_.absence;
        if (utf8(absence_->GetString(0)) != first) {
            absence_->SetString(0, wx(first));
            absence_->InvalidateBestSize();
        }
        int at = 0;
        for (std::size_t i = 0; model_.absent && i < model_.absences.size(); ++i) {
            if (model_.absences[i].chosen)
                at = static_cast<int>(i);
        }
        absence_->SetSelection(at);
        mark(absence_, "chosen", model_.absent);
    }
    fill_message();
}

void FieldRow::fill_message() {
    if (frame_ != nullptr)
        mark(frame_, "alert", model_.message && model_.message->tone == Tone::attention);
    if (model_.message)
        message_->show(*model_.message);
    if (message_->IsShown() != model_.message.has_value()) {
        message_->Show(model_.message.has_value());
        unsettle(this);
    }
}

void FieldRow::focus(std::int64_t cursor) {
    if (first_ == nullptr)
        return;
    first_->SetFocus();
    if (text_ == nullptr)
        return;
    text_->SetInsertionPoint(cursor < 0 ? text_->GetLastPosition() : static_cast<long>(cursor));
}

void FieldRow::insert(const std::string& text) {
    if (text_ == nullptr)
        return;
    text_->WriteText(wx(text));
    text_->SetFocus();
}

} // namespace suoja::kiosk::views
