// The actors of the conflict matrix on one host, one for each user, who play learned parts at many ports at once.
//
//     Ensemble ensemble(troupe);
//     ensemble.cue(1001, 7, "close,s1~", 20001);
//     ensemble.play();             // every cue of a user in one line: {""}, what each of them brought
#pragma once

#include "model/port.hpp"
#include "stage/host.hpp"
#include "stage/performance.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suites::conflict {

class Ensemble {
  public:
    explicit Ensemble(stage::Troupe troupe);

    /// Whether the host is theirs alone, and no machine that others use.
    [[nodiscard]] bool on_own_host() const { return host_.is_private(); }

    /// Sends are made, and connections come, from here.
    static constexpr model::User client = 1003;

    /// A device beside lo. Does nothing when it is there.
    void lay_cable();

    /// A part is known by its number; its steps are told to an actor when it first needs them.
    void cue(model::User user, std::size_t part, const std::string &steps, unsigned port);
    /// What each part brought, in the order of the cues.
    std::vector<std::string> play();
    /// The connections that the client still has are reset.
    void close_flows();

  private:
    struct Desk {
        stage::Actor actor;
        std::vector<bool> learned{};        ///< by the part's number
        std::vector<std::string> lessons{}; ///< numbers and steps that it is told before it plays
        std::string line{};                 ///< all that it will play next
        std::vector<std::size_t> cues{};    ///< which of all they are
    };
    Desk &desk(model::User user);

    stage::Troupe troupe_;
    std::shared_ptr<stage::Performance> performance_;
    stage::Host host_;
    std::optional<stage::Host> elsewhere_;
    std::map<model::User, Desk> desks_;
    std::size_t cues_ = 0;
};

} // namespace suites::conflict
