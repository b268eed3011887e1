#include "AT.c"

/* A socket bound there, or -1. Datagrams may go to a broadcast address, and connections from there to several places. */
static int from(const char *endpoint, int type, int protocol)
{
	int fd = socket(*endpoint == '[' ? AF_INET6 : AF_INET, type, protocol);

	setsockopt(fd, SOL_SOCKET, type == SOCK_DGRAM ? SO_BROADCAST : SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	if (bind(fd, AT(endpoint)) == 0)
		return fd;
	close(fd);
	return -1;
}
