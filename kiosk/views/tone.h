// SPDX-License-Identifier: Apache-2.0
#pragma once
// A tone as class of the style sheet and as icon; and the messages that carry one.
#include "kiosk/presenters/models.h"
#include "kiosk/views/label.h"
#include "kiosk/views/surface.h"

namespace suoja::kiosk::views {

[[nodiscard]] const char* kind(Tone tone); // "waiting"
[[nodiscard]] Icon icon(Tone tone);
[[nodiscard]] GtkWidget* badge_widget(const Badge& badge);
[[nodiscard]] Native* badge(wxWindow* parent, const Badge& badge);

// Icon, bold fact, what is safe, what to do. On its own ground, or plain under a field.
class MessageView : public Surface {
  public:
    MessageView(wxWindow* parent, const Message& message, bool ground);
    void show(const Message& message);

  private:
    bool ground_;
    Message shown_;
};

[[nodiscard]] std::string message_text(const Message& message);
// Politely, to assistive technology; nothing where the toolkit cannot.
void announce(wxWindow* window, const std::string& words);

} // namespace suoja::kiosk::views
