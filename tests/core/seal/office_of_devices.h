// SPDX-License-Identifier: Apache-2.0
#pragma once
// One office with a kiosk that seals and rings that open.
#include "core/seal/open.h"
#include "core/seal/seal.h"
#include "tests/support/envelope_office.h"

#include <gtest/gtest.h>

namespace suoja::seal {

struct Sealing : testing::Test {
    test::Office office = test::Office::make();
    envelope::Bundle kiosk = office.device(test::Use::signing, "reception", "joutseno", "kiosk-1");
    Signer signer{kiosk.key, kiosk.certificate, kiosk.chain};
    std::vector<envelope::Certificate> recipients{office.centre.certificate,
                                                  office.recovery.certificate};
    std::string document = R"({"kind":"record","suoja":1})";
    Keyring centre = ring(office.centre), recovery = ring(office.recovery);
    Bytes der = seal(document, signer, recipients, office.root.certificate).value();

    static Keyring ring(const envelope::Bundle& bundle) {
        Keyring out;
        out.add(bundle.key, bundle.certificate);
        return out;
    }
    [[nodiscard]] Result<Opened> open_it(ByteView bytes) const {
        return open(bytes, centre, office.root.certificate);
    }
    // the failure's code, or "" when it opens
    [[nodiscard]] std::string refusal(ByteView bytes) const {
        const auto opened = open_it(bytes);
        return opened ? "" : opened.error().code;
    }
    // the inner layer, signed as asked, under the outer one
    [[nodiscard]] Bytes sealed_by(const envelope::Bundle& by, std::string_view content) const {
        std::string padded(content);
        padded.resize(padded_size(content.size()), ' ');
        return encrypt_to(envelope::sign(view(padded), by.key, by.certificate, by.chain),
                          office.centre.certificate);
    }
};

} // namespace suoja::seal
