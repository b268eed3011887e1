#include "house/places.hpp"

namespace house::places {

const char *const source_tree = SOURCE_TREE;
const char *const actor = ACTOR_PROGRAM;
const char *const lying_actor = LYING_ACTOR_PROGRAM;
const char *const claims = CLAIMS_PROGRAM;
const char *const matrix = MATRIX_PROGRAM;
const char *const report = REPORT_PROGRAM;
const char *const guests = GUEST_PROGRAMS;

} // namespace house::places
