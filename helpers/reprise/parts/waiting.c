#include "sockets_at.c"

/* How many connections wait to be accepted at the listeners there. */
static const char *waiting(const char *where)
{
	static char text[16];
	unsigned int sum = 0;

	for (int at = sockets_at(where); at-- > 0;)
		sum += strcmp(states[found[at].state], "LISTEN") == 0 ? found[at].queue : 0;
	snprintf(text, sizeof(text), "%u", sum);
	return text;
}
