#include "name_of.c"

#include <sys/socket.h>

/* send(2) of so many bytes, as fast as the kernel takes them. */
static const char *send_bytes(int fd, long count)
{
	static const char piece[65536];

	while (count > 0) {
		ssize_t sent = send(fd, piece, count < 65536 ? count : 65536, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent > 0)
			count -= sent;
		else if (errno != EAGAIN)
			return name_of(-1);
		else if (poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, 2000) <= 0)
			return "nothing";
	}
	return "ok";
}
