#include "name_of.c"
#include "readable.c"

#include <sys/socket.h>

/* recv(2) to the end. */
static const char *drained(int fd)
{
	static char buffer[65536];

	while (readable(fd)) {
		ssize_t length = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);

		if (length == 0)
			return "end";
		if (length < 0 && errno != EAGAIN)
			return name_of(-1);
	}
	return "nothing";
}
