#include "turns.c"

#include <stdio.h>
#include <string.h>

/* One step of mine: the kernel's answer, and the one that was recorded. */
static void answer(int step, const char *what, const char *recorded, const char *answered)
{
	int same = strcmp(answered, recorded) == 0;

	printf("%4d  %s %s = %s", step, names[me], what, answered);
	printf(same ? "\n" : "   <-- recorded: %s\n", recorded);
	shared->answers++;
	if (!same && shared->differing++ == 0)
		snprintf(shared->first, sizeof(shared->first), "step %d, %s %s: %s, where %s was recorded", step,
			 names[me], what, answered, recorded);
}
