// A bare machine made fit to run a program: its file systems, its devices, its modules; and switching it off.
//
//     machine::prepare();                // for process 1 alone
//     const int line = machine::results_line();
//     machine::switch_off();
//
// What cannot be had is said on the console; the run then finds it missing by itself.
#pragma once

namespace machine {

void prepare();

/// The serial line that carries results, set to carry bytes as they are. Throws std::system_error.
int results_line();

/// Waits until all that was written to the line has left it, and ends the machine.
[[noreturn]] void switch_off(int line);

} // namespace machine
