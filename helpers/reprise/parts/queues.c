#include "sockets_at.c"

/* At how many listeners how many connections wait to be accepted, all in all. */
static const char *queues(const char *where)
{
	static char text[64];
	unsigned int sum = 0, listeners = 0;

	for (int at = sockets_at(where); at-- > 0;) {
		if (strcmp(states[found[at].state], "LISTEN"))
			continue;
		listeners++;
		sum += found[at].queue;
	}
	snprintf(text, sizeof(text), "%u at %u listeners", sum, listeners);
	return text;
}
