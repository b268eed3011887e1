#include "actor/part.hpp"
#include "actor/performer.hpp"
#include "actor/witness.hpp"

#include <charconv>

namespace actor {

namespace {

std::string learn(Performer &self, const Arguments &words)
{
    if (words.size() % 2 != 0) throw Senseless("a part without steps");
    for (std::size_t at = 0; at < words.size(); at += 2)
        self.parts().insert_or_assign(words[at], Part(words[at + 1]));
    return "ok";
}

/// Each part at its port, in this order; what each brought, parted by bars: "|1:EADDRINUSE|" says that of three the
/// second was refused.
std::string play(Performer &self, const Arguments &words)
{
    std::string told;
    OneWitness witness;
    const std::string_view all = words[0];
    for (std::size_t from = 0; from < all.size();) {
        const auto end = std::min(all.find(',', from), all.size());
        const auto one = all.substr(from, end - from);
        const auto at = one.find('@');
        unsigned port = 0;
        if (at == std::string_view::npos ||
            std::from_chars(one.data() + at + 1, one.data() + one.size(), port).ec != std::errc{})
            throw Senseless("not a part and a port: '" + std::string(one) + "'");
        const auto part = self.parts().find(std::string(one.substr(0, at)));
        if (part == self.parts().end()) throw Senseless("no part '" + std::string(one) + "' was learned");
        if (from > 0) told += '|';
        told += part->second.play(self, port);
        from = end + 1;
    }
    if (const auto seen = witness.seen(self); seen != "ok") throw Senseless("what was sent may be on its way: " + seen);
    return told;
}

} // namespace

void add_part_verbs(Verbs &verbs)
{
    verbs["learn"] = {"PART STEPS MORE*", learn};
    verbs["play"] = {"PART@PORT,…", play};
}

} // namespace actor
