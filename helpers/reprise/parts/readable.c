#include <poll.h>

/* Whether there is something to read, or to accept, within two seconds. */
static int readable(int fd)
{
	return poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 2000) > 0;
}
