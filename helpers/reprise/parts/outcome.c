#include "arrivals.c"

#include <string.h>

/* Readers about whom one thing is told, and how it is told. */
struct party {
	void (*told)(const struct party *, int numbers, int each, char *text);
	int size, readers[READERS];
};

static struct arrivals before; /* of the lot before */

/* What became of the lot that was sent last, of so many numbers, so many of them to a flow. */
static void outcome(int step, int numbers, int each, const char *recorded, int parties, const struct party *party)
{
	static char text[4096];
	int some = 0, repeated = 0;

	pass_on();
	if (me != MAIN)
		return;
	for (int number = 0; number < numbers; number++) {
		int times = 0;

		for (int reader = 0; reader < READERS; reader++)
			times += arrivals->got[reader][number];
		some += times > 0;
		repeated += times > 1;
	}
	snprintf(text, sizeof(text), "%s arrived%s", some == numbers ? "each" : some ? "some" : "none",
		 some == 0 ? "" : repeated == 0 ? " once" : repeated == some ? " repeatedly" : ", some repeatedly");
	for (int at = 0; at < parties; at++) {
		strcat(text, at ? ", " : ": ");
		party[at].told(&party[at], numbers, each, text);
	}
	if (numbers > 0)
		answer(step, "what became of them", recorded, text);
	before = *arrivals;
	memset(arrivals, 0, sizeof(*arrivals));
}
