// Where this build has what the tests start and read. Only places.cpp knows it when it is compiled: all other objects
// are the same wherever the tree lies.
//
//     run_program(places::report, {"--help"});
#pragma once

namespace house::places {

extern const char *const source_tree;
extern const char *const actor;
extern const char *const lying_actor;
extern const char *const claims;
extern const char *const matrix;
extern const char *const report;
extern const char *const guests; ///< the folder of the programs that go into a guest

} // namespace house::places
