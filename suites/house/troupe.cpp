#include "house/troupe.hpp"

#include "house/places.hpp"

#include <algorithm>

namespace house {

stage::Troupe ambient_troupe(std::chrono::milliseconds patience)
{
    auto troupe = troupe_without({});
    troupe.patience = patience;
    return troupe;
}

stage::Troupe troupe_without(std::vector<std::string> features)
{
    stage::Troupe troupe;
    troupe.actor = places::actor;
    troupe.private_hosts = false;
    troupe.lacks = [features = std::move(features)](std::string_view asked) -> std::optional<std::string> {
        if (std::find(features.begin(), features.end(), asked) == features.end()) return std::nullopt;
        return "ENOSYS";
    };
    return troupe;
}

} // namespace house
