// SPDX-License-Identifier: Apache-2.0
#include "relay/mirrored.h"

#include <algorithm>

namespace suoja::relay {
namespace {

class Notes { // one page comes with one checkpoint, as a rule: its signature is checked once
  public:
    explicit Notes(const envelope::Directory& directory) : directory_(&directory) {}

    bool proves(const link::Item& item) {
        const auto receipt = envelope::read_receipt(item.receipt);
        if (!receipt || receipt->id != item.id || receipt->sha256 != *item.sha256 ||
            receipt->leaf != *item.leaf || receipt->received_at != *item.received_at)
            return false;
        if (receipt->checkpoint != note_)
            open(receipt->checkpoint);
        if (!checkpoint_ || receipt->leaf >= checkpoint_->size)
            return false;
        const auto leaf =
            envelope::leaf_hash(envelope::leaf_data(*item.sha256, receipt->received_at));
        return envelope::verify_inclusion(leaf, receipt->leaf, checkpoint_->size, receipt->proof,
                                          checkpoint_->root);
    }

  private:
    void open(const std::string& note) {
        note_ = note;
        checkpoint_.reset();
        for (const auto& log : directory_->log)
            if (auto opened = envelope::open_checkpoint(note, log.origin, log.key))
                checkpoint_ = std::move(*opened);
    }
    const envelope::Directory* directory_;
    std::string note_;
    std::optional<envelope::Checkpoint> checkpoint_;
};

} // namespace

PageJudged judge_page(const std::vector<link::Item>& items, const PageAsked& asked,
                      const envelope::Directory& directory) {
    PageJudged out;
    Notes notes(directory);
    auto least = asked.from;
    for (const auto& item : items) {
        if (!item.leaf || !item.received_at || !item.sha256 || *item.leaf < least)
            out.wrong = "order";
        else if (asked.dense && *item.leaf != least)
            out.wrong = "left_out";
        else if (item.der.empty())
            out.wrong = "no_body";
        else if (!item.id.matches(*item.sha256) || sha256(item.der) != *item.sha256)
            out.wrong = "digest";
        else if (item.to != asked.to && !asked.to.empty())
            out.wrong = "addressee";
        else if (!notes.proves(item))
            out.wrong = "receipt";
        if (!out.wrong.empty())
            return out;
        least = *item.leaf + 1;
        ++out.good;
    }
    return out;
}

} // namespace suoja::relay
