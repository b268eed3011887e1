#include "sockets_at.c"

#include <poll.h>
#include <time.h>

/* How long it takes until no socket is left there, to the half minute. */
static const char *gone(const char *where, int seconds)
{
	static char text[32];
	time_t began = time(NULL);

	while (sockets_at(where) > 0) {
		if (time(NULL) - began >= seconds)
			return "nothing";
		poll(NULL, 0, 100);
	}
	snprintf(text, sizeof(text), "after about %ld s", (long)(time(NULL) - began + 15) / 30 * 30);
	return text;
}
