#include "reprise/phrases.hpp"

#include <algorithm>
#include <sstream>

namespace reprise {

namespace {

Say of_place(std::string function)
{
    return [=](const Asked &asked) {
        return Saying{.brings = Brings::text,
                      .expression = {code(function + "("), quote(asked.words.at(0)), code(")")},
                      .parts = {function}};
    };
}

Say of_state_and_place(std::string function)
{
    return [=](const Asked &asked) {
        return Saying{.brings = Brings::text,
                      .expression = {code(function + "("), quote(asked.words.at(0)), code(", "),
                                     quote(asked.words.at(1)), code(")")},
                      .parts = {function}};
    };
}

/// The number in "59992 ms" or "after 61 s"; nothing when there is none.
std::optional<long> number_in(const std::string &answer)
{
    const auto at = answer.find_first_of("0123456789");
    if (at == std::string::npos) return std::nullopt;
    return std::stol(answer.substr(at, 9));
}

Saying time_left(const Asked &asked)
{
    auto saying = of_place("time_left")(asked);
    constexpr long second = 1000;
    if (const auto left = number_in(asked.recorded))
        saying.recorded = "about " + std::to_string((*left + second / 2) / second) + " s";
    return saying;
}

Saying await_gone(const Asked &asked)
{
    const auto seconds = asked.words.size() > 1 ? asked.words.at(1) : "2";
    Saying saying{.brings = Brings::text,
                  .expression = {code("gone("), quote(asked.words.at(0)), code(", " + seconds + ")")},
                  .parts = {"gone"}};
    constexpr long half_minute = 30;
    const auto took = asked.words.size() > 1 ? number_in(asked.recorded) : std::nullopt;
    if (took)
        saying.recorded = "after about " + std::to_string((*took + half_minute / 2) / half_minute * half_minute) + " s";
    else if (asked.recorded == "ok")
        saying.recorded = "after about 0 s";
    return saying;
}

/// "17,20,17": how many there are of them and what they hold together; the shares are the hash's.
Saying queues(const Asked &asked)
{
    auto saying = of_place("queues")(asked);
    long sum = 0;
    long count = 0;
    std::istringstream all(asked.recorded == "none" ? "" : asked.recorded);
    for (std::string one; std::getline(all, one, ','); ++count)
        sum += number_in(one).value_or(0);
    saying.recorded = std::to_string(sum) + " at " + std::to_string(count) + " listeners";
    return saying;
}

} // namespace

void add_kernel_phrases(Phrases &phrases)
{
    phrases["await-state"] = of_state_and_place("shows");
    phrases["await-states"] = of_state_and_place("comes_to");
    phrases["await-settled"] = of_place("settled");
    phrases["states"] = of_place("states_at");
    phrases["time-left"] = time_left;
    phrases["await-gone"] = await_gone;
    phrases["waiting"] = of_place("waiting");
    phrases["queues"] = queues;
    phrases["await-waiting"] = of_state_and_place("comes_to_wait");
}

} // namespace reprise
