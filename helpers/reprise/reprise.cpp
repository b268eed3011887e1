#include "reprise/reprise.hpp"

#include "reprise/cast.hpp"
#include "reprise/flow.hpp"
#include "reprise/fold.hpp"
#include "reprise/head.hpp"
#include "reprise/layout.hpp"
#include "reprise/main_function.hpp"
#include "reprise/parts.hpp"
#include "reprise/phrase.hpp"
#include "reprise/refusal.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace reprise {

namespace {

class Program {
  public:
    explicit Program(const Scene &scene) : scene_(scene), cast_(scene.lines), flows_(scene.lines) {}

    std::string text()
    {
        write_functions();
        if (!needed_.contains("turn")) refusal_ = refusal_.value_or("no step of the trial is recorded");
        if (refusal_) return refusal(*refusal_);
        return head(scene_, names()) + includes() + declarations() + parts_text() + sockets() + functions_ +
               main_function(calls_, shared_memory(), scene_.platform);
    }

  private:
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
        if (cast_.begins_scene(at)) {
            flush(all);
            items.push_back({code("curtain();\n")});
        }
        if (step.verb == "born") {
            flush(all);
            items.push_back(birth(at));
        } else if (step.verb == "dies" || step.verb == "leaves") {
            flush(all);
            items.push_back(end(at));
        } else {
            act(all, at);
        }
    }

    /// Who does what the line says.
    [[nodiscard]] Piece who(std::size_t line) const
    {
        const auto actor = cast_.actor(line);
        return enumerator(cast_.enumerator_of(actor), static_cast<long>(actor));
    }

    Item birth(std::size_t at)
    {
        const auto &step = scene_.lines[at].line.step;
        needed_.insert("born");
        std::string how = "born";
        std::string deeds;
        std::size_t count = 0;
        const auto deed = [&](const std::string &text, const char *part) {
            needed_.insert(part);
            deeds += "\t" + text + ";\n";
            ++count;
        };
        if (const auto host = cast_.host(at)) deed("network_of(" + cast_.enumerator_of(*host) + ")", "network_of");
        for (const auto &argument : step.arguments) {
            how += " " + argument;
            if (argument == "network:new") deed("new_network()", "new_network");
            if (argument.starts_with("uid:")) deed("user(" + argument.substr(4) + ")", "user");
        }
        Item item{code(count == 0 ? "(void)born(" : "if (born("),
                  number(static_cast<long>(at + 1)),
                  code(", "),
                  who(at),
                  code(", "),
                  quote(how)};
        item.push_back(code(count == 0 ? ");\n" : count == 1 ? "))\n" + deeds : ")) {\n" + deeds + "}\n"));
        return item;
    }

    Item end(std::size_t at)
    {
        const auto &step = scene_.lines[at].line.step;
        needed_.insert("leaves");
        const auto signal = step.verb == "dies" && !step.arguments.empty() ? step.arguments.front() : "SIGKILL";
        if (identifier(signal).find('_') != std::string::npos || !signal.starts_with("SIG"))
            throw Unsayable("the signal '" + signal + "'");
        return {code("leaves("),
                number(static_cast<long>(at + 1)),
                code(", "),
                who(at),
                code(", " + signal + ", "),
                quote(joined({step.verb, joined(step.arguments, " ")}, step.arguments.empty() ? "" : " ")),
                code(");\n")};
    }

    /// A step becomes part of its actor's turn; what became of a lot of flows ends the turn.
    void act(std::vector<Function> &all, std::size_t at)
    {
        const auto &said = scene_.lines[at];
        const auto &[step, answer] = said.line;
        if (!turn_.empty() && cast_.actor(turn_of_) != cast_.actor(at)) flush(all);
        turn_of_ = at;
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

    /// Whether the port in the answer stands in no step before: then the kernel chose it.
    [[nodiscard]] bool is_chosen(std::size_t at) const
    {
        const auto &answer = scene_.lines[at].line.answer.text;
        const auto colon = answer.rfind(':');
        if (colon == std::string::npos) return false;
        const auto port = answer.substr(colon);
        return std::none_of(
            scene_.lines.begin(), scene_.lines.begin() + static_cast<std::ptrdiff_t>(at),
            [&](const auto &said) { return (said.line.step.text() + " ").find(port + " ") != std::string::npos; });
    }

    Phrase phrase_for(std::size_t at)
    {
        const auto &line = scene_.lines[at].line;
        if (line.step.verb != "lay-cable")
            return phrase_of(line, at + 1,
                             {.stream = flows_.reads_connections(at),
                              .dealt = flows_.is_dealt(at),
                              .chosen = is_chosen(at),
                              .reader = flows_.reader(at)});
        // The process at the other end is another one each time: it is told by name.
        const auto &words = line.step.arguments;
        Phrase phrase{.parts = {"lay_cable", "call"}};
        if (words.size() < 2 || !cast_.far_end(at)) throw Unsayable("a cable with one end");
        phrase.pieces = {code("call("),
                         number(static_cast<long>(at + 1)),
                         code(", "),
                         quote("lay-cable " + words[0] + " " + words[1] + " " + cast_.name(*cast_.far_end(at))),
                         code(", OK, lay_cable("),
                         quote(words[0]),
                         code(", "),
                         quote(words[1]),
                         code(", " + cast_.enumerator_of(*cast_.far_end(at)) + "));")};
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
        counts_taken_ = counts_taken_ && !flows_.is_dealt(at); // where a hash deals, not all may be asked
        if (at + 1 < scene_.lines.size() && scene_.lines[at + 1].line.step.verb == "woken") return;
        flush(all);
        needed_.insert("all_woken");
        const auto sum =
            "woken " + std::to_string(woken_) + (counts_taken_ ? ", took " + std::to_string(taken_) : std::string());
        all.back().items.push_back(
            {code("all_woken("), number(static_cast<long>(at + 1)), code(", " + literal(sum) + ");\n")});
        woken_ = taken_ = 0;
        counts_taken_ = true;
    }

    /// The turn that was gathered is over.
    void flush(std::vector<Function> &all)
    {
        if (turn_.empty()) return;
        needed_.insert("turn");
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

    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> all;
        for (std::size_t actor = 0; actor < cast_.size(); ++actor)
            all.push_back(cast_.name(actor));
        return all;
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
        for (std::size_t actor = 0; actor < cast_.size(); ++actor) {
            actors += cast_.enumerator_of(actor) + ", ";
            names += literal(cast_.name(actor)) + ", ";
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
            if (needed_.contains("share") || needed_.contains("by_how_many"))
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

    /// What all processes share, beside what they all need.
    [[nodiscard]] std::vector<std::string> shared_memory() const
    {
        std::vector<std::string> all;
        for (const auto &[what, part] : {std::pair{"wakings", "woken"}, std::pair{"arrivals", "outcome"}}) {
            if (needed_.contains(part)) all.emplace_back(what);
        }
        return all;
    }

    std::string refusal(const std::string &reason) const
    {
        return head(scene_, names()) + "#include <stdio.h>\n\nint main(void)\n{\n\tputs(" +
               literal(std::string(refusing) + reason) + ");\n\treturn 4;\n}\n";
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
    std::size_t turn_of_ = 0; ///< the line that was added last
    unsigned long woken_ = 0, taken_ = 0;
    bool counts_taken_ = true;
};

} // namespace

std::string c_program(const Scene &scene) { return Program(scene).text(); }

} // namespace reprise
