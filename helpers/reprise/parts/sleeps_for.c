#include "asleep.c"

/* Who waits for a connection may be interrupted, who waits for a lock may not: state D, proc_pid_stat(5). */
static const char *sleeps_for(int listener)
{
	const struct waiter *waiter = waiter_at(listener);

	if (!asleep(waiter))
		return "nothing";
	return strstr(told(waiter, "stat"), ") D ") ? "the lock" : "a connection";
}
