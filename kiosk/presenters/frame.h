// SPDX-License-Identifier: Apache-2.0
#pragma once
// The frame around the pages: header, sections by role, key strip, language, contrast, time-outs,
// lock and hide. It owns the pages' presenters, which outlive any widget: a view is attached when
// its page is built and detached before it goes. Lock keeps everything as it was and ends the
// process.
#include "kiosk/presenters/call.h"
#include "kiosk/presenters/home.h"
#include "kiosk/presenters/idle.h"
#include "kiosk/presenters/inbox.h"
#include "kiosk/presenters/intake.h"
#include "kiosk/presenters/notice.h"
#include "kiosk/presenters/texts.h"

namespace suoja::kiosk {

struct TabModel {
    Page page = Page::home;
    std::string label;
    bool chosen = false;
};
struct HeaderModel {
    std::string site, place; // "Joutseno reception centre", "kiosk 1"
    std::vector<TabModel> tabs;
    ConnectionModel connection;
    std::string language; // "fi"
    std::vector<Language> languages;
    bool high_contrast = false;
    std::string user, initials; // "Aino L.", "AL"
};
struct KeyStripModel {
    Tone tone = Tone::neutral;
    std::string assurance; // "Draft is saved as you type. Nothing is lost if the power goes."
    std::vector<KeyCap> keys;
    std::vector<KeyCap> shortest; // instead of those at the largest text
};
struct LockWarning {
    std::string left; // "0:27"
    std::string title, words;
};
enum class Ending {
    locked, // the fresh process shows the unlock page
    hidden, // the fresh process shows the neutral page
};

struct FrameView {
    virtual ~FrameView() = default;
    virtual void show_header(const HeaderModel& model) = 0;
    virtual void show_keys(const KeyStripModel& model) = 0;
    // builds the page and attaches its view to frame.home(), .intake(), .call() or .inbox()
    virtual void show_page(Page page) = 0;
    virtual void rebuild() = 0; // language or contrast changed: everything anew
    virtual void
    show_warning(const std::optional<LockWarning>& warning) = 0; // instead of the strip
    virtual void
    show_notice(const NoticeModel& model) = 0;   // covers all, at once; clears the clipboard
    virtual void move_pane(int step) = 0;        // F6: +1, Shift+F6: −1
    virtual void set_text_size(int percent) = 0; // 100, 125, 150, 200
    virtual void press_main() = 0;               // Ctrl+Enter where a page's own button decides
    virtual void announce(std::string_view words) = 0;
    // Everything is queued to be saved: cover the screen, destroy the session (it waits for the
    // saves and frees the data directory), leave the process. Called once.
    virtual void end(Ending ending) = 0;
};

class FramePresenter final : public Navigator {
  public:
    explicit FramePresenter(Session& session);
    ~FramePresenter() override;
    void attach(FrameView& view); // shows the header, and the page where the user was
    void detach() { view_ = nullptr; }

    [[nodiscard]] HomePresenter& home() { return home_; }
    [[nodiscard]] IntakePresenter& intake() { return intake_; }
    [[nodiscard]] CallPresenter& call() { return call_; }
    [[nodiscard]] InboxPresenter& inbox() { return inbox_; }
    [[nodiscard]] Page page() const { return page_; }

    void go(Page page) override;
    void open_intake(const DraftId& draft) override;
    void new_intake() override;
    void situation_changed() override;
    void announce(std::string_view words) override;
    void tell(const Message& message) override;

    // Every key before the widgets see it. True: taken, do not pass it on.
    bool press(const Chord& chord);
    void released(const Chord& chord);
    // Mouse or touch. True: it only ended the warning, do not pass it on.
    bool touched();
    void stay(); // "Stay here"
    void lock();
    void hide();
    [[nodiscard]] bool hidden() const { return hidden_; }
    void choose_language(std::string_view code);
    void set_contrast(bool high);
    [[nodiscard]] bool high_contrast() const { return high_contrast_; }
    void tick(); // once a second; ticks the page too
    [[nodiscard]] Situation situation() const;

  private:
    bool run(Command command, const Chord& chord);
    void show_intake();
    void not_this_role();
    void open_newest_intake();
    bool back();
    void change_text_size(Command command);
    void show_header();
    void show_notice();
    void show_keys();
    void restore_place();
    void keep_place();
    void save_now();
    void end(Ending ending);
    [[nodiscard]] std::chrono::seconds lock_limit() const;
    [[nodiscard]] std::vector<Page> pages() const;
    Session* session_;
    FrameView* view_ = nullptr;
    HomePresenter home_;
    IntakePresenter intake_;
    CallPresenter call_;
    InboxPresenter inbox_;
    Page page_ = Page::home;
    IdleWatch idle_;
    bool warned_ = false, hidden_ = false, high_contrast_ = false, ending_ = false;
    Steady hidden_since_{};
    Millis noticed_at_{};
    int text_size_ = 100;
    ShiftThrice shifts_;
    HeldKey held_;
    std::optional<LockWarning> warning_;
    std::string connection_word_, kept_place_;
    bool restored_ = false;
    Living living_;
};

} // namespace suoja::kiosk
