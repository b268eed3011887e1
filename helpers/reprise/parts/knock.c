#include "name_of.c"
#include "flows.c"
#include "from.c"
#include "span.c"
#include "witness.c"

#include <fcntl.h>
#include <poll.h>

/* How often this network namespace has turned a connection away at a full queue: ListenOverflows, proc_net(5). */
static long overflows(void)
{
	FILE *file = fopen("/proc/self/net/netstat", "r");
	static char names[8192], numbers[8192];
	char *name, *number, *more_names, *more_numbers;
	long count = 0;

	while (file && fgets(names, sizeof(names), file) && fgets(numbers, sizeof(numbers), file)) {
		name = strtok_r(names, " \n", &more_names);
		number = strtok_r(numbers, " \n", &more_numbers);
		for (; name && number;
		     name = strtok_r(NULL, " \n", &more_names), number = strtok_r(NULL, " \n", &more_numbers))
			if (strcmp(name, "ListenOverflows") == 0)
				count = atol(number);
	}
	if (file)
		fclose(file);
	return count;
}

static int writable(int fd, int patience)
{
	return poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, patience) > 0;
}

/* Connections that nobody may accept: each is let in, or turned away at a full queue. Those that are let in stay open. */
static const char *knock(struct span sources, struct span destinations, int next)
{
	char near[64], far[64];
	int in = 0, away = 0;
	long turned_away = overflows();

	for (int source = sources.first; source <= sources.last; source++) {
		const char *here = nth(sources, source, near);

		for (int to = destinations.first; to <= destinations.last; to++, next++) {
			int fd = from(here, SOCK_STREAM, IPPROTO_TCP);

			if (fd < 0)
				return text("%s for %s", name_of(-1), here);
			fcntl(fd, F_SETFL, O_NONBLOCK);
			if (connect(fd, AT(nth(destinations, to, far))) < 0 && errno != EINPROGRESS)
				return text("%s for %s", name_of(-1), here);
			for (int tries = 0; tries < 200 && !writable(fd, 10); tries++)
				if (overflows() > turned_away)
					break;
			if (writable(fd, 0)) {
				send(fd, &next, sizeof(next), MSG_NOSIGNAL);
				flows[open_now++] = fd;
				in++;
			} else {
				turned_away = overflows();
				close(fd);
				away++;
			}
		}
	}
	return witnessed(AF_INET) ? text("%d let in, %d turned away", in, away) : "witness lost";
}
