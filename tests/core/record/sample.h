// SPDX-License-Identifier: Apache-2.0
#pragma once
// The documents of tests/core/record/vectors, as values. The files were written by another
// implementation of canonical JSON (Python's json with sorted keys), so the two check each other.
#include "core/digest.h"
#include "core/record/document.h"

#include <algorithm>

namespace suoja::test {

inline Hash digest_of(std::string_view text) {
    return sha256(view(text));
}

inline record::Header sample_header(record::Kind kind) {
    record::Header header;
    header.kind = kind;
    header.site = "joutseno";
    header.device = "joutseno/kiosk-1";
    header.author = UserId::parse("0192f0c1-2b3c-7d4e-8f50-617283940516");
    header.sealed_at = *parse_rfc3339("2026-11-24T14:06:00.000Z");
    header.to = {hex(digest_of("centre")), hex(digest_of("recovery"))};
    std::sort(header.to.begin(), header.to.end());
    header.epoch = "00112233445566778899aabbccddeeff";
    header.sequence = 1;
    return header;
}

inline record::RecordBody sample_body() {
    record::RecordBody body;
    body.record = *RecordId::parse("0192f0c1-0000-7000-8000-000000000042");
    body.form = "intake";
    body.form_version = "2026-11";
    body.case_code = "JOU3-26-0042-5";
    body.created_at = *parse_rfc3339("2026-11-24T13:40:12.345Z");
    body.finalised_at = *parse_rfc3339("2026-11-24T14:05:59.999Z");
    return body;
}

inline record::Document record_rest() {
    auto header = sample_header(record::Kind::record);
    header.seen = record::Seen{"suoja-office/log/0a1b2c3d", 17, digest_of("root")};
    auto body = sample_body();
    body.has_identity = true;
    body.urgent = true;
    body.answers = {
        {"age_group", "adult"},
        {"children", std::int64_t{2}},
        {"needs", std::vector<std::string>{"shelter", "medical"}},
        {"narrative", "Äiti sanoi: \"ei\".\nРусский, 中文, 😀\x01\\"},
        {"weight", 61.5},
        {"zero", std::int64_t{0}},
        {"minus", std::int64_t{-7}},
        {"gender", form::Absence::declined},
        {"exit_date", form::Absence::unknown},
        {"school", form::Absence::not_applicable},
        {"never_asked", form::Absence::not_asked}, // is not listed
    };
    body.links = {{"call", "0192f0c1-0000-7000-8000-000000000041"}};
    return {header, body};
}

inline record::Document record_identity() {
    auto header = sample_header(record::Kind::record);
    header.sealed_at += std::chrono::milliseconds(1);
    header.sequence = 2;
    header.chain = digest_of("envelope 1");
    auto body = sample_body();
    body.part = record::Part::identity;
    body.answers = {
        {"first_name", "Aino"}, {"phone", "+358401234567"}, {"last_name", form::Absence::declined}};
    return {header, body};
}

inline record::Document record_amended() {
    auto header = sample_header(record::Kind::record);
    header.sealed_at = *parse_rfc3339("2026-11-25T08:00:00.000Z");
    header.sequence = 5;
    header.chain = digest_of("envelope 3");
    header.skipped = {4, 3}; // written sorted
    auto body = sample_body();
    body.version = 2;
    body.previous = digest_of("version 1");
    body.reason = "The interpreter corrected a date.";
    return {header, body};
}

inline record::Header desk_header(record::Kind kind) {
    auto header = sample_header(kind);
    header.site = "helsinki";
    header.device = "helsinki/desk-1";
    return header;
}

inline record::Document opened() {
    auto header = desk_header(record::Kind::opened);
    header.author.reset();
    return {header, record::OpenedBody{sample_body().record, 1, 16,
                                       *parse_rfc3339("2026-11-24T14:20:00.000Z")}};
}

inline record::KeyBody key_body() {
    const auto bytes = [](std::string_view text) { return Bytes(text.begin(), text.end()); };
    return {"centre", bytes("certificate DER"), bytes("private key, PKCS#8 DER")};
}

inline record::Document grant() {
    return {desk_header(record::Kind::grant), key_body()};
}

inline record::Document group_key() {
    auto header = desk_header(record::Kind::group_key);
    header.to = {hex(digest_of("recovery"))};
    return {header, key_body()};
}

inline record::Document audit() {
    const std::string user = "\"user\":\"0192f0c1-2b3c-7d4e-8f50-617283940516\"}";
    return {
        sample_header(record::Kind::audit),
        record::AuditBody{
            7,
            digest_of("entry 6"),
            {R"({"act":"unlocked","at":"2026-11-24T13:39:00.000Z","number":7,"subject":"",)" + user,
             R"({"act":"finalised","at":"2026-11-24T14:05:59.999Z","number":8,)"
             R"("subject":"0192f0c1-0000-7000-8000-000000000042",)" +
                 user}}};
}

} // namespace suoja::test
