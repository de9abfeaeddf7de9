// SPDX-License-Identifier: Apache-2.0
#pragma once
// Who stands at a TLS port and has not shown yet who it is: silent, waiting for its turn, in its
// handshake, or let in and idle where nobody is known (enrolment). Whoever is late gives way to
// whoever comes: places are never held by silence. A source is one address; of several the one that
// holds the most gives way first, so that others are not pushed out by it. Decides only: how to
// close and to go on is given in. The io_context's thread.
#include "core/clock.h"

#include <functional>
#include <list>
#include <map>
#include <string>

namespace suoja::relay {

struct DoorLimits {
    std::size_t silent = 512;
    std::size_t handshakes = 256;
    std::size_t handshakes_per_source = 32; // the others of that source wait for their turn
    std::chrono::seconds slow{2};           // a handshake as old as this gives way to who waits
};

class Doorway {
    enum class Stage { silent, waiting, shaking, idle, busy };
    struct Guest {
        std::string source;
        Steady since{}; // in this stage
        Stage stage = Stage::silent;
        std::function<void()> close, turn;
        bool sent_away = false;
    };
    using Guests = std::list<Guest>;

  public:
    explicit Doorway(const Clock& clock, DoorLimits limits = {})
        : clock_(&clock), limits_(limits) {}

    // A guest's stay; it leaves with its end.
    class Visit {
      public:
        Visit(Doorway& door, Guests::iterator at) : door_(&door), at_(at) {}
        Visit(Visit&& other) noexcept : door_(other.door_), at_(other.at_) {
            other.door_ = nullptr;
        }
        Visit& operator=(Visit&&) = delete;
        ~Visit();
        // its first bytes are here: `turn` is called when it may begin the handshake
        void speaks(std::function<void()> turn);
        void let_in(); // the handshake is over
        void busy();   // a whole request of it is carried out: not sent away
        void idle();
        [[nodiscard]] bool sent_away() const { return at_->sent_away; }

      private:
        Doorway* door_;
        Guests::iterator at_;
    };

    // `close` ends the connection; it must not come back here before it returned.
    [[nodiscard]] Visit enter(std::string source, std::function<void()> close);
    // Turns for those who wait; where there is none, a slow handshake is ended. By itself at every
    // coming and going; to be called now and then while somebody waits.
    void look();
    // The port is full: who stands there longest without a word has to go. False when nobody can.
    [[nodiscard]] bool send_one_away();
    void close(); // ends whoever has not finished a handshake
    [[nodiscard]] std::size_t turned_out() const { return turned_out_; } // since the beginning

  private:
    void move(Guests::iterator guest, Stage stage);
    void leave(Guests::iterator guest);
    void send_away(Guest& guest);
    [[nodiscard]] Guest* oldest(const std::function<bool(const Guest&)>& of);

    const Clock* clock_;
    DoorLimits limits_;
    Guests guests_; // in the order of `since`
    std::map<std::string, std::size_t> shaking_;
    std::size_t shakes_ = 0, silent_ = 0, waiting_ = 0;
    std::size_t turned_out_ = 0;
};

} // namespace suoja::relay
