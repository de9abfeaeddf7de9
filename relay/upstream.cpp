// SPDX-License-Identifier: Apache-2.0
#include "relay/upstream.h"

#include "core/log.h"

namespace suoja::relay {
namespace {

constexpr std::size_t kMostAsking = 16, kMostOfOne = 4;
constexpr std::size_t kMostIdle = 4;

} // namespace

Upstream::Upstream(boost::asio::io_context& io, const Clock& clock, Bells& bells)
    : io_(&io), clock_(&clock), bells_(&bells), random_(std::random_device{}()) {
    state_.since = clock.now();
}

void Upstream::aim(link::UplinkTarget target) {
    target_ = std::move(target);
    std::erase_if(all_, [](const auto& weak) { return weak.expired(); });
    for (const auto& weak : all_)
        if (const auto uplink = weak.lock())
            uplink->aim(target_);
}

std::shared_ptr<link::Uplink> Upstream::make() {
    auto uplink = std::make_shared<link::Uplink>(*io_, *clock_);
    uplink->aim(target_);
    std::erase_if(all_, [](const auto& weak) { return weak.expired(); });
    all_.push_back(uplink);
    return uplink;
}

void Upstream::note(const Result<link::Answer>& said, const link::Uplink& uplink) {
    const std::string word = said                                         ? "connected"
                             : said.error().reason == Reason::unreachable ? "unreachable"
                                                                          : "refused";
    if (said) {
        state_.skew = uplink.clock_skew();
        if (uplink.hello())
            state_.role = uplink.hello()->role;
    } else {
        state_.last_error = said.error().code;
    }
    if (word == state_.word)
        return;
    state_.word = word;
    state_.since = clock_->now();
    if (said) {
        state_.last_error.clear();
        log(Level::info, "upstream_connected");
        bells_->ring("upstream");
    } else {
        log(Level::warning, "upstream_lost",
            {{"state", std::string_view(word)}, {"code", std::string_view(state_.last_error)}});
    }
}

boost::asio::awaitable<Result<link::Answer>> Upstream::call(std::shared_ptr<link::Uplink> uplink,
                                                            link::Call call) {
    auto said = co_await uplink->call(std::move(call));
    if (!bells_->closed())
        note(said, *uplink);
    co_return said;
}

boost::asio::awaitable<Result<link::Answer>> Upstream::ask(link::Call call, std::string asker) {
    std::size_t all = 0;
    for (const auto& [who, count] : asking_)
        all += count;
    const auto own = asking_.find(asker);
    if (all >= kMostAsking || (own != asking_.end() && own->second >= kMostOfOne))
        co_return fail(Reason::busy, "busy", "Too many questions are under way; ask again.");
    struct Asking {
        std::map<std::string, std::size_t>& count;
        const std::string& who;
        Asking(std::map<std::string, std::size_t>& counts, const std::string& name)
            : count(counts), who(name) {
            ++count[who];
        }
        ~Asking() {
            if (const auto at = count.find(who); --at->second == 0)
                count.erase(at);
        }
    } asking(asking_, asker);
    std::shared_ptr<link::Uplink> uplink;
    if (idle_.empty()) {
        uplink = make();
    } else {
        uplink = std::move(idle_.back());
        idle_.pop_back();
    }
    auto said = co_await this->call(uplink, std::move(call));
    if (idle_.size() < kMostIdle)
        idle_.push_back(std::move(uplink));
    co_return said;
}

double Upstream::random() {
    return std::uniform_real_distribution<double>(0, 1)(random_);
}

void Upstream::close() {
    for (const auto& weak : all_)
        if (const auto uplink = weak.lock())
            uplink->close();
}

} // namespace suoja::relay
