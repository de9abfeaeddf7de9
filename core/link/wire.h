// SPDX-License-Identifier: Apache-2.0
#pragma once
// The names and shapes of the protocol (docs/formats.md, "Calls"): paths, headers, JSON bodies, the
// batch framing. Bytes in, values out; no sockets. Reading is strict. Pure; any thread.
#include "core/clock.h"
#include "core/envelope/checkpoint.h"
#include "core/envelope/envelope.h"
#include "core/failure.h"

#include <optional>
#include <string>
#include <vector>

namespace suoja::link {

inline constexpr std::string_view kGroupHeader = "Suoja-Group";
inline constexpr std::string_view kToHeader = "Suoja-To";
inline constexpr std::string_view kEnvelopeType = "application/pkcs7-mime";
inline constexpr std::string_view kBatchType = "application/vnd.suoja.batch";
inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kProblemType = "application/problem+json";

// A finished HTTP exchange as callers see it.
struct Answer {
    unsigned status = 0;
    std::string content_type;
    std::string body;
    std::optional<std::chrono::seconds> retry_after;
};
struct Call {
    std::string method, target; // "PUT", "/v1/envelopes/<id>"
    std::vector<std::pair<std::string, std::string>> headers;
    std::string content_type;
    std::string body;
    std::chrono::milliseconds patience{15'000}; // for the whole exchange
};

// RFC 9457. `code` is our stable member, `title` one sentence.
struct Problem {
    unsigned status = 400;
    std::string code, title;
};
[[nodiscard]] std::string write_problem(const Problem& problem);
[[nodiscard]] Problem read_problem(const Answer& answer); // never fails: falls back to the status
// 401, 403, 404, 409, 413, 422: retrying the same bytes cannot help
[[nodiscard]] bool permanent(unsigned status);

struct Hello {
    std::string role, name, software; // "device:reception", "joutseno/kiosk-1", "0.1.0"
    Millis server_time{};
};
[[nodiscard]] std::string write_hello(const Hello& hello);
[[nodiscard]] Result<Hello> read_hello(std::string_view json);

// One envelope on the wire: a line of JSON, "\n", then `bytes` bytes of DER. Optional members are
// left out. `leaf`, `received_at`, `sha256`, `receipt` only in entries and mail; an erased body has
// bytes 0. No separator behind the DER; the next line follows at once.
struct Item {
    envelope::EnvelopeId id;
    envelope::Group group = envelope::Group::centre;
    std::string to;     // a device's name, or ""
    std::string device; // who handed it in first, or "" where the connection says it
    Bytes der;
    std::optional<std::uint64_t> leaf;
    std::optional<Millis> received_at;
    std::optional<Hash> sha256;
    std::string receipt; // JSON text of the receipt, or ""
};
void append_item(std::string& out, const Item& item);
// whole batch or damaged; bounds: kMaxBatchBytes, 4 KiB a line, 1024 items
[[nodiscard]] Result<std::vector<Item>> read_items(std::string_view body);

enum class PutState { stored, known, refused };
struct PutResult {
    envelope::EnvelopeId id;
    PutState state = PutState::stored;
    std::string reason;  // of refused: a code
    std::string receipt; // JSON text, or ""
};
[[nodiscard]] std::string write_put_result(const PutResult& result); // of PUT: "state":"stored"
[[nodiscard]] Result<PutResult> read_put_result(std::string_view json);
[[nodiscard]] std::string write_results(const std::vector<PutResult>& results);
[[nodiscard]] Result<std::vector<PutResult>> read_results(std::string_view json);

enum class DeliveryState { forwarded, received, refused };
struct Delivery {
    envelope::EnvelopeId id;
    DeliveryState state = DeliveryState::forwarded;
    Millis at{};
    std::string reason, receipt;
};
struct Deliveries {
    std::uint64_t next = 0; // ask again with after=next
    std::vector<Delivery> events;
};
[[nodiscard]] std::string write_deliveries(const Deliveries& deliveries);
[[nodiscard]] Result<Deliveries> read_deliveries(std::string_view json);
// the body of POST /v1/deliveries/query, at most 1024 ids
[[nodiscard]] std::string write_query(const std::vector<envelope::EnvelopeId>& ids);
[[nodiscard]] Result<std::vector<envelope::EnvelopeId>> read_query(std::string_view json);

// the answer of GET /v1/proof/…
[[nodiscard]] std::string write_proof(const envelope::Proof& proof);
[[nodiscard]] Result<envelope::Proof> read_proof(std::string_view json);

struct RelayStatus {      // GET /v1/status on the Unix socket
    std::string upstream; // "connected", "connecting", "unreachable", "refused", "none"
    Millis since{};
    std::string last_error; // a code, or ""
    std::uint64_t spooled = 0, spooled_bytes = 0;
    std::optional<Millis> oldest;
    std::uint64_t new_entries = 0;
    std::int64_t clock_skew_ms = 0;
    std::uint64_t directory_serial = 0;
};
[[nodiscard]] std::string write_status(const RelayStatus& status);
[[nodiscard]] Result<RelayStatus> read_status(std::string_view json);

struct CertifyRequest {
    Bytes transport_csr, signing_csr, sealing_csr; // empty = not asked
};
struct Certificates { // DER; empty = not asked
    Bytes transport, signing, sealing;
    std::vector<Bytes> chain; // the online CA, then the root
};
[[nodiscard]] std::string write_certify(const CertifyRequest& request);
[[nodiscard]] Result<CertifyRequest> read_certify(std::string_view json);
[[nodiscard]] std::string write_certificates(const Certificates& certificates);
[[nodiscard]] Result<Certificates> read_certificates(std::string_view json);

struct EnrolRequest {
    InviteId invite;
    Bytes csr;
    Hash proof{};
};
struct Enrolled {
    Bytes certificate;
    std::vector<Bytes> chain; // the online CA, then the root
    Bytes directory;          // CMS SignedData
    std::string checkpoint;   // signed note
};
[[nodiscard]] std::string write_enrol(const EnrolRequest& request);
[[nodiscard]] Result<EnrolRequest> read_enrol(std::string_view json);
[[nodiscard]] std::string write_enrolled(const Enrolled& enrolled);
[[nodiscard]] Result<Enrolled> read_enrolled(std::string_view json);

} // namespace suoja::link
