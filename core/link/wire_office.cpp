// SPDX-License-Identifier: Apache-2.0
// The rarer bodies of the protocol: status, certificates, enrolment.
#include "core/link/wire.h"
#include "core/link/wire_fields.h"

namespace suoja::link {

using namespace fields;

std::string write_status(const RelayStatus& status) {
    bj::object spooled{{"count", static_cast<std::int64_t>(status.spooled)},
                       {"bytes", static_cast<std::int64_t>(status.spooled_bytes)}};
    if (status.oldest)
        spooled["oldest"] = rfc3339(*status.oldest);
    return json::canonical(
        bj::object{{"upstream", bj::object{{"state", status.upstream},
                                           {"since", rfc3339(status.since)},
                                           {"last_error", status.last_error}}},
                   {"spooled", std::move(spooled)},
                   {"new_entries", static_cast<std::int64_t>(status.new_entries)},
                   {"clock_skew_ms", status.clock_skew_ms},
                   {"directory_serial", static_cast<std::int64_t>(status.directory_serial)}});
}

Result<RelayStatus> read_status(std::string_view text) {
    const auto object = json::parse_object(text, kSmallJson);
    if (!object)
        return object.error();
    const auto* upstream = json::object_of(*object, "upstream");
    const auto* spooled = json::object_of(*object, "spooled");
    if (upstream == nullptr || spooled == nullptr ||
        !json::only(*object,
                    {"upstream", "spooled", "new_entries", "clock_skew_ms", "directory_serial"}) ||
        !json::only(*upstream, {"state", "since", "last_error"}) ||
        !json::only(*spooled, {"count", "bytes", "oldest"}))
        return damaged("The relay's status does not read.");
    auto state = word_of(*upstream, "state", 32);
    const auto since = time_of(*upstream, "since");
    auto last_error = word_of(*upstream, "last_error", 64);
    const auto count = count_of(*spooled, "count");
    const auto bytes = count_of(*spooled, "bytes");
    const auto fresh = count_of(*object, "new_entries");
    const auto skew = json::integer_of(*object, "clock_skew_ms");
    const auto serial = count_of(*object, "directory_serial");
    const auto oldest = time_of(*spooled, "oldest");
    if (!state || !since || !last_error || !count || !bytes || !fresh || !skew || !serial ||
        (spooled->contains("oldest") && !oldest))
        return damaged("The relay's status does not read.");
    return RelayStatus{std::move(*state),
                       *since,
                       std::move(*last_error),
                       *count,
                       *bytes,
                       oldest,
                       *fresh,
                       *skew,
                       *serial};
}

std::string write_certify(const CertifyRequest& request) {
    bj::object object;
    if (!request.transport_csr.empty())
        object["transport_csr"] = base64(request.transport_csr);
    if (!request.signing_csr.empty())
        object["signing_csr"] = base64(request.signing_csr);
    if (!request.sealing_csr.empty())
        object["sealing_csr"] = base64(request.sealing_csr);
    return json::canonical(object);
}

Result<CertifyRequest> read_certify(std::string_view text) {
    const auto object = json::parse_object(text, kSmallJson);
    if (!object)
        return object.error();
    CertifyRequest request;
    if (!take_der(*object, "transport_csr", request.transport_csr) ||
        !take_der(*object, "signing_csr", request.signing_csr) ||
        !take_der(*object, "sealing_csr", request.sealing_csr) || object->empty() ||
        !json::only(*object, {"transport_csr", "signing_csr", "sealing_csr"}))
        return damaged("The request for certificates does not read.");
    return request;
}

std::string write_certificates(const Certificates& certificates) {
    bj::object object{{"chain", chain_json(certificates.chain)}};
    if (!certificates.transport.empty())
        object["transport"] = base64(certificates.transport);
    if (!certificates.signing.empty())
        object["signing"] = base64(certificates.signing);
    if (!certificates.sealing.empty())
        object["sealing"] = base64(certificates.sealing);
    return json::canonical(object);
}

Result<Certificates> read_certificates(std::string_view text) {
    const auto object = json::parse_object(text, kSmallJson);
    if (!object)
        return object.error();
    Certificates certificates;
    if (!take_der(*object, "transport", certificates.transport) ||
        !take_der(*object, "signing", certificates.signing) ||
        !take_der(*object, "sealing", certificates.sealing) ||
        !take_chain(*object, certificates.chain) ||
        !json::only(*object, {"transport", "signing", "sealing", "chain"}))
        return damaged("The new certificates do not read.");
    return certificates;
}

std::string write_enrol(const EnrolRequest& request) {
    return json::canonical(bj::object{{"invite", request.invite.str()},
                                      {"csr", base64(request.csr)},
                                      {"proof", base64url(request.proof)}});
}

Result<EnrolRequest> read_enrol(std::string_view text) {
    const auto object = json::parse_object(text, kSmallJson);
    if (!object)
        return object.error();
    EnrolRequest request;
    const auto invite_text = json::text_of(*object, "invite");
    const auto invite = invite_text ? InviteId::parse(*invite_text) : std::nullopt;
    const auto proof_text = json::text_of(*object, "proof");
    const auto proof = proof_text ? from_base64url(*proof_text) : std::nullopt;
    if (!invite || !proof || proof->size() != request.proof.size() ||
        !take_der(*object, "csr", request.csr) || request.csr.empty() ||
        !json::only(*object, {"invite", "csr", "proof"}))
        return damaged("The request for enrolment does not read.");
    request.invite = *invite;
    std::copy(proof->begin(), proof->end(), request.proof.begin());
    return request;
}

std::string write_enrolled(const Enrolled& enrolled) {
    return json::canonical(bj::object{{"certificate", base64(enrolled.certificate)},
                                      {"chain", chain_json(enrolled.chain)},
                                      {"directory", base64(enrolled.directory)},
                                      {"checkpoint", enrolled.checkpoint}});
}

Result<Enrolled> read_enrolled(std::string_view text) {
    const auto object = json::parse_object(text, kAnswerJson);
    if (!object)
        return object.error();
    Enrolled enrolled;
    auto checkpoint = json::text_of(*object, "checkpoint");
    if (!checkpoint || checkpoint->size() > kLine ||
        !take_der(*object, "certificate", enrolled.certificate) || enrolled.certificate.empty() ||
        !take_der(*object, "directory", enrolled.directory) || enrolled.directory.empty() ||
        !take_chain(*object, enrolled.chain) ||
        !json::only(*object, {"certificate", "chain", "directory", "checkpoint"}))
        return damaged("The answer to the enrolment does not read.");
    enrolled.checkpoint = std::move(*checkpoint);
    return enrolled;
}

} // namespace suoja::link
