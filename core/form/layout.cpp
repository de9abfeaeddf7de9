// SPDX-License-Identifier: Apache-2.0
#include "core/form/layout.h"

namespace suoja::form {

std::shared_ptr<const Layout> lay_out(const Form& form) {
    auto layout = std::make_shared<Layout>();
    layout->members[Question::kNone];
    for (std::size_t i = 0; i < form.questions.size(); ++i) {
        if (form.questions[i].type == Type::repeat)
            layout->members[i];
        auto& members = layout->members[form.questions[i].repeat];
        layout->slot.push_back(members.size());
        members.push_back(i);
    }
    return layout;
}

} // namespace suoja::form
