#include "session/yardstick.hpp"

#include "stage/company.hpp"
#include "stage/faults.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <string>

#include <unistd.h>

namespace suites::session {

namespace {

/// What an actor says first; "" when it has ended.
std::string heard(int line)
{
    std::array<char, 256> words{};
    const auto length = read(line, words.data(), words.size());
    return {words.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
}

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
            const auto first_words = heard(born.line);
            close(born.line);
            kill(born.id, SIGKILL);
            company.reaps(born.id);
            // A birth that is refused would be a cheap one.
            if (!first_words.ends_with("born = ok\n")) throw stage::Fault("no birth to measure: " + first_words);
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
