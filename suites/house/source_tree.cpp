#include "house/source_tree.hpp"

#include "house/places.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace house {

namespace fs = std::filesystem;

namespace {

const fs::path top = places::source_tree;

bool is_source(const fs::path &path)
{
    const auto extension = path.extension();
    return extension == ".cpp" || extension == ".hpp" || extension == ".c" || extension == ".h";
}

} // namespace

std::size_t Source::lines() const { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

std::vector<std::string> Source::includes() const
{
    static const std::regex line("^\\s*#\\s*include\\s+\"([^\"]+)\"");
    std::vector<std::string> all;
    std::istringstream rest(text);
    for (std::string one; std::getline(rest, one);) {
        if (std::smatch found; std::regex_search(one, found, line)) all.push_back(found[1]);
    }
    return all;
}

std::string Source::code() const
{
    const auto behind = [&](std::string_view end, std::size_t from) {
        const auto found = text.find(end, from);
        return found == std::string::npos ? text.size() : found + end.size();
    };
    const auto behind_quotes = [&](std::size_t from) {
        const char quote = text[from];
        auto at = from + 1;
        while (at < text.size() && text[at] != quote)
            at += text[at] == '\\' ? 2 : 1;
        return at + 1;
    };
    std::string code;
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = std::string_view(text).substr(at);
        const bool in_a_number = !code.empty() && std::isalnum(static_cast<unsigned char>(code.back())) != 0;
        if (rest.starts_with("//")) {
            at = behind("\n", at);
            code += '\n';
        } else if (rest.starts_with("/*")) {
            at = behind("*/", at);
        } else if (rest.starts_with("R\"")) {
            const auto opened = text.find('(', at);
            at = behind(")" + text.substr(at + 2, opened - at - 2) + "\"", opened);
            code += "\"\"";
        } else if (rest.front() == '"' || (rest.front() == '\'' && !in_a_number)) {
            at = behind_quotes(at);
            code += "\"\"";
        } else {
            code += text[at++];
        }
    }
    return code;
}

std::string text_of(const fs::path &file)
{
    std::ifstream stream(top / file);
    if (!stream) throw std::runtime_error("cannot read " + (top / file).string());
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::vector<Source> sources_in(const fs::path &folder)
{
    std::vector<Source> all;
    for (const auto &entry : fs::recursive_directory_iterator(top / folder)) {
        if (!entry.is_regular_file() || !is_source(entry.path())) continue;
        const auto path = fs::relative(entry.path(), top);
        all.push_back({.path = path, .text = text_of(path)});
    }
    std::sort(all.begin(), all.end(), [](const auto &one, const auto &other) { return one.path < other.path; });
    return all;
}

std::vector<Source> chapters()
{
    auto all = sources_in("suites");
    std::erase_if(all, [](const auto &source) {
        const auto name = source.path.filename();
        return source.path.parent_path() != "suites" || source.path.extension() != ".cpp" || name == "main.cpp" ||
               name == "claim.cpp" || name == "trial.cpp";
    });
    return all;
}

} // namespace house
