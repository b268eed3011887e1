#include "sockets_at.c"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *one, const void *other)
{
	const struct tcp_socket *a = one, *b = other;

	return strcmp(states[a->state], states[b->state]);
}

/* Their states, in alphabetical order. */
static const char *states_at(const char *where)
{
	static char text[1024];
	int count = sockets_at(where);

	*text = 0;
	qsort(found, count, sizeof(*found), by_name);
	for (int at = 0; at < count && strlen(text) < 1000; at++)
		strcat(strcat(text, at ? "," : ""), states[found[at].state]);
	return count ? text : "none";
}
