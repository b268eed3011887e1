#include "answers.c"
#include "wakings.c"
#include "asleep.c"

/* How often the worker at that listener has been woken since it began to wait, and how many connections it took. */
static void woken(int step, const char *what, int listener)
{
	struct waiter *waiter = waiter_at(listener);
	long times;

	if (!asleep(waiter))
		answer(step, what, "asleep again", "not asleep again");
	times = sleeps(waiter) - waiter->sleeps_at_first;
	printf("%4d  %s %s = woken %ld, took %d\n", step, names[me], what, times, waiter->taken);
	shared->answers++;
	wakings->woken += times;
	wakings->taken += waiter->taken;
}
