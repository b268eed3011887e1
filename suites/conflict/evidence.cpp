#include "conflict/evidence.hpp"

#include "model/script.hpp"
#include "words/step.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <stdexcept>

namespace suites::conflict {

namespace {

std::vector<std::string_view> split(std::string_view text, char by)
{
    std::vector<std::string_view> all;
    while (true) {
        const auto end = std::min(text.find(by), text.size());
        all.push_back(text.substr(0, end));
        if (end == text.size()) return all;
        text.remove_prefix(end + 1);
    }
}

unsigned number(std::string_view text)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        throw std::invalid_argument("not a number: '" + std::string(text) + "'");
    return value;
}

/// The line that begins with these words; empty when there is none.
std::string_view line_with(std::string_view text, const std::string &beginning)
{
    const auto at = text.starts_with(beginning) ? 0 : text.find("\n" + beginning);
    if (at == std::string_view::npos) return {};
    const auto from = at == 0 ? 0 : at + 1;
    return text.substr(from, std::min(text.find('\n', from), text.size()) - from);
}

/// "ACTOR:UID=PART[!TOLD]"
struct Said {
    std::string actor, user;
    unsigned part = 0;
    std::map<unsigned, std::string> told;

    explicit Said(std::string_view word)
    {
        const auto colon = word.find(':');
        const auto equals = word.find('=');
        if (colon == std::string_view::npos || equals == std::string_view::npos || colon > equals)
            throw std::invalid_argument("not a cue: '" + std::string(word) + "'");
        actor = word.substr(0, colon);
        user = word.substr(colon + 1, equals - colon - 1);
        const auto mark = std::min(word.find('!'), word.size());
        part = number(word.substr(equals + 1, mark - equals - 1));
        if (mark == word.size()) return;
        for (const auto one : split(word.substr(mark + 1), ';')) {
            const auto step = one.find(':');
            std::string answer(one.substr(step + 1));
            std::replace(answer.begin(), answer.end(), '_', ' ');
            told[number(one.substr(0, step))] = std::move(answer);
        }
    }
};

bool ends_the_part(const words::Answer &answer)
{
    return answer.text == "nothing" || answer.text.starts_with("?") || answer.refused();
}

void tell(std::string &text, const Said &said, std::string_view steps, unsigned port)
{
    unsigned at = 0;
    for (const auto step : split(steps, ';')) {
        auto words = model::filled(std::string(step), port);
        std::replace(words.begin(), words.end(), ',', ' ');
        const auto answer = said.told.find(at++);
        const words::Answer given{answer == said.told.end() ? "ok" : answer->second};
        text += said.actor + " " + words + " = " + given.text + "\n";
        if (ends_the_part(given)) break;
    }
}

} // namespace

std::string evidence_text(std::string_view slice, std::string_view platform, const QuirkCells &quirks,
                          const std::vector<Played> &played, const std::vector<std::string> &parts)
{
    std::string text = "# " + std::string(slice) + " on " + std::string(platform) + "\n";
    text += "# A cell's transcript: claims --transcript THIS-FILE:INDEX\n";
    for (const auto &[quirk, cells] : quirks)
        text += "# Explained by the quirk " + std::string(quirk) + ": " + std::to_string(cells) + " cells\n";
    for (std::size_t at = 0; at < parts.size(); ++at)
        text += "part " + std::to_string(at) + " " + parts[at] + "\n";
    for (std::size_t at = 0; at < played.size(); ++at) {
        if (played[at].lack) continue;
        text += "cell " + std::to_string(at) + " " + std::to_string(played[at].port);
        for (const auto &cue : played[at].cues) {
            std::string actor = cue.actor;
            std::replace(actor.begin(), actor.end(), ' ', '-');
            text += " " + actor + ":" + std::to_string(cue.user) + "=" + std::to_string(cue.part);
            if (!cue.told.empty()) text += "!" + cue.told;
        }
        text += '\n';
    }
    return text;
}

std::optional<std::string> transcript_from(std::string_view evidence, std::size_t cell)
{
    const auto line = line_with(evidence, "cell " + std::to_string(cell) + " ");
    if (line.empty()) return std::nullopt;
    const auto words = split(line, ' ');
    const auto port = number(words.at(2));
    std::string text = "host born = ok\n";
    std::set<std::string> born;
    for (std::size_t at = 3; at < words.size(); ++at) {
        const Said said(words[at]);
        if (born.insert(said.actor).second) text += said.actor + " born uid:" + said.user + " = ok\n";
        const auto beginning = "part " + std::to_string(said.part) + " ";
        const auto part = line_with(evidence, beginning);
        if (part.empty()) throw std::invalid_argument("no part " + std::to_string(said.part));
        tell(text, said, part.substr(beginning.size()), port);
    }
    return text;
}

} // namespace suites::conflict
