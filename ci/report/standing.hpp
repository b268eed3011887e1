// Where a document's statement holds, as far as the claims that read it can tell.
//
//     for (const auto &one : standings(gathered)) std::cout << one.statement->id << ' ' << name(one.standing);
#pragma once

#include "report/gathered.hpp"

namespace report {

enum class Standing {
    nowhere,      ///< none of the claims that read it passes on any platform
    in_part,      ///< some of them pass wherever they were tried, the others nowhere
    depends,      ///< one of them passes on some platforms only, or is known to hold on another than these
    everywhere,   ///< all of them pass wherever they could be tried
    not_observed, ///< none of them could be tried
    untestable,   ///< no program that runs on one kernel can test it
};
std::string_view name(Standing standing);

struct Stood {
    const Statement *statement = nullptr;
    Standing standing = Standing::not_observed;
    std::vector<const Claim *> claims;             ///< that read it
    std::vector<const Claim *> against;            ///< of these, those that somewhere do not pass
    std::vector<std::optional<Outcome>> platforms; ///< the worst of its claims on each; nothing where none was tried
};

/// In the order of the documents.
std::vector<Stood> standings(const Gathered &gathered);

} // namespace report
