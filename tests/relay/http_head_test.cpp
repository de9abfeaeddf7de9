// SPDX-License-Identifier: Apache-2.0
#include "relay/http_head.h"

#include <gtest/gtest.h>

namespace suoja::relay {
namespace {

const std::string kPut = "PUT /v1/envelopes/00?x=1 HTTP/1.1\r\n"
                         "Host: relay\r\n"
                         "Suoja-Group: centre\r\n"
                         "suoja-to:joutseno/kiosk-1  \r\n"
                         "Content-Type: application/pkcs7-mime\r\n"
                         "Content-Length: 12\r\n"
                         "Expect: 100-continue\r\n"
                         "Connection: close\r\n"
                         "\r\n";

TEST(Head, IsReadWhole) {
    const auto read = read_head(kPut);
    const auto* head = std::get_if<Head>(&read);
    ASSERT_NE(head, nullptr);
    EXPECT_EQ(head->method, "PUT");
    EXPECT_EQ(head->target, "/v1/envelopes/00?x=1");
    EXPECT_EQ(head->content_length, 12U);
    EXPECT_EQ(head->group, "centre");
    EXPECT_EQ(head->to, "joutseno/kiosk-1");
    EXPECT_EQ(head->content_type, "application/pkcs7-mime");
    EXPECT_TRUE(head->expects_continue);
    EXPECT_TRUE(head->closes);
}

TEST(Head, IsRefusedForEachDeviationAndTakenWithoutIt) {
    struct Case {
        std::string_view from, to;
        unsigned status;
    };
    const Case cases[] = {
        {"PUT ", "DELETE ", 400},
        {"PUT ", "put ", 400},
        {"PUT ", " PUT ", 400},
        {"PUT /v1", "PUT  /v1", 400},
        {" HTTP/1.1", " HTTP/1.0", 400},
        {" HTTP/1.1", " HTTP/2.0", 400},
        {" HTTP/1.1", "", 400},
        {"/v1/envelopes", "http://relay/v1/envelopes", 400},
        {"/v1/envelopes", "/v1/%65nvelopes", 400},
        {"/v1/envelopes", "/v1/enve\xC3\xA4lopes", 400},
        {"Host: relay\r\n", "", 400},
        {"Host: relay\r\n", "Host: relay\r\nHost: relay\r\n", 400},
        {"Host: relay\r\n", "Host:\r\n", 400},
        {"Host: relay\r\n", "Host : relay\r\n", 400},
        {"Host: relay\r\n", "Host: relay\r\n folded\r\n", 400},
        {"Host: relay\r\n", "Host: relay\r\n\tfolded\r\n", 400},
        {"Host: relay\r\n", "Host: relay\n", 400},
        {"Host: relay\r\n", "Host: re\rlay\r\n", 400},
        {"Host: relay\r\n", "Host: relay\r\nno colon\r\n", 400},
        {"Host: relay\r\n", "Host: relay\r\n: no name\r\n", 400},
        {"Host: relay\r\n", "Host: relay\r\nX: \x01\r\n", 400},
        {"Content-Length: 12", "Content-Length: +12", 400},
        {"Content-Length: 12", "Content-Length: -12", 400},
        {"Content-Length: 12", "Content-Length: 0x12", 400},
        {"Content-Length: 12", "Content-Length: 12, 12", 400},
        {"Content-Length: 12", "Content-Length: 9999999999999999999", 400},
        {"Content-Length: 12", "Content-Length:", 400},
        {"Content-Length: 12", "Content-Length: 12\r\nContent-Length: 12", 400},
        {"Content-Length: 12", "Content-Length: 12\r\nContent-Length: 13", 400},
        {"Content-Length: 12\r\n", "", 411},
        {"Content-Length: 12", "Transfer-Encoding: chunked", 411},
        {"Content-Length: 12", "Content-Length: 12\r\nTransfer-Encoding: chunked", 411},
        {"Content-Length: 12", "Transfer-Encoding: xchunked", 411},
        {"Content-Length: 12", "Transfer-Encoding: gzip, chunked", 411},
        {"Content-Length: 12", "Transfer-Encoding: chunked, identity", 411},
        {"Content-Length: 12", "Content-Length: 12\r\ntransfer-encoding: identity", 411},
        {"Expect: 100-continue", "Expect: 200-ok", 400},
        {"Connection: close", "Connection: upgrade", 400},
        {"Connection: close", "Connection: close\r\nUpgrade: h2c", 400},
        {"Connection: close", "Connection: close\r\nConnection: keep-alive", 400},
        {"Suoja-Group: centre", "Suoja-Group: centre\r\nSuoja-Group: hotline", 400},
    };
    ASSERT_TRUE(std::holds_alternative<Head>(read_head(kPut)));
    for (const auto& one : cases) {
        auto text = kPut;
        const auto at = text.find(one.from);
        ASSERT_NE(at, std::string::npos) << one.from;
        text.replace(at, one.from.size(), one.to);
        const auto read = read_head(text);
        const auto* problem = std::get_if<link::Problem>(&read);
        ASSERT_NE(problem, nullptr) << one.to;
        EXPECT_EQ(problem->status, one.status) << one.to;
        EXPECT_FALSE(problem->code.empty());
    }
    std::string many = kPut.substr(0, kPut.size() - 2);
    for (int i = 0; i < 57; ++i)
        many += "X: y\r\n";
    EXPECT_TRUE(std::holds_alternative<Head>(read_head(many + "\r\n")));
    const auto read = read_head(many + "X: y\r\n\r\n");
    ASSERT_TRUE(std::holds_alternative<link::Problem>(read));
    EXPECT_EQ(std::get<link::Problem>(read).status, 431U);
}

TEST(Head, OfAGetHasNoBody) {
    const std::string get = "GET /v1/hello HTTP/1.1\r\nHost: x\r\n";
    EXPECT_TRUE(std::holds_alternative<Head>(read_head(get + "\r\n")));
    EXPECT_TRUE(std::holds_alternative<Head>(read_head(get + "Content-Length: 0\r\n\r\n")));
    EXPECT_FALSE(std::holds_alternative<Head>(read_head(get + "Content-Length: 1\r\n\r\n")));
}

} // namespace
} // namespace suoja::relay
