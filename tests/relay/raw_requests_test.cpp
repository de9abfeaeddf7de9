// SPDX-License-Identifier: Apache-2.0
// Requests that no honest client sends, over a real socket to the real program: each gets its
// status and a closed connection, and the same request put right is served.
#include "core/json.h"
#include "tests/relay/relay_place.h"

namespace suoja::test {
namespace {

struct RawRequests : ::testing::Test {
    static RelayPlace& place() {
        static RelayPlace made("device:reception:joutseno:kiosk-1");
        if (!made.daemon) {
            made.list(made.own, "joutseno/kiosk-1");
            made.limits = "envelope_bytes = 65536\nbatch_bytes = 262144\nidle_seconds = 2\n";
            made.start();
        }
        return made;
    }
    static void TearDownTestSuite() { EXPECT_EQ(place().daemon->terminate(), 0); }

    static std::string ask(const std::string& request) {
        RawClient client(place().socket());
        client.send(request);
        return client.answer();
    }
    // the status of the refusal, after which the connection must be closed
    static int refused(const std::string& request, const std::string& what) {
        RawClient client(place().socket());
        client.send(request);
        const auto answer = client.answer();
        EXPECT_TRUE(client.closed()) << what;
        EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << what << answer;
        EXPECT_NE(answer.find("Connection: close"), std::string::npos) << what;
        return status_of(answer);
    }
    static std::string changed(std::string text, std::string_view from, std::string_view to) {
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return text.replace(at, from.size(), to);
    }
};

TEST_F(RawRequests, EachDeviationIsRefusedAndClosed) {
    const auto envelope = sealed("raw request");
    const auto good = put_request(envelope);
    const auto length = "Content-Length: " + std::to_string(envelope.der.size());
    struct Case {
        std::string from, to;
        int status;
    };
    const Case cases[] = {
        {length, "Transfer-Encoding: chunked", 411},
        {length, "Transfer-Encoding: xchunked", 411},
        {length, "Transfer-Encoding: chunked, identity", 411},
        {length, "Transfer-Encoding: gzip, chunked", 411},
        {length, length + "\r\nTransfer-Encoding: chunked", 411},
        {length + "\r\n", "", 411},
        {length, length + "\r\n" + length, 400},
        {length, "Content-Length: -1", 400},
        {length, "Content-Length: +10", 400},
        {length, "Content-Length: 99999999999999999999", 400},
        {length, "Content-Length: 10, 10", 400},
        {length, "Content-Length: 65537", 413},
        {length, "Content-Length: 0", 422},
        {"Host: localhost\r\n", "", 400},
        {"Host: localhost", "Host: a\r\nHost: b", 400},
        {"Host: localhost", "Host: localhost\r\n folded: yes", 400},
        {"Host: localhost\r\n", "Host: localhost\n", 400},
        {"Host: localhost", "Host: loc\x01host", 400},
        {"Host: localhost", std::string("Host: loc\0host", 14), 400},
        {"Host: localhost", "Host : localhost", 400},
        {"PUT ", "DELETE ", 400},
        {"PUT ", "PATCH ", 400},
        {"PUT ", "OPTIONS ", 400},
        {"PUT ", "POST ", 400},
        {"HTTP/1.1", "HTTP/1.0", 400},
        {"HTTP/1.1", "HTTP/3.0", 400},
        {"/v1/envelopes/", "/v2/envelopes/", 400},
        {"/v1/envelopes/", "/v1/../v1/envelopes/", 400},
        {"/v1/envelopes/", "/v1/%65nvelopes/", 400},
        {"/v1/envelopes/", "http://localhost/v1/envelopes/", 400},
        {"Suoja-Group: centre", "Suoja-Group: centre\r\nUpgrade: websocket", 400},
        {"Suoja-Group: centre", "Suoja-Group: centre\r\nExpect: magic", 400},
        {"Suoja-Group: centre", "Suoja-Group: centre\r\nX: " + std::string(9000, 'x'), 431},
    };
    for (const auto& one : cases) {
        const auto request = changed(good, one.from, one.to);
        if (one.status == 422) { // a whole request, only its content is wrong: stays open
            EXPECT_EQ(status_of(ask(request)), 422) << one.to;
            continue;
        }
        EXPECT_EQ(refused(request, one.to), one.status) << one.to;
    }
    EXPECT_EQ(status_of(ask(good)), 201) << "the same, put right";
    EXPECT_EQ(status_of(ask(good)), 200) << "and once more";
}

TEST_F(RawRequests, ContentIsRefusedWithTheConnectionKept) {
    const auto envelope = sealed("content");
    auto flipped = envelope;
    flipped.der.back() = static_cast<char>(flipped.der.back() ^ 1);
    auto cut = envelope;
    cut.der.pop_back();
    auto other = envelope;
    other.id[20] = other.id[20] == '0' ? '1' : '0';
    RawClient client(place().socket());
    struct Case {
        std::string request;
        int status;
        std::string_view code;
    };
    const auto good = put_request(envelope);
    const Case cases[] = {
        {put_request(flipped), 422, "digest_mismatch"},
        {put_request(cut), 422, "not_envelope"},
        {put_request(other), 422, "digest_mismatch"},
        {put_request({"no DER at all", envelope.id}), 422, "not_envelope"},
        {put_request(unpadded("content")), 422, "too_small"},
        {put_request(unpadded(std::string(envelope::kLeastEnvelopeBytes - 30, 'x'))), 422,
         "too_small"},
        {changed(good, "Suoja-Group: centre", "Suoja-Group: center"), 400, "group"},
        {changed(good, "Suoja-Group: centre", "Suoja-Group: hotline"), 403, "group_forbidden"},
        {changed(good, "Suoja-Group: centre", "Suoja-Group: recovery"), 403, "group_forbidden"},
        {changed(good, "Suoja-Group: centre\r\n", ""), 400, "group"},
        {changed(good, "Suoja-Group: centre", "Suoja-Group: centre\r\nSuoja-To: joutseno/kiosk-2"),
         403, "group_forbidden"},
        {changed(good, "application/pkcs7-mime", "text/plain"), 400, "content_type"},
        {changed(good, "/" + envelope.id, "/" + envelope.id.substr(1)), 400, "id"},
        {"GET /v1/entries?group=centre&after=0 HTTP/1.1\r\nHost: x\r\n\r\n", 403,
         "group_forbidden"},
        {"GET /v1/deliveries?after=x HTTP/1.1\r\nHost: x\r\n\r\n", 400, "query"},
        {"GET /v1/deliveries?after=1&after=1 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "query"},
        {"GET /v1/deliveries?before=1 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "query"},
        {"GET /v1/proof/inclusion?leaf=1 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "query"},
        {"POST /v1/certify HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 422, "wire"},
        {"POST /v1/deliveries/query HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 400,
         "ids"},
    };
    for (const auto& one : cases) {
        client.send(one.request);
        const auto answer = client.answer();
        EXPECT_EQ(status_of(answer), one.status) << answer;
        EXPECT_NE(answer.find("\"code\":\"" + std::string(one.code) + "\""), std::string::npos)
            << answer;
    }
    client.send(good);
    EXPECT_EQ(status_of(client.answer()), 201) << "on the same connection";
    client.send(put_request(unpadded(std::string(envelope::kLeastEnvelopeBytes - 29, 'x'))));
    EXPECT_EQ(status_of(client.answer()), 201) << "one byte more than the one too small";
}

TEST_F(RawRequests, APortServesOnlyItsOwnCalls) {
    EXPECT_EQ(refused("POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", "enrol"),
              403);
    EXPECT_EQ(refused("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "metrics"), 403);
    EXPECT_EQ(refused("POST /control/invite HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
                      "control"),
              403);
    const auto control = place().directory / "data/control.sock";
    const auto curl = [&](const std::string& path) {
        return run({"curl", "-sS", "--unix-socket", control, "http://localhost" + path}).out;
    };
    EXPECT_EQ(curl("/healthz"), "ok\n");
    EXPECT_EQ(curl("/readyz"), "ready\n");
    EXPECT_NE(curl("/metrics").find("\nsuoja_spooled_envelopes "), std::string::npos);
}

TEST_F(RawRequests, SeveralInOneWriteAreAnsweredInOrder) {
    RawClient client(place().socket());
    const auto envelope = sealed("pipelined");
    client.send(put_request(envelope) + "GET /v1/hello HTTP/1.1\r\nHost: x\r\n\r\n" +
                put_request(envelope));
    EXPECT_EQ(status_of(client.answer()), 201);
    EXPECT_NE(client.answer().find("device:reception"), std::string::npos);
    EXPECT_EQ(status_of(client.answer()), 200);
}

TEST_F(RawRequests, AByteAtATimeIsARequestToo) {
    RawClient client(place().socket());
    const auto request = put_request(sealed("slow"));
    for (const char c : request)
        client.send(std::string(1, c));
    EXPECT_EQ(status_of(client.answer()), 201);
}

TEST_F(RawRequests, ContinueIsSaidToWhoWaitsForIt) {
    RawClient client(place().socket());
    const auto envelope = sealed("continued");
    const auto request = put_request(envelope, "Expect: 100-continue\r\n");
    const auto body = request.size() - envelope.der.size();
    client.send(request.substr(0, body));
    EXPECT_EQ(status_of(client.answer()), 100);
    client.send(envelope.der);
    EXPECT_EQ(status_of(client.answer()), 201);
}

TEST_F(RawRequests, AnIdleConnectionIsClosed) {
    RawClient client(place().socket());
    client.send("GET /v1/hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(client.answer()), 200);
    EXPECT_TRUE(client.closed()) << "after [limits] idle_seconds = 2";
}

TEST_F(RawRequests, ABatchTakesEachForItself) {
    const auto one = sealed("batch one");
    const auto two = sealed("batch two");
    const auto tiny = unpadded("batch tiny");
    const auto line = [](const Sealed& envelope, const std::string& id, const std::string& more) {
        return "{\"id\":\"" + id + "\",\"group\":\"centre\"" + more +
               ",\"bytes\":" + std::to_string(envelope.der.size()) + "}\n" + envelope.der;
    };
    const auto body = line(one, one.id, "") + line(two, one.id, "") +
                      line(two, two.id, ",\"device\":\"joutseno/kiosk-2\"") +
                      line(two, two.id, ",\"to\":\"joutseno/kiosk-2\"") + line(tiny, tiny.id, "") +
                      line(two, two.id, "") + line(two, two.id, "");
    const auto answer = ask("POST /v1/envelopes HTTP/1.1\r\nHost: x\r\nContent-Type: "
                            "application/vnd.suoja.batch\r\nContent-Length: " +
                            std::to_string(body.size()) + "\r\n\r\n" + body);
    ASSERT_EQ(status_of(answer), 200) << answer;
    const auto results = link::read_results(answer.substr(answer.find("\r\n\r\n") + 4));
    ASSERT_TRUE(results) << answer;
    std::vector<std::string> words;
    for (const auto& result : *results)
        words.push_back(result.state == link::PutState::stored  ? "stored"
                        : result.state == link::PutState::known ? "known"
                                                                : result.reason);
    EXPECT_EQ(words, (std::vector<std::string>{"stored", "digest_mismatch", "wrong_device",
                                               "group_forbidden", "too_small", "stored", "known"}));
}

TEST_F(RawRequests, StockCurlIsAClient) {
    const auto envelope = sealed(std::string(60'000, 'c'));
    const auto file = place().directory / "envelope.der";
    spill(file, envelope.der);
    const auto curl = [&](Arguments more) {
        Arguments command{"curl", "-sS", "-w", " %{http_code}", "--unix-socket", place().socket()};
        command.insert(command.end(), more.begin(), more.end());
        return run(command).out;
    };
    const auto url = "http://localhost/v1/envelopes/" + envelope.id;
    EXPECT_EQ(curl({"-T", file, "-H", "Suoja-Group: centre", url}),
              "{\"id\":\"" + envelope.id + "\",\"receipt\":null,\"state\":\"stored\"} 201");
    EXPECT_TRUE(curl({"http://localhost/v1/status"}).find("\"state\":\"unreachable\"") !=
                std::string::npos);
    const auto known =
        curl({"-d", "{\"ids\":[\"" + envelope.id + "\"]}", "http://localhost/v1/deliveries/query"});
    EXPECT_TRUE(known.ends_with(" 200")) << known;
}

} // namespace
} // namespace suoja::test
