#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int raise_link(const char *device)
{
	struct ifreq request = { .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), raised;

	strncpy(request.ifr_name, device, IFNAMSIZ - 1);
	raised = ioctl(fd, SIOCSIFFLAGS, &request);
	close(fd);
	return raised;
}
