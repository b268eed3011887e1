// The actors of the conflict matrix on one host, one for each user, who play learned parts at many ports at once.
//
//     Ensemble ensemble(troupe);
//     ensemble.cue(1001, 7, "close,s1~", 20001, [&](std::string_view told) { … });
//     ensemble.play();             // every cue of a user in one line, and the answers handed out
#pragma once

#include "model/port.hpp"
#include "stage/host.hpp"
#include "stage/performance.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suites::conflict {

class Ensemble {
  public:
    using Hear = std::function<void(std::string_view told)>;

    explicit Ensemble(const stage::Troupe &troupe);

    /// Whether the host is theirs alone, and no machine that others use.
    [[nodiscard]] bool on_own_host() const { return host_.is_private(); }

    /// Sends are made, and connections come, from here.
    static constexpr model::User client = 1003;

    /// A part is known by its number; its steps are told to an actor when it first needs them.
    void cue(model::User user, std::size_t part, const std::string &steps, unsigned port, Hear hear);
    void play();
    /// The connections that the client still has are reset.
    void close_flows();

  private:
    struct Cue {
        std::size_t part;
        unsigned port;
        Hear hear;
    };
    struct Desk {
        stage::Actor actor;
        std::vector<bool> learned{}; ///< by the part's number
        std::vector<Cue> cues{};
    };
    Desk &desk(model::User user);

    stage::Troupe troupe_;
    std::shared_ptr<stage::Performance> performance_;
    stage::Host host_;
    std::optional<stage::Host> elsewhere_;
    std::map<model::User, Desk> desks_;
};

} // namespace suites::conflict
