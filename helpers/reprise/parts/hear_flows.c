#include "flows.c"
#include "none_some_all.c"
#include "text.c"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

/* What the open connections hear, within two seconds. */
static const char *hear_flows(void)
{
	int answered = 0, reset = 0, ended = 0, silent = 0, patience = 2000, number;

	for (int flow = 0; flow < open_now; flow++) {
		if (poll(&(struct pollfd){ .fd = flows[flow], .events = POLLIN }, 1, patience) <= 0) {
			silent++;
			patience = 0;
			continue;
		}
		ssize_t length = recv(flows[flow], &number, sizeof(number), 0);

		answered += length > 0;
		ended += length == 0;
		reset += length < 0 && errno == ECONNRESET;
	}
	return text("answered %s, reset %s, ended %s, silent %s", none_some_all(answered, open_now),
		    none_some_all(reset, open_now), none_some_all(ended, open_now), none_some_all(silent, open_now));
}
