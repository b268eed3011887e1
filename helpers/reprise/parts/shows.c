#include "sockets_at.c"

#include <poll.h>

/* "ok" as soon as one is in this state. */
static const char *shows(const char *state, const char *where)
{
	for (int tries = 0; tries < 200; tries++, poll(NULL, 0, 10))
		for (int at = sockets_at(where); at-- > 0;)
			if (strcmp(states[found[at].state], state) == 0)
				return "ok";
	return "nothing";
}
