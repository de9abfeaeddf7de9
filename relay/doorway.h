// SPDX-License-Identifier: Apache-2.0
#pragma once
// Who stands at a TLS port and has not shown yet who it is: silent (no whole ClientHello yet),
// waiting for its turn, in its handshake, slow in it, or let in and idle where nobody is known
// (enrolment). Whoever is late gives way to whoever comes: places are never held by silence. A
// source is one address. Turns go round over the sources, and beyond its share a source has only
// what nobody else wants; of several the one that holds the most gives way first, of equal ones
// that which stands longest. So nobody is pushed out by what another
// source does, and of one source the newest has its turn first: the old ones may be gone long ago.
// Every step is O(log sources). Decides only: how to close and to go on is given in. The
// io_context's thread.
#include "core/clock.h"

#include <array>
#include <functional>
#include <list>
#include <map>
#include <set>
#include <string>

namespace suoja::relay {

struct DoorLimits {
    std::size_t silent = 512;
    std::size_t handshakes = 256;
    std::size_t handshakes_per_source = 32; // more of them only in places that no other wants
    std::chrono::milliseconds slow{2000};   // a handshake as old as this gives way to who waits
    // and as old as this to the next of its own source, which has a quarter of its share: a crowd
    // that shares an address with honest clients moves on fast enough for these
    std::chrono::milliseconds hurried{500};
    std::size_t waiting = 512;
    std::size_t waiting_per_source = 64; // where others wait too
    std::size_t strangers = 1000;        // whatever they do
};

class Doorway {
    enum Stage : std::size_t { silent, waiting, shaking, slow, idle, busy, gone, kStages };
    struct Source;
    struct Guest {
        Source* source;
        std::uint64_t age = 0; // in the order of `since`, never the same twice
        Steady since{};        // in this stage; of a slow one, of its handshake
        Stage stage = Stage::silent;
        std::function<void()> close, turn;
    };
    using Guests = std::list<Guest>;
    struct Source {
        std::array<Guests, kStages> in; // each in the order of `age`
        std::map<std::string, Source>::iterator self;
        std::list<Source*>::iterator place; // in `line`
        std::list<Source*>* line = nullptr;
        [[nodiscard]] std::size_t count(Stage stage) const { return in.at(stage).size(); }
    };
    struct Rank {
        std::size_t count;
        std::uint64_t oldest;
        Source* source;
        bool operator<(const Rank& other) const { // the first gives way first
            return count != other.count ? count > other.count : oldest < other.oldest;
        }
    };

  public:
    explicit Doorway(const Clock& clock, DoorLimits limits = {})
        : clock_(&clock), limits_(limits) {}
    Doorway(const Doorway&) = delete;
    Doorway& operator=(const Doorway&) = delete;

    // A guest's stay; it leaves with its end.
    class Visit {
      public:
        Visit(Doorway& door, Guests::iterator at) : door_(&door), at_(at) {}
        Visit(Visit&& other) noexcept : door_(other.door_), at_(other.at_) {
            other.door_ = nullptr;
        }
        Visit& operator=(Visit&&) = delete;
        ~Visit();
        // its ClientHello is here: `turn` is called when it may begin the handshake
        void speaks(std::function<void()> turn);
        void let_in(); // the handshake is over
        void busy();   // a whole request of it is carried out: not sent away
        void idle();
        [[nodiscard]] bool sent_away() const { return at_->stage == Stage::gone; }

      private:
        Doorway* door_;
        Guests::iterator at_;
    };

    // `close` ends the connection; it must not come back here before it returned, nor may a turn.
    [[nodiscard]] Visit enter(const std::string& source, std::function<void()> close);
    // Turns for those who wait; where there is none, slow handshakes are ended. By itself at every
    // coming and going; to be called now and then, by one for all, while somebody waits.
    void look();
    [[nodiscard]] bool anyone_waits() const { return counts_[waiting] > 0; }
    // The port is full: who stands there longest without a word has to go. False when nobody can.
    [[nodiscard]] bool send_one_away();
    void close(); // ends whoever has not finished a handshake
    [[nodiscard]] std::size_t turned_out() const { return turned_out_; } // since the beginning
    [[nodiscard]] std::size_t looked_at() const { return looked_at_; }   // guests, one by one

  private:
    enum Kind : std::size_t { silents, waiters, shakers, slows, strangers, kKinds };
    static Rank standing(Source& source, Kind kind);
    void rank(Source& source, bool in);
    void find_place_in_turn(Source& source);
    void move(Guests::iterator guest, Stage stage, bool keeps_age = false);
    void leave(Guests::iterator guest);
    void send_away(Guests::iterator guest);
    bool send_away_of(Kind kind);
    void notice_slow();
    bool free_a_place(Source& wanted_by);
    void give_turn(Source& source);
    [[nodiscard]] std::size_t handshakes() const { return counts_[shaking] + counts_[slow]; }

    const Clock* clock_;
    DoorLimits limits_;
    std::map<std::string, Source> sources_;
    std::array<std::set<Rank>, kKinds> ranks_;
    // sources with somebody who waits, below their share and beyond it; the first is next
    std::list<Source*> turns_, more_;
    std::map<std::uint64_t, Guests::iterator> shaking_; // by age
    std::array<std::size_t, kStages> counts_{};
    std::uint64_t ages_ = 0;
    std::size_t turned_out_ = 0, looked_at_ = 0;
};

} // namespace suoja::relay
