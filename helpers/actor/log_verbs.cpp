// What real programs have written into files of their cell: numbered lines, and RTP.

#include "actor/cell.hpp"
#include "actor/performer.hpp"
#include "actor/proc_file.hpp"
#include "actor/waiting.hpp"
#include "words/tally.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>

namespace actor {

namespace {

std::string read_in_cell(const std::string &path)
{
    if (!in_cell()) throw Senseless("only who is in a cell can do that");
    return proc_file(path);
}

/// Waits until the files hold so many whole lines together: "ok", or how many there are.
std::string await_lines(Performer &self, const Arguments &words)
{
    const auto wanted = number(words[0]);
    long lines = 0;
    const auto come = [&] {
        lines = 0;
        for (std::size_t at = 1; at < words.size(); ++at) {
            const auto text = read_in_cell(words[at]);
            lines += std::count(text.begin(), text.end(), '\n');
        }
        return lines >= wanted;
    };
    return becomes_true(come, self.patience()) ? "ok" : std::to_string(lines) + " of them";
}

/// The numbers of the file's lines, one in each.
std::string tally_lines(Performer & /*self*/, const Arguments &words)
{
    const auto text = read_in_cell(words[0]);
    words::Tally tally;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        std::uint32_t value = 0;
        const auto [stop, error] = std::from_chars(text.data() + begin, text.data() + end, value);
        if (error != std::errc{} || stop != text.data() + end)
            throw Senseless("a line without a number: " + text.substr(begin, end - begin));
        tally.numbers.push_back(value);
        begin = end + 1;
    }
    return tally.text();
}

unsigned big_endian(std::string_view bytes)
{
    unsigned value = 0;
    for (const char byte : bytes)
        value = (value << 8U) | static_cast<unsigned char>(byte);
    return value;
}

/// The sequence numbers of each stream in the order in which they stand there, by the number of its source: "1:0-39
/// 7:0-17,19,18", or "none". Each packet comes after its length, in two bytes (RFC 4571, section 2; RFC 3550, 5.1).
std::string tell_rtp(Performer & /*self*/, const Arguments &words)
{
    constexpr std::size_t length_of_length = 2;
    constexpr std::size_t length_of_header = 12;
    const auto text = read_in_cell(words[0]);
    std::map<unsigned, std::vector<unsigned>> streams;
    for (std::string_view rest = text; rest.size() > length_of_length;) {
        const auto length = big_endian(rest.substr(0, length_of_length));
        const auto packet = rest.substr(length_of_length, length);
        if (packet.size() < std::max<std::size_t>(length, length_of_header)) break; // its rest is not written yet
        streams[big_endian(packet.substr(8, 4))].push_back(big_endian(packet.substr(2, 2)));
        rest.remove_prefix(length_of_length + length);
    }
    std::string line;
    for (const auto &[source, numbers] : streams) {
        line += (line.empty() ? "" : " ") + std::to_string(source) + ":";
        for (std::size_t first = 0; first < numbers.size();) {
            auto last = first;
            while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1)
                ++last;
            line += (first == 0 ? "" : ",") + std::to_string(numbers[first]);
            if (last > first) line += "-" + std::to_string(numbers[last]);
            first = last + 1;
        }
    }
    return line.empty() ? "none" : line;
}

} // namespace

void add_log_verbs(Verbs &verbs)
{
    verbs["await-lines"] = {"COUNT FILES*", await_lines};
    verbs["tally-lines"] = {"FILE", tally_lines};
    verbs["rtp-streams"] = {"FILE", tell_rtp};
}

} // namespace actor
