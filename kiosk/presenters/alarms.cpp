// SPDX-License-Identifier: Apache-2.0
#include "kiosk/presenters/alarms.h"

#include "kiosk/exchange/desk_feed.h"
#include "kiosk/presenters/local_time.h"
#include "kiosk/presenters/texts.h"

#include <algorithm>

namespace suoja::kiosk {

namespace {

constexpr std::size_t kMostNumbers = 5, kMostDevices = 3;

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string words;
    for (const auto& part : parts)
        words.append(words.empty() ? "" : between).append(part);
    return words;
}

// "Joutseno, kiosk 1 (4, 7, …)"
std::string gap_words(const Alarms::Gap& gap, const std::string& place) {
    std::vector<std::string> numbers;
    for (const auto number : gap.numbers)
        numbers.push_back(std::to_string(number));
    if (gap.count > gap.numbers.size())
        numbers.emplace_back("…");
    return place + " (" + joined(numbers, ", ") + ")";
}

} // namespace

Alarms read_alarms(Store& store) {
    Alarms alarms;
    const auto stopped = store.setting(kFeedStopped);
    alarms.stopped_before = stopped.substr(0, stopped.find(' '));
    alarms.log_conflict = !store.setting(kLogConflict).empty();
    if (const auto directory = store.office().directory();
        directory != nullptr && directory->expires_at < store.clock().now())
        alarms.directory_ended = directory->expires_at;
    return alarms;
}

std::vector<Alarms::Gap> read_gaps(Store& store) {
    std::vector<Alarms::Gap> gaps;
    for (const auto& device : store.replica().devices()) {
        auto numbers = store.replica().gaps(device);
        if (numbers.empty())
            continue;
        const auto count = numbers.size();
        numbers.resize(std::min(count, kMostNumbers));
        gaps.push_back({device, std::move(numbers), count});
    }
    return gaps;
}

std::vector<Message> alarm_messages(const Alarms& alarms,
                                    const std::function<std::string(const std::string&)>& place) {
    std::vector<Message> messages;
    if (alarms.log_conflict)
        messages.push_back(
            {Tone::attention, tr("The centre’s log is not the one that this device saw before."),
             tr("What is on this device is safe."), tr("Tell the administrator today.")});
    if (!alarms.stopped_before.empty())
        messages.push_back({Tone::attention,
                            fill(tr("The centre’s log is read no further than entry {n}."),
                                 {{"n", alarms.stopped_before}}),
                            tr("What came before it is here, and it is asked for again by itself."),
                            tr("If this stays, tell the administrator.")});
    if (alarms.set_aside > 0)
        messages.push_back({Tone::attention,
                            trn("{n} entry did not verify and was set aside.",
                                "{n} entries did not verify and were set aside.", alarms.set_aside),
                            tr("All others are shown."), tr("Tell the administrator.")});
    if (!alarms.gaps.empty()) {
        std::vector<std::string> from;
        for (std::size_t i = 0; i < std::min(alarms.gaps.size(), kMostDevices); ++i)
            from.push_back(gap_words(alarms.gaps[i], place(alarms.gaps[i].device)));
        if (alarms.gaps.size() > kMostDevices)
            from.emplace_back("…");
        std::size_t count = 0;
        for (const auto& gap : alarms.gaps)
            count += gap.count;
        messages.push_back({Tone::waiting,
                            fill(trn("{n} number has not come: {from}.",
                                     "{n} numbers have not come: {from}.", count),
                                 {{"from", joined(from, "; ")}}),
                            tr("They may be held back there for a while."),
                            tr("If they stay away, tell the administrator.")});
    }
    if (alarms.directory_ended)
        messages.push_back(
            {Tone::waiting,
             fill(tr("The office’s directory on this device should have been renewed by {date}."),
                  {{"date", date_words(*alarms.directory_ended)}}),
             tr("Work goes on, and nothing is lost."),
             tr("Look at the connection and the clock; if this stays, tell the administrator.")});
    return messages;
}

std::vector<Message> device_notices(const Alarms& alarms, std::size_t erased_drafts) {
    // gaps, which name devices, are a desk's
    auto messages = alarm_messages(alarms, [](const std::string& device) { return device; });
    if (erased_drafts > 0)
        messages.push_back(
            {Tone::relay, trn("{n} draft was erased.", "{n} drafts were erased.", erased_drafts),
             "", tr("The time to keep it was over. That it was erased is counted.")});
    return messages;
}

} // namespace suoja::kiosk
