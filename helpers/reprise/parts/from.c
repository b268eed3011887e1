#include "AT.c"

/* A socket bound there, or -1. */
static int from(const char *endpoint, int type)
{
	int fd = socket(*endpoint == '[' ? AF_INET6 : AF_INET, type, 0);

	setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &(int){ 1 }, sizeof(int));
	if (bind(fd, AT(endpoint)) == 0)
		return fd;
	close(fd);
	return -1;
}
