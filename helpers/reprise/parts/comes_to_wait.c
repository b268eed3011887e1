#include "waiting.c"

#include <poll.h>

/* The same, as soon as they are so many, or after two seconds. */
static const char *comes_to_wait(const char *count, const char *where)
{
	for (int tries = 0; tries < 200 && strcmp(waiting(where), count); tries++)
		poll(NULL, 0, 10);
	return waiting(where);
}
