// SPDX-License-Identifier: Apache-2.0
// Every body of the protocol there and back, and for each refusal the same input put right.
#include "core/json.h"
#include "core/link/wire.h"

#include <gtest/gtest.h>

namespace suoja::link {
namespace {

using envelope::EnvelopeId;
using envelope::Group;

const Millis kTime = from_unix_ms(1'772'000'000'123);
const std::string kReceipt = R"({"checkpoint":"x\n","id":"00","leaf":3,"proof":[]})";

EnvelopeId id_of(std::string_view text) {
    return EnvelopeId::of(kTime, sha256(view(text)));
}

Bytes bytes_of(std::string_view text) {
    return Bytes(text.begin(), text.end());
}

Item item(std::string_view der) {
    Item out;
    out.id = id_of(der);
    out.der = bytes_of(der);
    return out;
}

void replace(std::string& text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
}

TEST(Batch, ComesBackAsItWas) {
    auto mail = item("third\nwith a line end");
    mail.group = Group::hotline;
    mail.to = "helsinki/hotline-1";
    mail.device = "joutseno/desk-1";
    mail.leaf = 41;
    mail.received_at = kTime;
    mail.sha256 = sha256(mail.der);
    mail.receipt = kReceipt;
    auto erased = item("");
    erased.leaf = 42;
    std::string body;
    for (const auto& one : {item("first"), mail, erased})
        append_item(body, one);
    const auto read = read_items(body);
    ASSERT_TRUE(read) << read.error().what;
    ASSERT_EQ(read->size(), 3U);
    EXPECT_EQ((*read)[0].der, bytes_of("first"));
    EXPECT_FALSE((*read)[0].leaf);
    EXPECT_EQ((*read)[1].to, mail.to);
    EXPECT_EQ((*read)[1].device, mail.device);
    EXPECT_EQ((*read)[1].group, Group::hotline);
    EXPECT_EQ((*read)[1].der, mail.der);
    EXPECT_EQ((*read)[1].leaf, 41U);
    EXPECT_EQ((*read)[1].received_at, kTime);
    EXPECT_EQ((*read)[1].sha256, mail.sha256);
    EXPECT_EQ((*read)[1].receipt, kReceipt);
    EXPECT_TRUE((*read)[2].der.empty());
    std::string again;
    for (const auto& one : *read)
        append_item(again, one);
    EXPECT_EQ(again, body);
}

TEST(Batch, OfNothingIsEmpty) {
    const auto read = read_items("");
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->empty());
}

TEST(Batch, RefusesWhatIsNotFramedAsWrittenAndTakesTheTwin) {
    std::string good;
    append_item(good, item("abcdef"));
    ASSERT_TRUE(read_items(good));
    const auto changed = [&](std::string_view from, std::string_view to) {
        auto text = good;
        replace(text, from, to);
        return text;
    };
    EXPECT_FALSE(read_items(good.substr(0, good.size() - 1))) << "an envelope cut short";
    EXPECT_FALSE(read_items(good + "x")) << "bytes behind";
    EXPECT_FALSE(read_items(changed("\"bytes\":6", "\"bytes\":7"))) << "more bytes than there are";
    EXPECT_FALSE(read_items(changed("\"bytes\":6", "\"bytes\":-6")));
    EXPECT_FALSE(read_items(changed("\"bytes\":6", "\"bytes\":6.0")));
    EXPECT_FALSE(read_items(changed("\"bytes\":6", "\"bytes\":\"6\"")));
    EXPECT_FALSE(read_items(changed("\"bytes\":6", "\"bytes\":6,\"bytes\":6"))) << "a key twice";
    EXPECT_FALSE(read_items(changed("\"bytes\":6", "\"bytes\":6,\"more\":1"))) << "unknown key";
    EXPECT_FALSE(read_items(changed("\"group\":\"centre\"", "\"group\":\"center\"")));
    EXPECT_FALSE(read_items(changed("\"id\":\"0", "\"id\":\"0g")));
    EXPECT_FALSE(read_items(changed("\"bytes\":6", "\"bytes\":6,\"to\":\"a b\"")));
    EXPECT_TRUE(read_items(changed("\"bytes\":6", "\"bytes\":6,\"to\":\"a/b\"")));
    EXPECT_FALSE(read_items(changed("\"bytes\":6", "\"bytes\":6,\"leaf\":-1")));
    EXPECT_TRUE(read_items(changed("\"bytes\":6", "\"bytes\":6,\"leaf\":1")));
    EXPECT_FALSE(read_items(changed("\"bytes\":6", "\"bytes\":6,\"received_at\":\"today\"")));
    EXPECT_FALSE(read_items(changed("\"bytes\":6", "\"bytes\":6,\"receipt\":\"text\"")));
    EXPECT_TRUE(read_items(changed("\"bytes\":6", "\"bytes\":6,\"receipt\":{}")));
}

TEST(Batch, HasItsBounds) {
    std::string line = R"({"bytes":0,"group":"centre","id":")" + id_of("x").str() + '"';
    const auto padded = [&](std::size_t size) {
        return line + std::string(size - line.size() - 1, ' ') + "}\n";
    };
    EXPECT_TRUE(read_items(padded(4096)));
    EXPECT_FALSE(read_items(padded(4097)));
    std::string many;
    for (int i = 0; i < 1024; ++i)
        many += line + "}\n";
    EXPECT_TRUE(read_items(many));
    const auto over = read_items(many + line + "}\n");
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().reason, Reason::too_large);
    const auto big = std::string(envelope::kMaxBatchBytes + 1, 'x');
    ASSERT_FALSE(read_items(big));
    EXPECT_EQ(read_items(big).error().code, "batch_too_large");
    auto large = line;
    replace(large, "\"bytes\":0", "\"bytes\":8388609");
    const auto body = large + "}\n" + std::string(8388609, 'x');
    ASSERT_FALSE(read_items(body));
    EXPECT_EQ(read_items(body).error().code, "too_large");
    replace(large, "8388609", "8388608");
    EXPECT_TRUE(read_items(large + "}\n" + std::string(8388608, 'x')));
}

TEST(PutResult, CarriesAReceiptOrNull) {
    const PutResult bare{id_of("a"), PutState::stored, "", ""};
    const auto text = write_put_result(bare);
    EXPECT_EQ(text, "{\"id\":\"" + bare.id.str() + "\",\"receipt\":null,\"state\":\"stored\"}");
    ASSERT_TRUE(read_put_result(text));
    const PutResult whole{id_of("a"), PutState::stored, "", kReceipt};
    const auto read = read_put_result(write_put_result(whole));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->receipt, kReceipt);
    EXPECT_EQ(read->id, whole.id);
    EXPECT_FALSE(read_put_result(R"({"id":"00","receipt":null,"state":"stored"})"));
}

TEST(Results, ComeBackInOrder) {
    const std::vector<PutResult> results{{id_of("a"), PutState::stored, "", kReceipt},
                                         {id_of("b"), PutState::known, "", ""},
                                         {id_of("c"), PutState::refused, "digest_mismatch", ""}};
    const auto read = read_results(write_results(results));
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ((*read)[i].id, results[i].id);
        EXPECT_EQ((*read)[i].state, results[i].state);
        EXPECT_EQ((*read)[i].reason, results[i].reason);
        EXPECT_EQ((*read)[i].receipt, results[i].receipt);
    }
    auto wrong = write_results(results);
    replace(wrong, "\"known\"", "\"kept\"");
    EXPECT_FALSE(read_results(wrong));
    EXPECT_TRUE(read_results(R"({"results":[]})"));
}

TEST(Deliveries, ComeBackWithReasonOrReceipt) {
    const Deliveries events{9,
                            {{id_of("a"), DeliveryState::forwarded, kTime, "", ""},
                             {id_of("b"), DeliveryState::received, kTime, "", kReceipt},
                             {id_of("c"), DeliveryState::refused, kTime, "too_large", ""}}};
    const auto text = write_deliveries(events);
    const auto read = read_deliveries(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->next, 9U);
    ASSERT_EQ(read->events.size(), 3U);
    EXPECT_EQ(read->events[1].receipt, kReceipt);
    EXPECT_EQ(read->events[2].reason, "too_large");
    EXPECT_EQ(read->events[0].at, kTime);
    EXPECT_EQ(write_deliveries(*read), text);
    auto wrong = text;
    replace(wrong, "\"next\":9", "\"next\":-9");
    EXPECT_FALSE(read_deliveries(wrong));
}

TEST(Query, TakesAtMostAThousandAndTwentyFourIds) {
    std::vector<EnvelopeId> ids(1024, id_of("a"));
    const auto read = read_query(write_query(ids));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, ids);
    ids.push_back(id_of("a"));
    EXPECT_FALSE(read_query(write_query(ids)));
}

TEST(Proof, HasWholeHashes) {
    const envelope::Proof proof{sha256(view("a")), sha256(view("b"))};
    const auto read = read_proof(write_proof(proof));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, proof);
    EXPECT_FALSE(read_proof(R"({"proof":["AAAA"]})"));
    EXPECT_TRUE(read_proof(R"({"proof":[]})"));
}

TEST(Hello, ComesBack) {
    const Hello hello{"device:reception", "joutseno/kiosk-1", "0.1.0", kTime};
    const auto read = read_hello(write_hello(hello));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->role, hello.role);
    EXPECT_EQ(read->name, hello.name);
    EXPECT_EQ(read->server_time, kTime);
    auto wrong = write_hello(hello);
    replace(wrong, ".123Z", ".123+00:00");
    EXPECT_FALSE(read_hello(wrong));
}

TEST(Status, ComesBackWithAndWithoutAnOldest) {
    RelayStatus status{"unreachable", kTime, "no_route", 3, 4096, kTime, 2, -1500, 7};
    auto read = read_status(write_status(status));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->upstream, "unreachable");
    EXPECT_EQ(read->oldest, kTime);
    EXPECT_EQ(read->clock_skew_ms, -1500);
    EXPECT_EQ(read->directory_serial, 7U);
    EXPECT_EQ(read->spooled, 3U);
    status.oldest.reset();
    read = read_status(write_status(status));
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->oldest);
    EXPECT_FALSE(read_status("{}"));
}

TEST(Certify, AsksForAtLeastOneCertificate) {
    CertifyRequest request;
    EXPECT_FALSE(read_certify(write_certify(request)));
    request.signing_csr = bytes_of("csr");
    const auto read = read_certify(write_certify(request));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->signing_csr, request.signing_csr);
    EXPECT_TRUE(read->transport_csr.empty());
    EXPECT_FALSE(read_certify(R"({"signing_csr":"not base64!"})"));
}

TEST(Certificates, ComeWithTheirChain) {
    const Certificates made{{}, bytes_of("s"), bytes_of("e"), {bytes_of("ca"), bytes_of("root")}};
    const auto read = read_certificates(write_certificates(made));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->signing, made.signing);
    EXPECT_EQ(read->sealing, made.sealing);
    EXPECT_EQ(read->chain, made.chain);
    EXPECT_FALSE(read_certificates(R"({"chain":[]})"));
}

TEST(Enrol, ComesBack) {
    const EnrolRequest request{InviteId::make(kTime), bytes_of("csr"), sha256(view("proof"))};
    const auto text = write_enrol(request);
    const auto read = read_enrol(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->invite, request.invite);
    EXPECT_EQ(read->csr, request.csr);
    EXPECT_EQ(read->proof, request.proof);
    auto object = json::parse_object(text, 4096).value();
    object.erase("csr");
    EXPECT_FALSE(read_enrol(json::canonical(object)));
    const Enrolled enrolled{
        bytes_of("c"), {bytes_of("ca"), bytes_of("root")}, bytes_of("d"), "n\n"};
    const auto back = read_enrolled(write_enrolled(enrolled));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->certificate, enrolled.certificate);
    EXPECT_EQ(back->directory, enrolled.directory);
    EXPECT_EQ(back->checkpoint, enrolled.checkpoint);
}

TEST(Problem, IsReadFromAnAnswerOrFromItsStatus) {
    const Problem problem{507, "no_space", "The disk is nearly full."};
    const auto read = read_problem({507, std::string(kProblemType), write_problem(problem), {}});
    EXPECT_EQ(read.code, "no_space");
    EXPECT_EQ(read.title, problem.title);
    EXPECT_EQ(read_problem({502, "text/html", "<html>", {}}).code, "status_502");
    EXPECT_EQ(read_problem({502, std::string(kProblemType), "{", {}}).code, "status_502");
    EXPECT_TRUE(permanent(422));
    EXPECT_FALSE(permanent(503));
    EXPECT_FALSE(permanent(429));
}

} // namespace
} // namespace suoja::link
