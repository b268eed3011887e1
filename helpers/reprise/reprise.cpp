#include "reprise/reprise.hpp"

#include "reprise/cast.hpp"
#include "reprise/flow.hpp"
#include "reprise/fold.hpp"
#include "reprise/parts.hpp"
#include "reprise/phrase.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>

namespace reprise {

namespace {

constexpr std::size_t width = 110;

/// Breaks a text at blanks, each line behind `lead`.
std::string wrapped(const std::string &text, const std::string &lead, const std::string &next_lead, std::size_t most)
{
    std::istringstream words(text);
    std::string all;
    std::string line = lead;
    bool empty = true;
    for (std::string word; words >> word;) {
        if (!empty && line.size() + 1 + word.size() > most) {
            all += line + "\n";
            line = next_lead;
            empty = true;
        }
        line += (empty ? "" : " ") + word;
        empty = false;
    }
    return all + line + "\n";
}

/// A statement that is too wide is broken behind a comma outside of its literals.
std::string fitted(const std::string &line)
{
    const auto indent = line.find_first_not_of('\t');
    constexpr std::size_t tab = 7; // columns of a tab beyond its one character
    if (indent == std::string::npos || line.size() + indent * tab <= width) return line;
    std::size_t best = std::string::npos;
    bool in_literal = false;
    for (std::size_t at = 0; at + 1 < line.size(); ++at) {
        if (line[at] == '\\') {
            ++at;
            continue;
        }
        if (line[at] == '"') in_literal = !in_literal;
        if (in_literal || line[at] != ',' || line[at + 1] != ' ') continue;
        if (best != std::string::npos && at + indent * tab > width) break;
        best = at;
    }
    if (best == std::string::npos) return line;
    return line.substr(0, best + 1) + "\n" + fitted(std::string(indent, '\t') + "     " + line.substr(best + 2));
}

std::string indented(const std::string &text, const std::string &by)
{
    std::istringstream lines(text);
    std::string all;
    for (std::string line; std::getline(lines, line);)
        all += (line.empty() ? "" : fitted(by + line)) + "\n";
    return all;
}

std::string identifier(const std::string &label)
{
    std::string name;
    for (const char letter : label) {
        const auto byte = static_cast<unsigned char>(letter);
        if (std::isalnum(byte) != 0)
            name += static_cast<char>(std::tolower(byte));
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    while (!name.empty() && name.back() == '_')
        name.pop_back();
    return name;
}

std::string joined(const std::vector<std::string> &all, const std::string &between)
{
    std::string text;
    for (const auto &one : all)
        text += (text.empty() ? "" : between) + one;
    return text;
}

class Program {
  public:
    explicit Program(const Scene &scene) : scene_(scene), cast_(scene.lines), flows_(scene.lines) {}

    std::string text()
    {
        write_functions();
        if (refusal_) return refusal(*refusal_);
        return head() + includes() + declarations() + parts_text() + sockets() + functions_ + main();
    }

  private:
    // What happens, item by item.

    struct Function {
        std::string variant, name;
        std::vector<Item> items;
    };

    void write_functions()
    {
        std::vector<Function> all;
        for (std::size_t at = 0; at < scene_.lines.size() && !refusal_; ++at) {
            const auto &said = scene_.lines[at];
            if (all.empty() || all.back().variant != said.variant) {
                flush(all);
                all.push_back({said.variant, function_name(said.variant), {}});
            }
            try {
                add(all, at);
            } catch (const Unsayable &reason) {
                refusal_ = "step " + std::to_string(at + 1) + ": " + reason.what();
            }
        }
        flush(all);
        for (const auto &function : all)
            write(function);
    }

    void add(std::vector<Function> &all, std::size_t at)
    {
        const auto &[step, answer] = scene_.lines[at].line;
        auto &items = all.back().items;
        const auto number = static_cast<long>(at + 1);
        if (cast_.begins_scene(at)) {
            flush(all);
            items.push_back({code("curtain();\n")});
        }
        if (step.verb == "born") {
            flush(all);
            items.push_back(birth(step, number));
        } else if (step.verb == "dies" || step.verb == "leaves") {
            flush(all);
            items.push_back(end(step, number));
        } else {
            act(all, at);
        }
    }

    Piece who(const std::string &name) const
    {
        return enumerator(cast_.enumerator_of(name), static_cast<long>(cast_.place_of(name)));
    }

    Item birth(const words::Step &step, long number)
    {
        needed_.insert("born");
        std::string how = "born";
        std::string deeds;
        std::size_t count = 0;
        const auto deed = [&](const std::string &text, const char *part) {
            needed_.insert(part);
            deeds += "\t" + text + ";\n";
            ++count;
        };
        if (const auto host = network_of(step); host == step.who)
            deed("new_network()", "new_network");
        else if (!host.empty())
            deed("network_of(" + cast_.enumerator_of(host) + ")", "network_of");
        for (const auto &argument : step.arguments) {
            how += " " + argument;
            if (argument.starts_with("uid:")) deed("user(" + argument.substr(4) + ")", "user");
        }
        Item item{code(count == 0 ? "(void)born(" : "if (born("),
                  reprise::number(number),
                  code(", "),
                  who(step.who),
                  code(", "),
                  quote(how)};
        item.push_back(code(count == 0 ? ");\n" : count == 1 ? "))\n" + deeds : ")) {\n" + deeds + "}\n"));
        return item;
    }

    Item end(const words::Step &step, long number)
    {
        needed_.insert("leaves");
        const auto signal = step.verb == "dies" && !step.arguments.empty() ? step.arguments.front() : "SIGKILL";
        if (identifier(signal).find('_') != std::string::npos || !signal.starts_with("SIG"))
            throw Unsayable("the signal '" + signal + "'");
        return {code("leaves("),
                reprise::number(number),
                code(", "),
                who(step.who),
                code(", " + signal + ", "),
                quote(joined({step.verb, joined(step.arguments, " ")}, step.arguments.empty() ? "" : " ")),
                code(");\n")};
    }

    /// A step becomes part of its actor's turn; what became of a lot of flows ends the turn.
    void act(std::vector<Function> &all, std::size_t at)
    {
        const auto &said = scene_.lines[at];
        const auto &[step, answer] = said.line;
        if (turn_.empty() || turn_of_ != step.who) flush(all);
        turn_of_ = step.who;
        Item statement;
        const auto *outcome = flows_.outcome_after(at);
        if (outcome == nullptr && step.verb != "woken") statement = remarks(said.decided);
        const auto phrase = phrase_for(at);
        statement.insert(statement.end(), phrase.pieces.begin(), phrase.pieces.end());
        statement.push_back(code("\n"));
        needed_.insert(phrase.parts.begin(), phrase.parts.end());
        includes_.insert(phrase.includes.begin(), phrase.includes.end());
        sockets_.insert(phrase.sockets.begin(), phrase.sockets.end());
        turn_.push_back(std::move(statement));
        if (step.verb == "woken") count_waking(all, at);
        if (outcome == nullptr) return;
        flush(all);
        auto item = remarks(said.decided);
        const auto what_became = told(*outcome, static_cast<long>(at + 1));
        item.insert(item.end(), what_became.begin(), what_became.end());
        all.back().items.push_back(std::move(item));
    }

    /// Comments, each on lines of its own.
    static Item remarks(const std::vector<std::string> &texts)
    {
        constexpr std::size_t most = 84;
        Item item;
        for (const auto &text : texts) {
            const auto lines = wrapped(in_comment(text), "/* ", " * ", most);
            item.push_back(code(lines.substr(0, lines.size() - 1) + " */\n"));
        }
        return item;
    }

    Phrase phrase_for(std::size_t at)
    {
        const auto &line = scene_.lines[at].line;
        if (line.step.verb != "lay-cable")
            return phrase_of(
                line, at + 1,
                {.stream = flows_.reads_connections(at), .dealt = flows_.is_dealt(at), .reader = flows_.reader(at)});
        // The process at the other end is another one each time: it is told by name.
        const auto &words = line.step.arguments;
        Phrase phrase{.parts = {"lay_cable", "answers"}};
        if (words.size() < 2 || cast_.far_end(at).empty()) throw Unsayable("a cable with one end");
        phrase.pieces = {code("call("),
                         number(static_cast<long>(at + 1)),
                         code(", "),
                         quote("lay-cable " + words[0] + " " + words[1] + " " + cast_.far_end(at)),
                         code(", OK, lay_cable("),
                         quote(words[0]),
                         code(", "),
                         quote(words[1]),
                         code(", " + cast_.enumerator_of(cast_.far_end(at)) + "));")};
        return phrase;
    }

    Item told(const Outcome &outcome, long number)
    {
        Item item{code("outcome("), reprise::number(number), code(", "),
                  reprise::number(static_cast<long>(outcome.numbers)),
                  code(", " + std::to_string(outcome.each) + ", " + literal(outcome.recorded) + ", " +
                       std::to_string(outcome.parties.size()) + ", (struct party[]){ ")};
        needed_.insert("outcome");
        std::string parties;
        for (const auto &party : outcome.parties) {
            static constexpr std::array<const char *, 4> names{"share", "by_how_many", "evenness", "successors"};
            const std::string name = names.at(static_cast<std::size_t>(party.told));
            needed_.insert(name);
            std::vector<std::string> readers;
            for (const auto reader : party.readers)
                readers.push_back(std::to_string(reader));
            parties += (parties.empty() ? "{ " : ", { ") + name + ", " + std::to_string(readers.size()) + ", { " +
                       joined(readers, ", ") + " } }";
        }
        item.push_back(code((parties.empty() ? "{ 0 }" : parties) + " });\n"));
        return item;
    }

    /// Which of several workers was woken is chance: of steps in a row that ask, it is the sum that is compared.
    void count_waking(std::vector<Function> &all, std::size_t at)
    {
        std::istringstream words(scene_.lines[at].line.answer.text); // "woken 3, took 1"
        std::string word;
        unsigned long woken = 0;
        unsigned long taken = 0;
        if (!(words >> word >> woken >> word >> word >> taken)) throw Unsayable("an answer that counts nothing");
        woken_ += woken;
        taken_ += taken;
        if (at + 1 < scene_.lines.size() && scene_.lines[at + 1].line.step.verb == "woken") return;
        flush(all);
        needed_.insert("all_woken");
        all.back().items.push_back(
            {code("all_woken("), number(static_cast<long>(at + 1)),
             code(", \"woken " + std::to_string(woken_) + ", took " + std::to_string(taken_) + "\");\n")});
        woken_ = taken_ = 0;
    }

    /// The turn that was gathered is over.
    void flush(std::vector<Function> &all)
    {
        if (turn_.empty()) return;
        const bool one = turn_.size() == 1 && !turn_.front().front().code.starts_with("/* ");
        Item item{code("if (turn("), who(turn_of_), code(one ? "))\n\t" : ")) {\n\t")};
        for (auto &statement : turn_) {
            // Comments stand on lines of their own.
            for (auto &piece : statement) {
                if (!piece.code.starts_with("/* ")) continue;
                for (auto end = piece.code.find('\n'); end != std::string::npos; end = piece.code.find('\n', end + 1))
                    piece.code.insert(end + 1, "\t");
            }
            item.insert(item.end(), statement.begin(), statement.end());
            if (&statement != &turn_.back()) item.push_back(code("\t"));
        }
        if (!one) item.push_back(code("}\n"));
        all.back().items.push_back(std::move(item));
        turn_.clear();
    }

    std::string function_name(const std::string &variant)
    {
        auto name = "play" + (variant.empty() ? "" : "_" + identifier(variant));
        const auto times = ++named_[name];
        return times == 1 ? name : name + "_" + std::to_string(times);
    }

    void write(const Function &function)
    {
        std::string text;
        if (!function.variant.empty()) text += "/* " + in_comment(function.variant) + " */\n";
        text += "static void " + function.name + "(void)\n{\n";
        for (const auto &run : folded(function.items)) {
            if (run.times == 1) {
                text += indented(c_text(function.items[run.first]), "\t");
                continue;
            }
            needed_.insert("text");
            text += "\tfor (int i = 0; i < " + std::to_string(run.times) + "; i++) {\n";
            for (std::size_t at = 0; at < run.period; ++at)
                text += indented(c_text(function.items[run.first + at], run.steps[at]), "\t\t");
            text += "\t}\n";
        }
        functions_ += text + "}\n\n";
        calls_.push_back(function.name);
    }

    // What stands around it.

    std::string head() const
    {
        std::string text = "/*\n";
        const auto paragraph = [&](const std::string &words) {
            text += wrapped(in_comment(words), " * ", " * ", width - 10) + " *\n";
        };
        paragraph(scene_.claim);
        paragraph(scene_.sentence);
        for (const auto &remark : scene_.remarks)
            paragraph(remark);
        paragraph("Recorded on " + scene_.platform + ". To try it here, as root:");
        text += " *     gcc -Wall -o reproducer reproducer.c && ./reproducer\n *\n";
        paragraph("Each of " + joined(cast_.names(), ", ") +
                  " is a process of its own. Every step is printed with the kernel's answer. The exit status is 0 when "
                  "the kernel answers as recorded, 1 when an answer differs, 4 when it could not be tried.");
        text.erase(text.size() - 2);
        return text + "*/\n";
    }

    std::string includes() const
    {
        auto all = all_needed(needed_).includes;
        all.insert(includes_.begin(), includes_.end());
        all.insert({"sched.h", "stdio.h", "sys/mman.h"});
        std::string text = "#define _GNU_SOURCE\n";
        for (const auto &one : all) {
            if (!one.starts_with("linux/")) text += "#include <" + one + ">\n";
        }
        // The kernel's own after those of libc, which they would otherwise contradict.
        for (const auto &one : all) {
            if (one.starts_with("linux/")) text += "#include <" + one + ">\n";
        }
        return text + "\n";
    }

    std::string declarations() const
    {
        std::string actors;
        std::string names;
        for (const auto &name : cast_.names()) {
            actors += cast_.enumerator_of(name) + ", ";
            names += literal(name) + ", ";
        }
        std::string text = "enum who { " + actors + "MAIN };\n";
        text += "static const char *const names[] = { " + names + "\"all together\" };\n\n";
        text += "enum { OK = 0, SKIPPED = 4 };\n";
        if (!flows_.readers().empty()) {
            text +=
                "\n/* Who reads the numbered flows. */\nenum { READERS = " + std::to_string(flows_.readers().size()) +
                ", NUMBERS = " + std::to_string(flows_.most_numbers()) + " };\n";
            std::string readers;
            for (std::size_t reader = 0; reader < flows_.readers().size(); ++reader)
                readers += (reader == 0 ? "" : ", ") + literal(flows_.name_of(reader));
            text += "static const char *const readers[] = { " + readers + " };\n";
        }
        return indented(text, "") + "\n";
    }

    std::string parts_text() const
    {
        std::string text;
        for (const auto &part : all_needed(needed_).texts)
            text += part + "\n";
        return text;
    }

    std::string sockets() const
    {
        if (sockets_.empty()) return "";
        std::string all;
        for (const auto &one : sockets_)
            all += (all.empty() ? "" : ", ") + one + " = -1";
        return "/* Each process has its own. */\n" + indented("static int " + all + ";", "") + "\n";
    }

    std::string main() const
    {
        std::string text = "int main(void)\n{\n\tcpu_set_t one;\n\n"
                           "\tsetvbuf(stdout, NULL, _IOLBF, 0);\n"
                           "\tshared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, "
                           "-1, 0);\n";
        if (needed_.contains("woken"))
            text += "\twakings = mmap(NULL, sizeof(*wakings), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);\n";
        if (!flows_.readers().empty())
            text += "\tarrivals = mmap(NULL, sizeof(*arrivals), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, "
                    "-1, 0);\n";
        text += "\tCPU_ZERO(&one);\n\tCPU_SET(sched_getcpu(), &one);\n\tsched_setaffinity(0, sizeof(one), &one);\n\n";
        for (const auto &name : calls_)
            text += "\t" + name + "();\n";
        text += "\tcurtain();\n\n"
                "\tif (shared->differing) {\n"
                "\t\tprintf(\"%d of %d answers differ; the first: %s.\\n\", shared->differing, shared->answers, "
                "shared->first);\n"
                "\t\treturn 1;\n\t}\n"
                "\tprintf(\"All %d answers are as recorded on %s.\\n\", shared->answers, " +
                literal(scene_.platform) + ");\n\treturn 0;\n}\n";
        return text;
    }

    std::string refusal(const std::string &reason) const
    {
        return head() + "#include <stdio.h>\n\nint main(void)\n{\n\tputs(" +
               literal("SKIP: this cannot be told in a plain C file: " + reason) + ");\n\treturn 4;\n}\n";
    }

    const Scene &scene_;
    Cast cast_;
    Flows flows_;
    std::set<std::string> needed_{"answers", "turns"};
    std::set<std::string> includes_, sockets_;
    std::map<std::string, unsigned> named_;
    std::vector<std::string> calls_;
    std::string functions_;
    std::optional<std::string> refusal_;
    std::vector<Item> turn_;
    std::string turn_of_;
    unsigned long woken_ = 0, taken_ = 0;
};

} // namespace

std::string c_program(const Scene &scene) { return Program(scene).text(); }

} // namespace reprise
