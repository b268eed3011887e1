#include "sockets_at.c"

/* What is left of the timer that will end the socket there, to the second. */
static const char *time_left(const char *where)
{
	static char text[32];

	for (int at = sockets_at(where); at-- > 0;) {
		if (found[at].timer != 3)
			continue;
		snprintf(text, sizeof(text), "about %lu s", (found[at].left + 50) / 100);
		return text;
	}
	return "no timer";
}
