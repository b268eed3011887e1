#include "actor/honesty.hpp"

namespace actor {

bool takes(const std::string & /*option*/, const std::string & /*value*/) { return false; }

Birth as_told(const Birth &birth) { return birth; }

words::Answer answer_to(Performer &performer, const words::Step &step) { return performer.perform(step); }

} // namespace actor
