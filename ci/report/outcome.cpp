#include "report/outcome.hpp"

namespace report {

std::string_view name(Outcome outcome)
{
    switch (outcome) {
    case Outcome::broken: return "broken";
    case Outcome::fail: return "fail";
    case Outcome::platform_divergent: return "platform-divergent";
    case Outcome::not_observed: return "not observed";
    case Outcome::pass: break;
    }
    return "pass";
}

std::string_view glyph(Outcome outcome)
{
    switch (outcome) {
    case Outcome::broken: return "⚠";
    case Outcome::fail: return "✗";
    case Outcome::platform_divergent: return "◇";
    case Outcome::not_observed: return "○";
    case Outcome::pass: break;
    }
    return "✓";
}

bool is_verdict(Outcome outcome)
{
    return outcome == Outcome::pass || outcome == Outcome::fail || outcome == Outcome::platform_divergent;
}

} // namespace report
