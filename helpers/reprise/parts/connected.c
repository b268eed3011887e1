#include "name_of.c"

#include <fcntl.h>
#include <poll.h>

/* connect(2), for at most two seconds. */
static const char *connected(int fd, const struct sockaddr *to, socklen_t size)
{
	socklen_t length = sizeof(errno);

	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	if (connect(fd, to, size) < 0 && errno != EINPROGRESS)
		return name_of(-1);
	if (poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, 2000) <= 0)
		return "nothing";
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &errno, &length);
	return name_of(errno ? -1 : 0);
}
