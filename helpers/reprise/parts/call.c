#include "answers.c"
#include "name_of.c"

static void call(int step, const char *what, int recorded, long result)
{
	answer(step, what, recorded == OK ? "ok" : strerrorname_np(recorded), name_of(result));
}
