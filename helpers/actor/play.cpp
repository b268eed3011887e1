#include "actor/play.hpp"

#include "actor/birth.hpp"
#include "actor/descriptor.hpp"
#include "actor/performer.hpp"
#include "words/step.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace actor {

namespace {

using words::Line;
using Live = std::function<int(const std::vector<std::string> &)>;

/// An actor in a process of its own; ends with its owner.
class Player {
  public:
    Player(const words::Step &birth, const Live &live)
    {
        std::array<int, 2> ends{};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) throw Senseless("no socketpair");
        line_ = Descriptor{ends[0]};
        const Descriptor theirs{ends[1]};
        std::vector<std::string> words{birth.who, "--parent", std::to_string(getpid())};
        for (const auto &argument : birth.arguments) {
            constexpr std::string_view uid = "uid:";
            if (argument.starts_with(uid)) words.insert(words.end(), {"--uid", argument.substr(uid.size())});
        }
        id_ = fork();
        if (id_ < 0) throw Senseless("no process for " + birth.who);
        if (id_ > 0) return;
        dup2(theirs.number(), STDIN_FILENO);
        dup2(theirs.number(), STDOUT_FILENO);
        _exit(live(words));
    }
    Player(const Player &) = delete;
    Player &operator=(const Player &) = delete;
    ~Player()
    {
        kill(id_, SIGKILL);
        waitpid(id_, nullptr, 0);
    }

    void ask(const words::Step &step) const
    {
        const auto text = step.text() + "\n";
        (void)send(line_.number(), text.data(), text.size(), MSG_NOSIGNAL);
    }
    std::string answer()
    {
        while (heard_.find('\n') == std::string::npos) {
            std::array<char, 4096> buffer{};
            const auto length = read(line_.number(), buffer.data(), buffer.size());
            if (length <= 0) return "gone";
            heard_.append(buffer.data(), static_cast<std::size_t>(length));
        }
        const auto end = heard_.find('\n');
        auto told = Line::parse(heard_.substr(0, end)).answer.text;
        heard_.erase(0, end + 1);
        return told;
    }

  private:
    Descriptor line_;
    pid_t id_ = -1;
    std::string heard_;
};

/// The line of a transcript, with or without its number before it; nothing when it is something else.
std::optional<Line> line_in(std::string text)
{
    text.erase(0, text.find_first_not_of(' '));
    if (const auto digits = text.find_first_not_of("0123456789"); digits != 0 && digits != std::string::npos) {
        text.erase(0, digits);
        text.erase(0, text.find_first_not_of(' '));
    }
    try {
        auto line = Line::parse(text);
        const auto &verb = line.step.verb;
        if (verb == "born" || verb == "dies" || verbs().contains(verb)) return line;
    } catch (const std::invalid_argument &) {
        // A sentence, or an empty line.
    }
    return std::nullopt;
}

class Scene {
  public:
    explicit Scene(const Live &live) : live_(live) {}

    void begin()
    {
        players_.clear();
        begun_ = false;
    }
    std::string perform(const words::Step &step)
    {
        if (!begun_) come_into_the_world_once();
        if (step.verb == "born") {
            players_.erase(step.who);
            return players_.try_emplace(step.who, step, live_).first->second.answer();
        }
        const auto player = players_.find(step.who);
        if (player == players_.end()) throw Senseless("'" + step.who + "' acts and was never born");
        if (step.verb == "dies") {
            players_.erase(player);
            return "ok";
        }
        player->second.ask(step);
        return player->second.answer();
    }

  private:
    void come_into_the_world_once()
    {
        begun_ = true;
        Birth place;
        place.network = "new";
        if (const auto refusal = come_into_the_world(place))
            throw Senseless("a transcript needs a network namespace of its own: " + *refusal);
    }

    const Live &live_;
    bool begun_ = false;
    std::map<std::string, Player> players_;
};

} // namespace

int play(const std::string &file, const Live &live)
{
    std::ifstream opened(file == "-" ? "/dev/stdin" : file);
    if (!opened) throw Senseless("'" + file + "' cannot be read");
    Scene scene(live);
    std::size_t played = 0;
    std::size_t different = 0;
    for (std::string text; std::getline(opened, text);) {
        if (text.starts_with("-- ")) {
            scene.begin();
            std::cout << text << '\n';
        }
        const auto line = line_in(text);
        if (!line) continue;
        const auto now = scene.perform(line->step);
        const bool same = now == line->answer.text;
        std::cout << Line{line->step, {now}}.text() << (same ? "" : "      -- was " + line->answer.text) << std::endl;
        ++played;
        different += same ? 0 : 1;
    }
    if (played == 0) throw Senseless("'" + file + "' holds no step");
    return different == 0 ? 0 : 1;
}

} // namespace actor
