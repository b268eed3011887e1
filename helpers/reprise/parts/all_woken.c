#include "answers.c"
#include "text.c"
#include "woken.c"

static void all_woken(int step, const char *recorded)
{
	pass_on();
	if (me != MAIN)
		return;
	answer(step, "woken", recorded,
	       text(strchr(recorded, ',') ? "woken %d, took %d" : "woken %d", wakings->woken, wakings->taken));
	*wakings = (struct wakings){ 0 };
}
