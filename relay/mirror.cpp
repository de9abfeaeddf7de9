// SPDX-License-Identifier: Apache-2.0
// Down: the directory, this device's mail, and at a desk the entries of its group. What mirrored.h
// does not take is asked for again.
#include "core/envelope/form_package.h"
#include "relay/errands_detail.h"
#include "relay/mirrored.h"

#include <map>
#include <utility>

namespace suoja::relay {
namespace {

using namespace detail;
namespace asio = boost::asio;
using std::chrono::seconds;

constexpr link::RetryPolicy kPolicy{};
constexpr seconds kDirectoryEvery{20}; // a revocation is known everywhere within a minute
constexpr seconds kPoll{50};

// nullopt: wait and ask again
std::optional<std::vector<link::Item>> items_of(const Result<link::Answer>& said) {
    if (!said || said->status != 200)
        return std::nullopt;
    auto items = link::read_items(said->body);
    if (!items) {
        log(Level::error, "mirror_damaged");
        return std::nullopt;
    }
    return std::move(*items);
}

struct Polled {
    PageAsked asked;                     // but for `from`
    std::function<std::uint64_t()> from; // the leaf to ask from
    std::string before, behind;          // of it in the target
};
using Kept = std::function<void(std::vector<link::Item>, std::function<void(bool)>)>;

using Read = Result<std::shared_ptr<const Listed>>;

// true when a newer directory was taken
asio::awaitable<bool> take_directory(Errands& errands, std::string der) {
    const auto listed = errands.holdings.listed();
    const auto root = errands.holdings.identity().root;
    const auto least = listed ? listed->directory->serial : 0;
    std::function<std::shared_ptr<Read>()> work = [der, root, least] {
        return std::make_shared<Read>(read_listed(view(der), root, least));
    };
    const auto read = co_await away(errands, std::move(work));
    if (!*read) {
        log(Level::error, "directory_refused", {{"code", std::string_view(read->error().code)}});
        co_return false;
    }
    if (listed && (**read)->directory->serial == least)
        co_return true;
    Spool::Values values;
    values.emplace_back(kDirectorySetting, (**read)->der);
    if (!co_await keep(errands, std::move(values)))
        co_return false;
    errands.holdings.replace(**read);
    log(Level::info, "directory_taken", {{"serial", (**read)->directory->serial}});
    errands.on_directory();
    co_return true;
}

// Asks for the directory on an uplink that is idle just now; true when the newest one is here.
asio::awaitable<bool> refresh_directory(Errands& errands, std::shared_ptr<link::Uplink> uplink,
                                        std::optional<seconds>* wish) {
    link::Call call;
    call.method = "GET";
    call.target = "/v1/directory";
    if (const auto listed = errands.holdings.listed())
        call.headers.emplace_back("If-None-Match",
                                  "\"" + std::to_string(listed->directory->serial) + "\"");
    const auto said = co_await errands.upstream.call(uplink, std::move(call));
    *wish = retry_after(said);
    if (said && said->status == 200)
        co_return co_await take_directory(errands, said->body);
    co_return said && said->status == 304;
}

// What became of form packages since the relay started.
struct FormsSeen {
    std::map<Hash, Steady> not_before; // refused: asked for again then
    std::map<Hash, int> taken;
    bool storage_failed = false; // said once
};

// "" or why it is not kept. Devices judge the package again, and what its tables mean.
asio::awaitable<std::string> judge_form(Errands& errands, std::string der, Hash digest) {
    const auto root = errands.holdings.identity().root;
    std::function<std::string()> work = [der = std::move(der), digest, root]() -> std::string {
        if (der.size() > envelope::kMaxFormPackage || sha256(view(der)) != digest)
            return "digest";
        const auto package = envelope::open_form(view(der), root);
        return package ? "" : std::string(package.error().code);
    };
    co_return co_await away(errands, std::move(work));
}

// One that lies in unreadable pages is fetched anew; where the disk loses that as well, the relay
// goes on without it and does not fill its spool with copies.
constexpr int kMostCopies = 2;

asio::awaitable<void> mirror_form(Errands& errands, std::shared_ptr<link::Uplink> uplink,
                                  envelope::ListedForm form, FormsSeen& seen) {
    const auto refused = seen.not_before.find(form.sha256);
    if ((refused != seen.not_before.end() && errands.clock.steady() < refused->second) ||
        seen.taken[form.sha256] >= kMostCopies || errands.spool.has_form(form.sha256) ||
        !errands.spool.room(envelope::kMaxFormPackage).empty())
        co_return;
    link::Call call;
    call.method = "GET";
    call.target = "/v1/forms/" + hex(form.sha256);
    const auto said = co_await errands.upstream.call(uplink, std::move(call));
    if (!said || said->status != 200)
        co_return; // with the next look at the directory
    const auto wrong = co_await judge_form(errands, said->body, form.sha256);
    if (!wrong.empty()) {
        // the next hop may mend its copy; what the root did not sign stays unsigned
        seen.not_before[form.sha256] =
            wrong == "digest" ? errands.clock.steady() + std::chrono::hours(1) : Steady::max();
        log(Level::error, "form_refused",
            {{"form", std::string_view(form.id)}, {"code", std::string_view(wrong)}});
        co_return;
    }
    const auto later = std::make_shared<Later<bool>>(errands.io);
    errands.spool.keep_form(form.sha256, Bytes(said->body.begin(), said->body.end()),
                            [later](bool good) { later->set(good); });
    if (!co_await later->get())
        co_return;
    ++seen.taken[form.sha256];
    log(Level::info, "form_taken", {{"form", std::string_view(form.id)}});
}

// The form packages that the directory names, and no others.
asio::awaitable<void> mirror_forms(Errands& errands, std::shared_ptr<link::Uplink> uplink,
                                   FormsSeen& seen) {
    const auto listed = errands.holdings.listed();
    if (!listed)
        co_return;
    std::vector<Hash> named;
    for (const auto& form : listed->directory->forms) {
        if (errands.bells.closed())
            co_return;
        auto one = form;
        co_await mirror_form(errands, uplink, std::move(one), seen);
        named.push_back(form.sha256);
    }
    auto* spool = &errands.spool;
    std::function<bool()> work = [spool, named] {
        spool->drop_forms_except(named);
        return true;
    };
    static_cast<void>(co_await away(errands, std::move(work)));
}

// Forms that cannot be read or kept cost the devices a newer form, not their relay.
asio::awaitable<void> try_forms(Errands& errands, std::shared_ptr<link::Uplink> uplink,
                                FormsSeen& seen) {
    try {
        co_await mirror_forms(errands, uplink, seen);
    } catch (const StorageFailure&) {
        if (!std::exchange(seen.storage_failed, true))
            log(Level::error, "forms_unreadable");
    }
}

// Leaves in `items` what may be kept; false when that is not all.
asio::awaitable<bool> sift(Errands& errands, std::vector<link::Item>& items, PageAsked asked) {
    const auto page = std::make_shared<std::vector<link::Item>>(std::move(items));
    const auto listed = errands.holdings.listed();
    std::function<PageJudged()> work = [page, listed, asked] {
        return judge_page(*page, asked, listed ? *listed->directory : envelope::Directory());
    };
    const auto judged = co_await away(errands, std::move(work));
    items = std::move(*page);
    if (judged.wrong.empty())
        co_return true;
    log(Level::error, "mirror_refused",
        {{"code", judged.wrong}, {"leaf", items[judged.good].leaf.value_or(0)}});
    errands.holdings.count_refused_page();
    items.resize(judged.good);
    co_return false;
}

// One long poll after the other; what comes is kept before the next is asked for.
asio::awaitable<void> poll(Errands& errands, Polled polled, Kept keep_items, std::string topic) {
    const auto uplink = errands.upstream.make();
    link::RetryState retry;
    while (!errands.bells.closed()) {
        const auto ticket = errands.bells.ticket();
        const auto began = errands.clock.steady();
        link::Call call;
        call.method = "GET";
        polled.asked.from = polled.from();
        call.target = polled.before + std::to_string(polled.asked.from) + polled.behind;
        call.patience = kPoll + seconds(60);
        const auto said = co_await errands.upstream.call(uplink, std::move(call));
        const auto wish = retry_after(said);
        if (errands.bells.closed())
            co_return;
        auto items = items_of(said);
        bool kept = items.has_value();
        if (kept && !items->empty()) {
            // Who signed these was listed before they were taken in: the reader must not judge them
            // by a directory that is older than they are.
            std::optional<seconds> none;
            kept = co_await refresh_directory(errands, uplink, &none);
        }
        bool whole = true;
        if (kept && !items->empty()) {
            auto asked = polled.asked;
            whole = co_await sift(errands, *items, std::move(asked));
            kept = whole || !items->empty();
        }
        if (kept && !items->empty()) {
            const auto later = std::make_shared<Later<bool>>(errands.io);
            keep_items(std::move(*items), [later](bool good) { later->set(good); });
            kept = co_await later->get();
            if (kept)
                errands.bells.ring(topic);
        } else if (kept && errands.clock.steady() - began < seconds(1)) {
            co_await errands.bells.sleep(errands.clock.steady() + seconds(1));
        }
        if (kept && whole)
            link::succeeded(retry);
        else
            co_await back_off(errands, retry, kPolicy, ticket, wish);
    }
}

// From 60 days before its end the transport certificate is renewed; the old key serves until the
// new one is kept and listed.
asio::awaitable<void> renew(Errands& errands, std::shared_ptr<link::Uplink> uplink) {
    const auto own = errands.holdings.identity();
    if (own.transport.certificate.not_after() - errands.clock.now() > std::chrono::days(60))
        co_return;
    const auto key = envelope::PrivateKey::make();
    link::CertifyRequest wanted;
    wanted.transport_csr = envelope::make_request(key, "suoja-relay");
    link::Call call;
    call.method = "POST";
    call.target = "/v1/certify";
    call.content_type = std::string(link::kEnvelopeType);
    call.body = std::string(text(errands.holdings.sign_request(link::write_certify(wanted))));
    const auto said = co_await errands.upstream.call(uplink, std::move(call));
    const auto made = said && said->status == 200 ? link::read_certificates(said->body)
                                                  : Result<link::Certificates>(Failure{});
    const auto certificate = made ? envelope::Certificate::from_der(made->transport)
                                  : Result<envelope::Certificate>(Failure{});
    if (!certificate || !key.belongs_to(*certificate) || certificate->role() != own.role) {
        log(Level::warning, "renewal_failed");
        co_return;
    }
    auto values = identity_values(key, made->transport, made->chain);
    if (!co_await keep(errands, std::move(values)))
        co_return;
    const auto fresh = read_identity(errands.spool);
    if (!fresh || !(fresh->root == own.root)) {
        log(Level::error, "renewal_failed");
        co_return;
    }
    errands.holdings.replace(*fresh);
    errands.on_identity(*fresh);
    log(Level::info, "certificate_renewed");
}

} // namespace

asio::awaitable<void> follow_directory(Errands& errands) {
    const auto uplink = errands.upstream.make();
    link::RetryState retry;
    FormsSeen seen;
    while (!errands.bells.closed()) {
        const auto ticket = errands.bells.ticket();
        std::optional<seconds> wish;
        const bool good = co_await refresh_directory(errands, uplink, &wish);
        if (errands.bells.closed())
            co_return;
        if (!good) {
            co_await back_off(errands, retry, kPolicy, ticket, wish);
            continue;
        }
        link::succeeded(retry);
        co_await try_forms(errands, uplink, seen);
        std::vector<std::string> topics{"directory"};
        co_await errands.bells.wait(std::move(topics), ticket,
                                    errands.clock.steady() + kDirectoryEvery);
    }
}

asio::awaitable<void> follow_mail(Errands& errands) {
    const auto name = errands.holdings.role().name;
    auto* spool = &errands.spool;
    Polled polled{{0, false, name},
                  [spool, name] { return spool->next_mail(name); },
                  "/v1/mail?after=",
                  "&wait=" + std::to_string(kPoll.count())};
    Kept keep_items = [spool, name](std::vector<link::Item> items, std::function<void(bool)> done) {
        spool->keep_mail(name, std::move(items), std::move(done));
    };
    co_await poll(errands, std::move(polled), std::move(keep_items), "mail:" + name);
}

asio::awaitable<void> follow_entries(Errands& errands, envelope::Group group) {
    auto* spool = &errands.spool;
    Polled polled{{0, group == envelope::Group::centre, ""},
                  [spool, group] { return spool->next_entry(group); },
                  "/v1/entries?group=" + std::string(envelope::name(group)) + "&after=",
                  "&wait=" + std::to_string(kPoll.count()) + "&max_bytes=4194304"};
    Kept keep_items = [spool, group](std::vector<link::Item> items,
                                     std::function<void(bool)> done) {
        spool->keep_entries(group, std::move(items), std::move(done));
    };
    co_await poll(errands, std::move(polled), std::move(keep_items),
                  "entries:" + std::string(envelope::name(group)));
}

asio::awaitable<void> keep_house(Errands& errands) {
    const auto uplink = errands.upstream.make();
    while (!errands.bells.closed()) {
        if (const auto listed = errands.holdings.listed();
            listed && errands.clock.now() > listed->directory->expires_at)
            log(Level::warning, "directory_expired", {{"serial", listed->directory->serial}});
        errands.spool.drop_bodies(errands.clock.now() - std::chrono::days(30));
        co_await renew(errands, uplink);
        co_await errands.bells.sleep(errands.clock.steady() + std::chrono::hours(1));
    }
}

} // namespace suoja::relay
