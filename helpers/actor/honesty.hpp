// Whether an actor does what it is told and says what it saw.
//
// The actor is honest (honest.cpp). The tests of the house link another one that lies about one thing at a time
// (lying.cpp): a claim that stays green while the cause it speaks of is taken away could not have failed.
#pragma once

#include "actor/birth.hpp"
#include "actor/performer.hpp"

#include <string>

namespace actor {

/// An option of main() that concerns honesty: "--lie NAME". False when it is not one, or this actor is honest.
bool takes(const std::string &option, const std::string &value);

/// The birth an actor goes through when it is told to be born so.
Birth as_told(const Birth &birth);

/// Performs the step, and answers.
words::Answer answer_to(Performer &performer, const words::Step &step);

} // namespace actor
