// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/07-window/seen_window.h"

#include <algorithm>
#include <stdexcept>

namespace suoja::test {
namespace {

constexpr int kAnswerMs = 20'000; // a slow machine, not a dead one
constexpr const char* kAccessible = "org.a11y.atspi.Accessible";
constexpr const char* kText = "org.a11y.atspi.Text";
constexpr const char* kRegistry = "org.a11y.atspi.Registry";
constexpr const char* kRoot = "/org/a11y/atspi/accessible/root";

// bits and values of at-spi2's atspi-constants.h
constexpr int kChecked = 4, kFocused = 12, kShowing = 25;
constexpr int kComboBox = 11, kLabel = 29, kPassword = 40, kPushButton = 43, kTextRole = 61,
              kEntry = 79;
constexpr int kAll = 1, kAny = 2;
const std::vector<int> kTexts{kTextRole, kEntry, kPassword};

GVariant* bits(const std::vector<int>& numbers, std::size_t words) {
    std::vector<std::uint32_t> set(words, 0);
    for (const int number : numbers)
        set.at(static_cast<std::size_t>(number) / 32) |= 1U << (number % 32);
    return g_variant_new_fixed_array(G_VARIANT_TYPE_INT32, set.data(), words,
                                     sizeof(std::uint32_t));
}

GDBusConnection* accessibility_bus() {
    GDBusConnection* session = g_bus_get_sync(G_BUS_TYPE_SESSION, nullptr, nullptr);
    if (session == nullptr)
        throw std::runtime_error("no session bus");
    GVariant* answer = g_dbus_connection_call_sync(
        session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", nullptr,
        G_VARIANT_TYPE("(s)"), G_DBUS_CALL_FLAGS_NONE, kAnswerMs, nullptr, nullptr);
    g_object_unref(session);
    if (answer == nullptr)
        throw std::runtime_error("no accessibility bus");
    const char* address = nullptr;
    g_variant_get(answer, "(&s)", &address);
    GDBusConnection* bus = g_dbus_connection_new_for_address_sync(
        address,
        static_cast<GDBusConnectionFlags>(G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION),
        nullptr, nullptr, nullptr);
    g_variant_unref(answer);
    if (bus == nullptr)
        throw std::runtime_error("the accessibility bus does not answer");
    g_dbus_connection_set_exit_on_close(bus, FALSE);
    return bus;
}

void hear() {
    while (g_main_context_iteration(nullptr, FALSE) != FALSE) {
    }
}

} // namespace

SeenWindow::SeenWindow() : bus_(accessibility_bus()) {
    subscription_ = g_dbus_connection_signal_subscribe(
        bus_, nullptr, "org.a11y.atspi.Event.Object", "StateChanged", nullptr, "focused",
        G_DBUS_SIGNAL_FLAGS_NONE, told, this, nullptr);
    // windows tell nothing while nobody has asked for it
    if (!call({kRegistry, "/org/a11y/atspi/registry"}, kRegistry, "RegisterEvent",
              g_variant_new("(s)", "object:state-changed:focused")))
        throw std::runtime_error("the registry of accessible objects does not answer");
}

SeenWindow::~SeenWindow() {
    g_dbus_connection_signal_unsubscribe(bus_, subscription_);
    g_dbus_connection_close_sync(bus_, nullptr, nullptr);
    g_object_unref(bus_);
    hear();
}

void SeenWindow::told(GDBusConnection*, const char* sender, const char* path, const char*,
                      const char*, GVariant* words, void* self) {
    auto* seen = static_cast<SeenWindow*>(self);
    GVariant* on = g_variant_n_children(words) > 1 ? g_variant_get_child_value(words, 1) : nullptr;
    if (on != nullptr && g_variant_is_of_type(on, G_VARIANT_TYPE_INT32) != FALSE &&
        g_variant_get_int32(on) != 0) {
        seen->last_ = {sender, path};
        ++seen->moves_;
    }
    if (on != nullptr)
        g_variant_unref(on);
}

void SeenWindow::look_at(pid_t window) {
    window_ = window;
    process_.clear();
    last_ = {};
}

SeenWindow::Answer SeenWindow::call(const Object& object, const char* interface, const char* method,
                                    GVariant* words) {
    hear();
    if (object.bus.empty()) {
        if (words != nullptr)
            g_variant_unref(g_variant_ref_sink(words));
        return nullptr;
    }
    return Answer(g_dbus_connection_call_sync(bus_, object.bus.c_str(), object.path.c_str(),
                                              interface, method, words, nullptr,
                                              G_DBUS_CALL_FLAGS_NONE, kAnswerMs, nullptr, nullptr));
}

std::string SeenWindow::property_text(const Object& object, const char* name) {
    const Answer answer = call(object, "org.freedesktop.DBus.Properties", "Get",
                               g_variant_new("(ss)", kAccessible, name));
    if (!answer)
        return {};
    GVariant* value = nullptr;
    g_variant_get(answer.get(), "(v)", &value);
    std::string text = g_variant_get_string(value, nullptr);
    g_variant_unref(value);
    return text;
}

std::string SeenWindow::role(const Object& object) {
    const Answer answer = call(object, kAccessible, "GetRoleName", nullptr);
    const char* text = "";
    if (answer)
        g_variant_get(answer.get(), "(&s)", &text);
    return text;
}

std::string SeenWindow::process() {
    if (!process_.empty())
        return process_;
    const Answer all = call({kRegistry, kRoot}, kAccessible, "GetChildren", nullptr);
    if (!all)
        return {};
    GVariantIter* each = nullptr;
    g_variant_get(all.get(), "(a(so))", &each);
    const char* name = nullptr;
    const char* path = nullptr;
    while (g_variant_iter_loop(each, "(&s&o)", &name, &path) != FALSE) {
        const Answer pid =
            call({"org.freedesktop.DBus", "/org/freedesktop/DBus"}, "org.freedesktop.DBus",
                 "GetConnectionUnixProcessID", g_variant_new("(s)", name));
        guint32 number = 0;
        if (pid)
            g_variant_get(pid.get(), "(u)", &number);
        if (number != 0 && static_cast<pid_t>(number) == window_)
            process_ = name;
    }
    g_variant_iter_free(each);
    return process_;
}

// What is below the window's frame and has all the states, and one of the roles when any are named.
std::vector<SeenWindow::Object> SeenWindow::matching(std::vector<int> states,
                                                     std::vector<int> roles) {
    std::vector<Object> found;
    GVariantBuilder attributes;
    g_variant_builder_init(&attributes, G_VARIANT_TYPE("a{ss}"));
    GVariantBuilder interfaces;
    g_variant_builder_init(&interfaces, G_VARIANT_TYPE("as"));
    GVariant* rule =
        g_variant_new("(@aiia{ss}i@aiiasib)", bits(states, 2), kAll, &attributes, kAll,
                      bits(roles, 4), roles.empty() ? kAll : kAny, &interfaces, kAll, FALSE);
    const Answer answer = call({process(), kRoot}, "org.a11y.atspi.Collection", "GetMatches",
                               g_variant_new("(@(aiia{ss}iaiiasib)uib)", rule, 1U, 0, TRUE));
    if (!answer)
        return found;
    GVariantIter* each = nullptr;
    g_variant_get(answer.get(), "(a(so))", &each);
    const char* name = nullptr;
    const char* path = nullptr;
    while (g_variant_iter_loop(each, "(&s&o)", &name, &path) != FALSE)
        found.push_back({name, path});
    g_variant_iter_free(each);
    return found;
}

SeenWindow::Object SeenWindow::named(const std::vector<int>& roles, const std::string& name) {
    for (auto& object : matching({}, roles))
        if (property_text(object, "Name") == name)
            return std::move(object);
    return {};
}

bool SeenWindow::find(std::vector<int> states, const Thing& thing) {
    const auto all = matching(std::move(states), {});
    return std::any_of(all.begin(), all.end(), [&](const Object& object) {
        return property_text(object, "Name") == thing.name && role(object) == thing.role;
    });
}

SeenWindow::Thing SeenWindow::focus() {
    const auto found = matching({kFocused}, {});
    const Object object = found.empty() ? last_ : found.front();
    return {role(object), property_text(object, "Name")};
}

std::size_t SeenWindow::moves() {
    hear();
    return moves_;
}

std::vector<std::string> SeenWindow::words() {
    std::vector<std::string> out;
    for (const auto& object : matching({kShowing}, {kLabel, kPushButton}))
        out.push_back(property_text(object, "Name"));
    return out;
}

bool SeenWindow::shows(const std::string& part) {
    const auto all = words();
    return std::any_of(all.begin(), all.end(), [&](const std::string& each) {
        return each.find(part) != std::string::npos;
    });
}

bool SeenWindow::has(const Thing& thing) {
    return find({}, thing);
}

bool SeenWindow::checked(const Thing& thing) {
    return find({kChecked}, thing);
}

std::string SeenWindow::text(const std::string& name) {
    const Answer answer = call(named(kTexts, name), kText, "GetText", g_variant_new("(ii)", 0, -1));
    const char* words = "";
    if (answer)
        g_variant_get(answer.get(), "(&s)", &words);
    return words;
}

int SeenWindow::length(const std::string& name) {
    const Answer answer = call(named(kTexts, name), "org.freedesktop.DBus.Properties", "Get",
                               g_variant_new("(ss)", kText, "CharacterCount"));
    if (!answer)
        return -1;
    GVariant* value = nullptr;
    g_variant_get(answer.get(), "(v)", &value);
    const int count = g_variant_get_int32(value);
    g_variant_unref(value);
    return count;
}

std::string SeenWindow::chosen(const std::string& drop_down) {
    const Answer answer = call(named({kComboBox}, drop_down), "org.a11y.atspi.Selection",
                               "GetSelectedChild", g_variant_new("(i)", 0));
    if (!answer)
        return {};
    const char* name = nullptr;
    const char* path = nullptr;
    g_variant_get(answer.get(), "((&s&o))", &name, &path);
    return property_text({name, path}, "Name");
}

} // namespace suoja::test
