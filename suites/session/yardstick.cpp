#include "session/yardstick.hpp"

#include "stage/company.hpp"

#include <array>
#include <chrono>
#include <csignal>

#include <unistd.h>

namespace suites::session {

namespace {

/// Of a company that bears so many, one after the other, and ends.
std::chrono::microseconds spent_on(const stage::Troupe &troupe, int births)
{
    const auto before = stage::Company::spent();
    {
        stage::Company company(troupe);
        std::vector<std::string> words{"yardstick"};
        if (troupe.private_hosts) words.insert(words.end(), {"--network", "new"});
        for (int birth = 0; birth < births; ++birth) {
            const auto born = company.bears(words);
            std::array<char, 64> first_words{};
            (void)!read(born.line, first_words.data(), first_words.size()); // it is there, or has ended
            close(born.line);
            kill(born.id, SIGKILL);
            company.reaps(born.id);
        }
    }
    return stage::Company::spent() - before;
}

} // namespace

double birth_ms(const stage::Troupe &troupe)
{
    constexpr int births = 32;
    const auto of_births = spent_on(troupe, births + 1) - spent_on(troupe, 1); // without the start of the company
    return std::chrono::duration<double, std::milli>(of_births).count() / births;
}

} // namespace suites::session
