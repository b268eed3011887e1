// How slow a machine is: the time that a process takes there to be born, to end and to be waited for.
//
//     const double host_s = births().worked_s;                            // outside
//     const double times = slowness(births().lasted_s, host_s);           // in the guest: 24.3
//
// A birth is what trials cost most, and what an emulated kernel takes longest over. How long a processor worked at it
// tells what a machine can do, how long it lasted by the clock what is to be expected of it, busy as it is.
#pragma once

namespace words {

/// In seconds for each; lasted is the median of several.
struct Births {
    double worked_s = 0;
    double lasted_s = 0;
};

/// Throws std::system_error when there can be no further process.
Births births();

/// What time-outs are multiplied by in a guest: from 1 up to a most that no hopeless measurement exceeds.
double slowness(double guest_s, double host_s);

} // namespace words
