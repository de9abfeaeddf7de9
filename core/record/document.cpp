// SPDX-License-Identifier: Apache-2.0
#include "core/record/document.h"

#include <algorithm>
#include <array>
#include <set>

namespace suoja::record {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMostDocumentBytes = std::size_t{8} << 20U;
constexpr std::array<std::string_view, 6> kKinds{"record",    "opened", "grant",
                                                 "group_key", "audit",  "withdrawal"};

Failure damaged(std::string_view what) {
    return fail(Reason::damaged, "document", what);
}

std::string_view kind_name(Kind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

bj::array numbers(const std::vector<std::uint64_t>& values) {
    bj::array out;
    for (const auto value : values)
        out.emplace_back(value);
    return out;
}

bj::array texts(const std::vector<std::string>& values) {
    bj::array out;
    for (const auto& value : values)
        out.emplace_back(value);
    return out;
}

// ---- writing

void write(bj::object& out, const RecordBody& body) {
    out["record"] = body.record.str();
    out["version"] = body.version;
    if (body.previous)
        out["previous"] = hex(*body.previous);
    out["part"] = body.part == Part::rest ? "rest" : "identity";
    if (body.has_identity)
        out["identity"] = true;
    out["form"] = body.form;
    out["form_version"] = body.form_version;
    out["case_code"] = body.case_code;
    out["created_at"] = rfc3339(body.created_at);
    out["finalised_at"] = rfc3339(body.finalised_at);
    if (!body.reason.empty())
        out["reason"] = body.reason;
    if (body.urgent)
        out["urgent"] = true;
    auto both = answers_to_json(body.answers);
    out["answers"] = both.at("answers");
    out["missing"] = both.at("missing");
    if (!body.links.empty()) {
        bj::object links;
        for (const auto& [name, record] : body.links)
            links[name] = record;
        out["links"] = std::move(links);
    }
}

void write(bj::object& out, const OpenedBody& body) {
    out["record"] = body.record.str();
    out["version"] = body.version;
    out["leaf"] = body.leaf;
    out["opened_at"] = rfc3339(body.opened_at);
}

void write(bj::object& out, const KeyBody& body) {
    out["group"] = body.group;
    out["certificate"] = base64(body.certificate);
    out["private_key"] = base64(body.private_key);
}

void write(bj::object& out, const AuditBody& body) {
    out["first"] = body.first;
    out["before"] = hex(body.before);
    out["entries"] = texts(body.entries);
}

void write(bj::object& out, const WithdrawalBody& body) {
    out["record"] = body.record.str();
    out["withdrawn_at"] = rfc3339(body.withdrawn_at);
}

// every JSON reader sees the same number there
bool within(std::int64_t number) {
    constexpr std::int64_t kSafe = (std::int64_t{1} << 53) - 1;
    return -kSafe <= number && number <= kSafe;
}

// ---- reading: a cursor over an object that remembers which members were asked for

class Reader {
  public:
    explicit Reader(const bj::object& object) : object_(&object) {}

    std::string text(std::string_view key) {
        const auto* value = take(key);
        if (value == nullptr || !value->is_string()) {
            bad_ = true;
            return {};
        }
        return std::string(value->get_string());
    }
    std::string optional_text(std::string_view key) {
        return object_->contains(key) ? text(key) : std::string();
    }
    std::uint64_t number(std::string_view key) {
        const auto* value = take(key);
        if (value == nullptr || !value->is_int64() || value->get_int64() < 0 ||
            !within(value->get_int64())) {
            bad_ = true;
            return 0;
        }
        return static_cast<std::uint64_t>(value->get_int64());
    }
    std::uint32_t small_number(std::string_view key) {
        const auto value = number(key);
        bad_ = bad_ || value == 0 || value > 0xffffffffU;
        return static_cast<std::uint32_t>(value);
    }
    // true only: a false member is left out, one form for one meaning
    bool flag(std::string_view key) {
        if (!object_->contains(key))
            return false;
        const auto* value = take(key);
        bad_ = bad_ || !value->is_bool() || !value->get_bool();
        return true;
    }
    Millis time(std::string_view key) {
        const auto parsed = parse_rfc3339(text(key));
        bad_ = bad_ || !parsed;
        return parsed.value_or(Millis{});
    }
    Hash digest(std::string_view key) {
        const auto parsed = hash_from_hex(text(key));
        bad_ = bad_ || !parsed;
        return parsed.value_or(Hash{});
    }
    Bytes bytes(std::string_view key) {
        auto parsed = from_base64(text(key));
        bad_ = bad_ || !parsed;
        return parsed.value_or(Bytes{});
    }
    RecordId record(std::string_view key) {
        const auto parsed = RecordId::parse(text(key));
        bad_ = bad_ || !parsed;
        return parsed.value_or(RecordId{});
    }
    const bj::array& array(std::string_view key) {
        static const bj::array kEmpty;
        const auto* value = take(key);
        if (value == nullptr || !value->is_array()) {
            bad_ = true;
            return kEmpty;
        }
        return value->get_array();
    }
    const bj::object& object(std::string_view key) {
        static const bj::object kEmpty;
        const auto* value = take(key);
        if (value == nullptr || !value->is_object()) {
            bad_ = true;
            return kEmpty;
        }
        return value->get_object();
    }
    [[nodiscard]] bool has(std::string_view key) const { return object_->contains(key); }
    void refuse_unless(bool good) { bad_ = bad_ || !good; }
    // every member was asked for, and each was of its type
    [[nodiscard]] bool whole() const { return !bad_ && asked_.size() == object_->size(); }

  private:
    const bj::value* take(std::string_view key) {
        const auto* value = object_->if_contains(key);
        if (value != nullptr)
            asked_.insert(std::string(key));
        return value;
    }
    const bj::object* object_;
    std::set<std::string, std::less<>> asked_;
    bool bad_ = false;
};

void read(Reader& in, RecordBody& body) {
    body.record = in.record("record");
    body.version = in.small_number("version");
    if (in.has("previous"))
        body.previous = in.digest("previous");
    const auto part = in.text("part");
    in.refuse_unless(part == "rest" || part == "identity");
    body.part = part == "identity" ? Part::identity : Part::rest;
    // an identity part may appear first in a later version; the rest is there from the start
    in.refuse_unless(body.version == 1 ? !body.previous
                                       : body.previous || body.part == Part::identity);
    body.has_identity = in.flag("identity");
    in.refuse_unless(!body.has_identity || body.part == Part::rest);
    body.form = in.text("form");
    body.form_version = in.text("form_version");
    body.case_code = in.text("case_code");
    body.created_at = in.time("created_at");
    body.finalised_at = in.time("finalised_at");
    body.reason = in.optional_text("reason");
    body.urgent = in.flag("urgent");
    in.refuse_unless(flatten_answers(in.object("answers"), "", body.answers));
    for (const auto& member : in.object("missing")) {
        const auto reason = member.value().is_string()
                                ? form::parse_absence(std::string(member.value().get_string()))
                                : std::nullopt;
        in.refuse_unless(reason && *reason != form::Absence::not_asked);
        const bool fresh =
            body.answers.emplace(std::string(member.key()), reason.value_or(form::Absence::unknown))
                .second;
        in.refuse_unless(fresh); // answered and missing at once
    }
    if (in.has("links"))
        for (const auto& member : in.object("links")) {
            in.refuse_unless(member.value().is_string());
            if (member.value().is_string())
                body.links.emplace(std::string(member.key()),
                                   std::string(member.value().get_string()));
        }
}

void read(Reader& in, OpenedBody& body) {
    body.record = in.record("record");
    body.version = in.small_number("version");
    body.leaf = in.number("leaf");
    body.opened_at = in.time("opened_at");
}

void read(Reader& in, KeyBody& body) {
    body.group = in.text("group");
    body.certificate = in.bytes("certificate");
    body.private_key = in.bytes("private_key");
}

void read(Reader& in, AuditBody& body) {
    body.first = in.number("first");
    in.refuse_unless(body.first > 0);
    body.before = in.digest("before");
    in.refuse_unless(!in.array("entries").empty());
    for (const auto& entry : in.array("entries")) {
        in.refuse_unless(entry.is_string());
        if (entry.is_string())
            body.entries.emplace_back(entry.get_string());
    }
}

void read(Reader& in, WithdrawalBody& body) {
    body.record = in.record("record");
    body.withdrawn_at = in.time("withdrawn_at");
}

bool is_hex(std::string_view text, std::size_t size) {
    return text.size() == size && from_hex(text).has_value();
}

std::optional<Seen> read_seen(const bj::object& object) {
    Reader in(object);
    Seen seen;
    seen.origin = in.text("origin");
    seen.size = in.number("size");
    const auto root = in.bytes("root");
    if (!in.whole() || root.size() != seen.root.size())
        return std::nullopt;
    std::copy(root.begin(), root.end(), seen.root.begin());
    return seen;
}

void read_header(Reader& in, Header& header) {
    header.site = in.text("site");
    header.device = in.text("device");
    if (in.has("author")) {
        header.author = UserId::parse(in.text("author"));
        in.refuse_unless(header.author.has_value());
    }
    header.sealed_at = in.time("sealed_at");
    for (const auto& id : in.array("to")) {
        in.refuse_unless(id.is_string() && is_hex(std::string(id.get_string()), 64));
        if (id.is_string())
            header.to.emplace_back(id.get_string());
    }
    in.refuse_unless(!header.to.empty() && std::is_sorted(header.to.begin(), header.to.end()) &&
                     std::adjacent_find(header.to.begin(), header.to.end()) == header.to.end());
    header.epoch = in.text("epoch");
    in.refuse_unless(is_hex(header.epoch, 32));
    header.sequence = in.number("sequence");
    in.refuse_unless(header.sequence > 0);
    header.chain = in.digest("chain");
    if (in.has("skipped")) {
        for (const auto& number : in.array("skipped")) {
            in.refuse_unless(number.is_int64() && number.get_int64() > 0);
            if (number.is_int64())
                header.skipped.push_back(static_cast<std::uint64_t>(number.get_int64()));
        }
        in.refuse_unless(!header.skipped.empty() &&
                         std::is_sorted(header.skipped.begin(), header.skipped.end()) &&
                         std::adjacent_find(header.skipped.begin(), header.skipped.end()) ==
                             header.skipped.end());
    }
    if (in.has("seen")) {
        header.seen = read_seen(in.object("seen"));
        in.refuse_unless(header.seen.has_value());
    }
}

} // namespace

std::string write_document(const Document& document) {
    const auto& header = document.header;
    bj::object out{{"suoja", 1},
                   {"kind", kind_name(header.kind)},
                   {"site", header.site},
                   {"device", header.device},
                   {"sealed_at", rfc3339(header.sealed_at)},
                   {"epoch", header.epoch},
                   {"sequence", header.sequence},
                   {"chain", hex(header.chain)}};
    if (header.author)
        out["author"] = header.author->str();
    auto to = header.to;
    std::sort(to.begin(), to.end());
    out["to"] = texts(to);
    if (!header.skipped.empty()) {
        auto skipped = header.skipped;
        std::sort(skipped.begin(), skipped.end());
        out["skipped"] = numbers(skipped);
    }
    if (header.seen)
        out["seen"] = {{"origin", header.seen->origin},
                       {"size", header.seen->size},
                       {"root", base64(header.seen->root)}};
    std::visit([&](const auto& body) { write(out, body); }, document.body);
    return json::canonical(out);
}

Result<Document> read_document(std::string_view text) {
    auto object = json::parse_object(text, kMostDocumentBytes);
    if (!object)
        return object.error();
    Reader in(*object);
    Document document;
    const bool profile = in.number("suoja") == 1;
    const auto kind = in.text("kind");
    const auto* found = std::find(kKinds.begin(), kKinds.end(), kind);
    if (!profile || found == kKinds.end())
        return damaged("The document is of a kind or profile that this version does not know.");
    document.header.kind = static_cast<Kind>(found - kKinds.begin());
    read_header(in, document.header);
    switch (document.header.kind) {
    case Kind::record:
        read(in, document.body.emplace<RecordBody>());
        break;
    case Kind::opened:
        read(in, document.body.emplace<OpenedBody>());
        break;
    case Kind::grant:
    case Kind::group_key:
        read(in, document.body.emplace<KeyBody>());
        break;
    case Kind::audit:
        read(in, document.body.emplace<AuditBody>());
        break;
    case Kind::withdrawal:
        read(in, document.body.emplace<WithdrawalBody>());
        break;
    }
    if (!in.whole())
        return damaged("The document has a member that is missing, unknown or of the wrong type.");
    return document;
}

} // namespace suoja::record
