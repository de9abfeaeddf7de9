// SPDX-License-Identifier: Apache-2.0
#include "core/form/form.h"

#include "core/form/entry.h"
#include "core/form/load.h"
#include "tests/fuzz/targets.h"

namespace suoja::fuzz {
namespace {

using namespace suoja::form;

void use(const std::shared_ptr<const Form>& form) {
    const Context context{std::chrono::sys_days(std::chrono::year(2026) / 11 / 25), 120, "u", "d"};
    Entry entry(form, context);
    for (const Question& question : form->questions) {
        if (question.type == Type::repeat)
            (void)entry.add(question.name);
        for (const char* text : {"yes", "3", "2026-02-03", "x"}) {
            (void)entry.set_text(question.name, text);
            if (question.repeat != Question::kNone)
                (void)entry.set_text(form->questions[question.repeat].name + "[1]/" + question.name,
                                     text);
        }
        (void)entry.label(question.name, "fi");
        (void)entry.message(question.name, "en");
        (void)entry.choices(question.name);
    }
    (void)entry.may_forward();
    // what changed step by step is what a draft gives from scratch
    if (!entry.draft().empty()) {
        const Entry again(form, context, entry.draft());
        must(again.answers() == entry.answers(), "a draft gives the same answers");
        must(again.problems().size() == entry.problems().size(), "and the same problems");
    }
}

} // namespace

void form(std::string_view bytes) {
    std::map<std::string, std::string, std::less<>> files;
    for (const char* file : {"survey.csv", "choices.csv", "settings.csv"}) {
        const std::size_t end = std::min(bytes.find('\0'), bytes.size());
        files[file] = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    const Loaded loaded = parse_form(files);
    must((loaded.form == nullptr) == !loaded.problems.empty(), "a form, or problems");
    for (const TableProblem& problem : loaded.problems)
        must(!problem.file.empty() && !problem.reason.empty(), "a problem has place and reason");
    if (loaded.form)
        use(loaded.form);
}

} // namespace suoja::fuzz
