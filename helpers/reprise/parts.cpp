#include "reprise/parts.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace reprise {

namespace {

class Gathering {
  public:
    void add(const std::string &name)
    {
        if (!seen_.insert(name).second) return;
        const auto found =
            std::find_if(parts().begin(), parts().end(), [&](const auto &one) { return one.name == name; });
        if (found == parts().end()) throw std::out_of_range("no part '" + name + "'");
        std::istringstream lines{std::string(found->text)};
        std::string text;
        for (std::string line; std::getline(lines, line);) {
            constexpr std::string_view system = "#include <";
            constexpr std::string_view own = "#include \"";
            if (line.starts_with(system)) {
                needed.includes.insert(line.substr(system.size(), line.size() - system.size() - 1));
            } else if (line.starts_with(own)) {
                constexpr std::size_t ending = 3; // .c"
                add(line.substr(own.size(), line.size() - own.size() - ending));
            } else if (!line.empty() || !text.empty()) {
                text += line + "\n";
            }
        }
        needed.texts.push_back(std::move(text));
    }

    Needed needed;

  private:
    std::set<std::string> seen_;
};

} // namespace

Needed all_needed(const std::set<std::string> &names)
{
    Gathering gathering;
    for (const auto &name : names)
        gathering.add(name);
    return gathering.needed;
}

} // namespace reprise
