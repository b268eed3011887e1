#include "raise_link.c"

#include <poll.h>

/* Waits until the device carries what is sent. */
static const char *link_up(const char *device)
{
	struct ifreq request = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	strncpy(request.ifr_name, device, IFNAMSIZ - 1);
	for (int tries = 0; tries < 200 && !(request.ifr_flags & IFF_RUNNING); tries++, poll(NULL, 0, 10))
		ioctl(fd, SIOCGIFFLAGS, &request);
	close(fd);
	raise_link(device); /* waits for the lock under which the queue is opened */
	return request.ifr_flags & IFF_RUNNING ? "ok" : "never up";
}
