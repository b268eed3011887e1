#include "reprise/phrases.hpp"

#include "words/tally.hpp"

#include <array>
#include <charconv>
#include <sstream>

namespace reprise {

namespace {

long number_of(std::string_view text, int radix = 10)
{
    long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, radix);
    if (error != std::errc{} || end != text.data() + text.size())
        throw Unsayable("'" + std::string(text) + "' for a number");
    return value;
}

/// "127.0.0.1:20000..20063" as EACH("127.0.0.1:%d", 20000, 20063); one endpoint as ONE("127.0.0.1:80").
Pieces span(const std::string &text)
{
    constexpr std::string_view dots = "..";
    const auto at = text.find(dots);
    if (at == std::string::npos) return {code("ONE("), quote(text), code(")")};
    const auto colon = text.rfind(':');
    const bool by_port = colon < at;
    // The numbers of an IPv6 address are hexadecimal, as such addresses are written.
    const bool hexadecimal = !by_port && text.front() == '[';
    const auto begin = text.find_last_of(".:", at - 1) + 1;
    const auto end = by_port ? text.size() : text.find_first_of(".]:", at + dots.size());
    if (end == std::string::npos) throw Unsayable("'" + text + "' for endpoints");
    const int radix = hexadecimal ? 16 : 10;
    const auto first = number_of(std::string_view(text).substr(begin, at - begin), radix);
    const auto last = number_of(std::string_view(text).substr(at + dots.size(), end - at - dots.size()), radix);
    const auto format = text.substr(0, begin) + (hexadecimal ? "%x" : "%d") + text.substr(end);
    return {code("EACH(" + literal(format) + ", "), number(first), code(", "), number(last), code(")")};
}

std::string share(std::size_t count, std::size_t of) { return count == 0 ? "none" : count == of ? "all" : "some"; }

Pieces spans(const std::string &function, const Arguments &words)
{
    Pieces all{code(function + "(")};
    for (auto &piece : span(words.at(0)))
        all.push_back(std::move(piece));
    all.push_back(code(", "));
    for (auto &piece : span(words.at(1)))
        all.push_back(std::move(piece));
    return all;
}

Saying send_flows(const Asked &asked)
{
    const auto &words = asked.words;
    const std::string protocol = words.size() > 4 ? words[4] : "0";
    if (protocol != "0" && protocol != "136") throw Unsayable("the protocol " + protocol);
    auto pieces = spans("send_flows", words);
    pieces.insert(pieces.end(), {code(", "), number(number_of(words.at(2))), code(", "),
                                 number(words.size() > 3 ? number_of(words[3]) : 1),
                                 code(protocol == "0" ? ", IPPROTO_UDP)" : ", IPPROTO_UDPLITE)")});
    return {.brings = Brings::text, .expression = pieces, .parts = {"send_flows"}};
}

Saying open_flows(const Asked &asked)
{
    auto pieces = spans("open_flows", asked.words);
    pieces.insert(pieces.end(), {code(", "), number(number_of(asked.words.at(2))), code(")")});
    return {.brings = Brings::text, .expression = pieces, .parts = {"open_flows"}};
}

Saying open_silent_flows(const Asked &asked)
{
    auto pieces = spans("open_flows", asked.words);
    pieces.push_back(code(", SILENT)"));
    return {.brings = Brings::text, .expression = pieces, .parts = {"open_flows"}};
}

Saying knock(const Asked &asked)
{
    auto pieces = spans("knock", asked.words);
    pieces.insert(pieces.end(), {code(", "), number(number_of(asked.words.at(2))), code(")")});
    // Where a hash deals to several listeners, how many it deals to a full one is chance, and when all are full as
    // well.
    if (asked.context.dealt)
        return {.brings = Brings::tally, .expression = pieces, .parts = {"knock", "show"}, .function = "show"};
    return {.brings = Brings::text, .expression = pieces, .parts = {"knock"}};
}

Saying hear_flows(const Asked &asked)
{
    Saying saying{.brings = Brings::text, .expression = {code("hear_flows()")}, .parts = {"hear_flows"}};
    // "answered 0-3 reset 4,6 ended none silent none": who heard which is the hash's, what was heard is not.
    std::istringstream words(asked.recorded);
    std::vector<std::pair<std::string, std::size_t>> heard;
    std::size_t sum = 0;
    std::string what;
    std::string tally;
    try {
        while (words >> what >> tally) {
            heard.emplace_back(what, words::Tally::parse(tally).numbers.size());
            sum += heard.back().second;
        }
    } catch (const std::invalid_argument &) {
        return saying;
    }
    std::string text;
    for (const auto &[name, count] : heard) {
        text += (text.empty() ? "" : ", ") + name + " " + share(count, sum);
    }
    saying.recorded = text;
    return saying;
}

/// A step that reads numbers: compared is what became of all of them.
Say reading(const std::string &of_datagrams, const std::string &of_connections)
{
    return [=](const Asked &asked) {
        const auto socket = asked.socket();
        const auto function = asked.context.stream ? of_connections : of_datagrams;
        const auto reader = static_cast<long>(asked.context.reader.value_or(0));
        return Saying{.brings = Brings::tally,
                      .expression = {code(socket + ", "), number(reader)},
                      .parts = {function},
                      .sockets = {socket},
                      .function = function};
    };
}

Saying drops(const Asked &asked)
{
    // Of several that share a port it is a hash's choice whose queue overflows.
    if (asked.context.dealt)
        return {.brings = Brings::tally,
                .expression = {code("drops(" + asked.socket() + ")")},
                .parts = {"drops", "show"},
                .sockets = {asked.socket()},
                .function = "show"};
    const auto socket = asked.socket();
    Saying saying{
        .brings = Brings::text, .expression = {code("drops(" + socket + ")")}, .parts = {"drops"}, .sockets = {socket}};
    // How many fit into a queue depends on the sizes of the kernel's own structures.
    const auto &recorded = asked.recorded;
    if (!recorded.empty() && recorded.find_first_not_of("0123456789") == std::string::npos)
        saying.recorded = recorded == "0" ? "none" : "some";
    return saying;
}

Say plain(std::string function)
{
    return [=](const Asked & /*asked*/) {
        return Saying{.brings = Brings::text, .expression = {code(function + "()")}, .parts = {function}};
    };
}

} // namespace

void add_flow_phrases(Phrases &phrases)
{
    phrases["send-flows"] = send_flows;
    phrases["open-flows"] = open_flows;
    phrases["open-silent-flows"] = open_silent_flows;
    phrases["number-flows"] = plain("number_flows");
    phrases["close-flows"] = [](const Asked & /*asked*/) {
        return Saying{.brings = Brings::text,
                      .expression = {code("close_flows()")},
                      .parts = {"close_flows"},
                      .recorded = "closed"};
    };
    phrases["hear-flows"] = hear_flows;
    phrases["knock"] = knock;
    phrases["collect"] = reading("collect", "accept_all");
    phrases["collect-as-come"] = reading("collect_as_come", "collect_as_come");
    phrases["serve"] = reading("collect", "serve");
    phrases["drops"] = drops;
}

} // namespace reprise
