#include "text.c"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* An abstract name of unix(7), where another process can send a socket to. */
static struct sockaddr_un address_of(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strncpy(address.sun_path + 1, text("%d %s", getppid(), name), sizeof(address.sun_path) - 2);
	return address;
}

static int mailbox(const char *name)
{
	struct sockaddr_un address = address_of(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	return bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ? -1 : fd;
}
