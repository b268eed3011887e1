#include "reprise/refusal.hpp"

namespace reprise {

std::optional<std::string> refusal_in(const std::string &program)
{
    const auto begin = program.find("puts(\"" + std::string(refusing));
    if (begin == std::string::npos) return std::nullopt;
    const auto reason = program.find(refusing, begin) + refusing.size();
    return program.substr(reason, program.find("\");\n", reason) - reason);
}

} // namespace reprise
