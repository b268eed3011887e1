#include "claim.hpp"

#include "session/session.hpp"

#include <algorithm>

namespace suites {

namespace {

std::vector<const Claim *> &register_of_claims()
{
    static std::vector<const Claim *> all;
    return all;
}

} // namespace

Enrolled::Enrolled(Claim claim) : Claim(std::move(claim))
{
    auto &all = register_of_claims();
    all.insert(
        std::upper_bound(all.begin(), all.end(), this, [](auto *one, auto *other) { return one->id < other->id; }),
        this);
}

const std::vector<const Claim *> &claims() { return register_of_claims(); }

void put_to_the_test(const Claim &claim)
{
    const auto &row = session::Session::current().perform(claim);
    if (const auto *missing = std::get_if<NotObserved>(&row.result)) SKIP(missing->missing << ": " << missing->found);
    INFO(row.because());
    CHECK(!std::holds_alternative<judgement::Broken>(row.result));
    CHECK(!surprising(row.result));
}

} // namespace suites
