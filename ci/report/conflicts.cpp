#include "report/conflicts.hpp"

#include "report/fields.hpp"

#include <algorithm>
#include <set>

namespace report {

namespace {

Conflicts::Answer answer_from(const Fields &file)
{
    return {.bind = file.text("bind"),
            .listen = file.text("listen"),
            .holder_listens = file.text("holder_listens"),
            .receives = file.text("receives"),
            .cells = file.count("cells"),
            .example = file.count("example")};
}

std::string options_from(const Fields &file, const char *name)
{
    auto text = file.text(name);
    if (std::find(every_option.begin(), every_option.end(), text) == every_option.end())
        throw Unreadable(file.where() + " has no options '" + name + "'");
    return text;
}

Conflicts::Slice slice_from(const Fields &file)
{
    Conflicts::Slice made;
    made.id = file.id("id");
    made.says = file.text("says");
    made.evidence = file.text("evidence");
    made.cells = file.count("cells");
    for (const auto &one : file.objects("not_observed"))
        made.not_observed.push_back({.missing = one.text("missing"), .cells = one.count("cells")});
    if (file.has("quirks")) { // runs of before did not count them
        for (const auto &one : file.objects("quirks"))
            made.explained.push_back({.quirk = one.text("id"), .cells = one.count("cells")});
    }
    for (const auto &one : file.objects("table")) {
        Conflicts::Meeting meeting{
            .holder = options_from(one, "holder"), .asker = options_from(one, "asker"), .answers = {}};
        if (made.meeting(meeting.holder, meeting.asker) != nullptr)
            throw Unreadable(one.where() + ": this pair of options stands in it twice");
        for (const auto &answer : one.objects("answers"))
            meeting.answers.push_back(answer_from(answer));
        made.table.push_back(std::move(meeting));
    }
    for (const auto &one : file.objects("unexplained")) {
        made.unexplained.push_back({.cell = one.count("cell"),
                                    .label = one.text("label"),
                                    .predicted = one.text("predicted"),
                                    .seen = one.text("seen"),
                                    .smallest = one.text("smallest")});
    }
    return made;
}

} // namespace

const Conflicts::Meeting *Conflicts::Slice::meeting(std::string_view holder, std::string_view asker) const
{
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const auto &one) { return one.holder == holder && one.asker == asker; });
    return found == table.end() ? nullptr : &*found;
}

const Conflicts::Slice *Conflicts::slice(std::string_view id) const
{
    const auto found = std::find_if(slices.begin(), slices.end(), [&](const auto &one) { return one.id == id; });
    return found == slices.end() ? nullptr : &*found;
}

Conflicts conflicts_from(const Json &file, const std::string &where)
{
    const Fields fields(file, where);
    fields.check_schema(conflict_schema, "a matrix of conflicts");
    Conflicts made;
    made.full = fields.text("width") == "full";
    const auto pages = fields.object("pages");
    for (const auto *page : {"bind", "listen", "receive"}) {
        for (const auto &one : pages.objects(page)) {
            made.rules.push_back({.page = page,
                                  .id = one.text("id"),
                                  .says = one.text("says"),
                                  .source = one.text("source"),
                                  .cells = one.count("cells")});
        }
    }
    for (const auto &one : fields.objects("quirks")) {
        made.quirks.push_back({.id = one.text("id"),
                               .page = one.text("page"),
                               .rule = one.text("rule"),
                               .says = one.text("says"),
                               .where = one.text("where"),
                               .source = one.text("source"),
                               .slices = one.texts("slices")});
    }
    std::set<std::string> ids;
    for (const auto &one : fields.objects("slices")) {
        made.slices.push_back(slice_from(one));
        if (!ids.insert(made.slices.back().id).second)
            throw Unreadable(one.where() + ": slice '" + made.slices.back().id + "' stands in it twice");
    }
    return made;
}

} // namespace report
