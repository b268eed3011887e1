#include "born.c"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>

/* A network namespace of my own, with its loopback up. */
static void new_network(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };

	if (unshare(CLONE_NEWNET) < 0)
		missing("a network namespace, which takes root (unshare -Urn will do where there is one user)");
	ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &lo);
}
