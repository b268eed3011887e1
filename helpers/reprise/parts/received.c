#include "name_of.c"
#include "readable.c"

#include <sys/socket.h>

/* recv(2), where there is something to receive. */
static const char *received(int fd)
{
	static char text[2056] = "got ";
	ssize_t length;

	if (!readable(fd))
		return "nothing";
	length = recv(fd, text + 4, sizeof(text) - 5, MSG_DONTWAIT);
	if (length < 0)
		return errno == EAGAIN ? "nothing" : name_of(-1);
	text[4 + length] = 0;
	return length == 0 ? "end" : text;
}
