#include "actor/part.hpp"

#include <algorithm>

namespace actor {

namespace {

constexpr std::string_view signs = "%^~";
constexpr unsigned clients_are_above = 32768;

std::vector<std::string> split(std::string_view text, char by)
{
    std::vector<std::string> all;
    while (true) {
        const auto end = text.find(by);
        all.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return all;
        text.remove_prefix(end + 1);
    }
}

void fill(std::string &into, const std::string &text, const std::string &port, const std::string &client)
{
    into.clear();
    for (const char letter : text) {
        switch (letter) {
        case '%': into += port; break;
        case '^': into += client; break;
        case '~': (into += '~') += port; break;
        default: into += letter;
        }
    }
}

/// Whether the steps behind it would build on nothing.
bool ends_the_part(const std::string &answer)
{
    return answer == "nothing" || answer.front() == '?' || words::Answer{answer}.refused();
}

} // namespace

Part::Part(std::string_view steps)
{
    for (const auto &step : split(steps, ';')) {
        auto words = split(step, ',');
        const auto found = verbs().find(words.front());
        if (found == verbs().end()) throw Senseless("unknown verb '" + words.front() + "'");
        const auto &verb = found->second;
        words.erase(words.begin());
        if (words.size() < verb.least || words.size() > verb.most) throw Senseless("usage: " + found->first);
        Move move{.act = verb.act, .arguments = words, .changing = {}};
        for (std::size_t at = 0; at < words.size(); ++at) {
            if (words[at].find_first_of(signs) != std::string::npos) move.changing.push_back({at, words[at]});
        }
        moves_.push_back(std::move(move));
    }
}

std::string Part::play(Performer &self, unsigned port)
{
    std::string told;
    const auto here = std::to_string(port);
    const auto client = std::to_string(port + clients_are_above);
    for (std::size_t at = 0; at < moves_.size(); ++at) {
        auto &move = moves_[at];
        for (const auto &word : move.changing)
            fill(move.arguments[word.at], word.text, here, client);
        auto answer = move.act(self, move.arguments);
        if (answer == "ok") continue;
        const bool last = ends_the_part(answer);
        std::replace(answer.begin(), answer.end(), ' ', '_');
        told += (told.empty() ? "" : ";") + std::to_string(at) + ":" + answer;
        if (last) break;
    }
    return told;
}

} // namespace actor
