#include <poll.h>

/* Whether something waits there now. */
static int waits(int fd)
{
	return poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 0) > 0;
}
