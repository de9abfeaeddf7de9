// SPDX-License-Identifier: Apache-2.0
#include "kiosk/views/canned.h"

#include "kiosk/presenters/alarms.h"
#include "kiosk/presenters/texts.h"

namespace suoja::kiosk::views::canned {
namespace {

std::string at(const std::string& time) {
    std::string text = time;
    if (language() != "en")
        text[text.find(':')] = '.';
    return text;
}

// Names of languages and places of the invented rows, in the language in use.
std::string in(const char* en, const char* fi, const char* sv) {
    return language() == "fi" ? fi : language() == "sv" ? sv : en;
}

std::string saved_words(const std::string& time) {
    return fill(tr("Saved {time}"), {{"time", time}});
}

HomeRow draft(const char* code, const std::string& tongue, const std::string& time,
              std::uint32_t done) {
    HomeRow row;
    row.id = code;
    row.code = code;
    row.language = tongue;
    row.state = {Tone::draft, tr("Draft")};
    row.line = saved_words(time);
    row.sections_done = done;
    row.sections = 8;
    row.progress = fill(trn("{done} of {n} section", "{done} of {n} sections", 8),
                        {{"done", std::to_string(done)}});
    row.actions = {{"continue", tr("Continue"), "Enter"}};
    return row;
}

HomeRow sent(const char* code, const std::string& tongue, Badge state, const std::string& line,
             int reached, const std::string& words) {
    HomeRow row;
    row.id = code;
    row.code = code;
    row.language = tongue;
    row.state = std::move(state);
    row.line = line;
    row.reached = reached;
    row.track_words = words;
    return row;
}

} // namespace

HeaderModel header(Page page) {
    HeaderModel model;
    model.site =
        in("Joutseno reception centre", "Joutsenon vastaanottokeskus", "Joutseno förläggning");
    model.place = in("kiosk 1", "kioski 1", "kiosk 1");
    if (page == Page::inbox)
        model.tabs = {{Page::inbox, trc("a page", "Inbox"), true}};
    else if (page == Page::call)
        model.tabs = {{Page::call, trc("a page", "Call"), true}};
    else
        model.tabs = {{Page::home, tr("Home"), page == Page::home},
                      {Page::intake, trc("a page", "Intake"), page == Page::intake}};
    model.connection = {Tone::received, tr("Connected"), ""};
    model.language = language();
    model.languages = languages();
    model.user = "Aino L.";
    model.initials = "AL";
    return model;
}

KeyStripModel keys(const Situation& situation) {
    KeyStripModel model;
    model.assurance = situation.page == Page::home
                          ? tr("Lists show codes, never names. Names open inside an intake.")
                          : tr("Draft is saved as you type. Nothing is lost if the power goes.");
    model.tone = situation.page == Page::home ? Tone::neutral : Tone::received;
    model.keys = key_strip(situation);
    model.shortest = shortest_key_strip(situation);
    return model;
}

UnlockModel unlock(bool paused) {
    UnlockModel model;
    model.time = at("14:06");
    model.date = in("Thursday 12 March 2026", "torstai 12.3.2026", "torsdag 12.3.2026");
    model.site =
        in("Joutseno reception centre", "Joutsenon vastaanottokeskus", "Joutseno förläggning");
    model.place = in("kiosk 1", "kioski 1", "kiosk 1");
    model.connection = {Tone::received, tr("Connected"), ""};
    model.language = language();
    if (paused)
        model.pause = UnlockModel::Pause{
            "4:32", fill(tr("You can try again at {time}"), {{"time", at("14:11")}}), 0.9};
    return model;
}

HomeModel home() {
    HomeModel model;
    model.connection = {
        Tone::received, tr("Connected"),
        tr("If the connection drops, nothing is lost and sending goes on later by itself.")};
    model.last_delivery = fill(tr("Last delivery {time}."), {{"time", at("13:58")}});
    model.stops = {{tr("This device"), trn("{n} waiting", "{n} waiting", 1), true},
                   {tr("Relay"), trn("{n} on the way", "{n} on the way", 2), true},
                   {tr("Centre"), fill(tr("last receipt {time}"), {{"time", at("9:51")}}), true}};
    model.attention.title = tr("Needs attention");
    HomeRow asks = draft("JOU3-26-0039-R", in("Dari", "dari", "dari"), at("11:20"), 8);
    asks.state = {Tone::attention, tr("Needs attention")};
    asks.sections = 0;
    asks.message = Message{
        Tone::attention,
        in("It could not be sealed.", "Sitä ei voitu sinetöidä.", "Den kunde inte förseglas."),
        in("It is safe here.", "Se on turvassa täällä.", "Den är trygg här."), ""};
    model.attention.rows = {asks};
    model.drafts.title = tr("Drafts");
    model.drafts.count = "4";
    model.drafts.rows = {
        draft("JOU3-26-0047-K", in("Russian", "venäjä", "ryska"), at("14:06"), 1),
        draft("JOU3-26-0045-B", in("Vietnamese", "vietnam", "vietnamesiska"), at("13:20"), 3),
        draft("JOU3-26-0041-W", in("English", "englanti", "engelska"), at("9:10"), 5)};
    model.on_the_way.title = tr("On the way");
    model.on_the_way.count = "3";
    const auto finalised = [](const std::string& time) {
        return fill(tr("Finalised {time} {by}"), {{"time", time}, {"by", tr("by you")}});
    };
    HomeRow held = sent("JOU3-26-0046-T", in("Ukrainian", "ukraina", "ukrainska"),
                        {Tone::waiting, tr("Waiting to send")}, finalised(at("14:05")), 1,
                        tr("Encrypted on this device. Goes by itself."));
    held.urgent = true;
    held.actions = {{"take_back", tr("Take back"), "Enter"}, {"send_now", tr("Send now"), ""}};
    const std::string relay_words =
        fill(tr("At relay {time}. Goes on to the centre by itself."), {{"time", at("13:58")}});
    model.on_the_way.rows = {
        held,
        sent("JOU3-26-0044-F", in("English", "englanti", "engelska"), {Tone::relay, tr("At relay")},
             finalised(at("11:02")), 2, relay_words),
        sent("JOU3-26-0043-M", in("Arabic", "arabia", "arabiska"), {Tone::relay, tr("At relay")},
             finalised(at("10:15")), 2, relay_words)};
    model.on_the_way.foot =
        tr("You can lock or switch off this device. Sending continues when it is next on.");
    model.received.title = tr("Received by centre");
    model.received.count = "31";
    const auto receipt = [](const std::string& time, const char* number) {
        return fill(tr("{time} · receipt {number}"), {{"time", time}, {"number", number}});
    };
    const Badge received{Tone::received, tr("Received")};
    model.received.rows = {sent("JOU3-26-0042-H", in("Somali", "somali", "somaliska"), received,
                                finalised(at("9:42")), 3, receipt(at("9:51"), "7F2C-91")),
                           sent("JOU3-26-0040-Z", in("Russian", "venäjä", "ryska"), received,
                                finalised(at("9:04")), 3, receipt(at("9:20"), "41BE-07")),
                           sent("JOU3-26-0038-C", in("Thai", "thai", "thailändska"), received,
                                finalised(at("8:33")), 3, receipt(at("8:50"), "C90A-55")),
                           sent("JOU3-26-0037-Y", in("Nepali", "nepali", "nepalesiska"), received,
                                finalised(at("8:12")), 3, receipt(at("8:20"), "0D6E-3B"))};
    return model;
}

InboxModel inbox() {
    InboxModel model;
    model.title = tr("Received records");
    model.filters = {{"all", tr("All") + " 9", true}, {"new", tr("Not opened") + " 5", false}};
    const struct {
        bool urgent, fresh, call;
        const char *code, *from, *age, *en, *fi, *sv;
    } kRows[] = {
        {true, true, false, "OUL1-26-0031-V", "Oulu", "1 h 52 min", "Arabic", "arabia", "arabiska"},
        {true, false, false, "JOU3-26-0211-P", "Joutseno", "41 min", "English", "englanti",
         "engelska"},
        {false, true, true, "HEL2-26-0318-N", "Helsinki", "2 h 3 min", "Vietnamese", "vietnam",
         "vietnamesiska"},
        {false, false, false, "TRE1-26-0057-X", "Tampere", "20 h", "Ukrainian", "ukraina",
         "ukrainska"},
        {false, false, false, "HEL1-26-0091-A", "Helsinki", "26 h", "French", "ranska", "franska"},
        {false, true, false, "HEL1-26-0092-L", "Helsinki", "25 h", "English", "englanti",
         "engelska"},
        {false, true, false, "JOU3-26-0140-Z", "Joutseno", "23 h", "Russian", "venäjä", "ryska"},
        {false, true, false, "OUL1-26-0030-S", "Oulu", "21 h", "Dari", "dari", "dari"},
        {false, false, false, "JOU3-26-0142-H", "Joutseno", "4 h 17 min", "Somali", "somali",
         "somaliska"}};
    for (const auto& r : kRows) {
        InboxRow row;
        row.id = row.code = r.code;
        row.urgent = r.urgent;
        row.urgency = r.urgent ? tr("Urgent") : tr("Normal");
        row.language = in(r.en, r.fi, r.sv);
        row.from = r.from;
        row.age = r.age;
        row.kind =
            r.call ? in("Call", "Puhelu", "Samtal") : in("Intake", "Alkukirjaus", "Registrering");
        row.state = r.fresh ? Badge{Tone::relay, tr("New")} : Badge{Tone::neutral, tr("Opened")};
        row.selected = row.code == "JOU3-26-0211-P";
        model.rows.push_back(row);
    }
    return model;
}

HomeModel home_with_notices() {
    HomeModel model = home();
    Alarms alarms;
    alarms.directory_ended = std::chrono::sys_days(std::chrono::year(2026) / 3 / 10);
    model.notices = device_notices(alarms, 1);
    HomeRow& ending = model.drafts.rows.back();
    ending.line = saved_words(at("9:10"));
    ending.message =
        Message{Tone::waiting,
                fill(tr("It is erased by itself after {date}."),
                     {{"date", in("17 March", "17.3.", "17.3")}}),
                tr("Until then it is here."), tr("Finalise it, or keep it longer in its review.")};
    return model;
}

InboxModel inbox_with_alarms() {
    InboxModel model = inbox();
    Alarms alarms;
    alarms.stopped_before = "318";
    alarms.gaps = {{"joutseno/kiosk-2", {41, 43}, 2}};
    model.alarms = alarm_messages(alarms, [](const std::string&) {
        return in("Joutseno, kiosk 2", "Joutseno, kioski 2", "Joutseno, kiosk 2");
    });
    model.more_alarms = trn("{n} more alarm", "{n} more alarms", 1);
    return model;
}

SavedModel saved() {
    return {Tone::received, fill(tr("Saved {time} on this device"), {{"time", at("14:06")}})};
}

LockWarning warning() {
    return {"0:27", tr("Locking soon, because nothing has been touched for a while"),
            tr("Your draft is saved. Press any key or touch the screen to stay.")};
}

} // namespace suoja::kiosk::views::canned
