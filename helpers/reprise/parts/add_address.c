#include "rtnetlink.c"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>

/* Whether a datagram reaches it: an IPv6 address has its local route only some time after it can be bound. */
static int reaches_itself(int family, const void *address)
{
	struct sockaddr_in6 six = { .sin6_family = family };
	socklen_t size = family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
	int fd = socket(family, SOCK_DGRAM, 0), arrived;

	memcpy(family == AF_INET6 ? (void *)&six.sin6_addr : &((struct sockaddr_in *)&six)->sin_addr, address,
	       family == AF_INET6 ? 16 : 4);
	bind(fd, (struct sockaddr *)&six, size);
	getsockname(fd, (struct sockaddr *)&six, &size);
	sendto(fd, "", 1, 0, (struct sockaddr *)&six, size);
	arrived = poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 10) > 0;
	close(fd);
	return arrived;
}

static int add_address(const char *device, const char *address, int prefix)
{
	int family = strchr(address, ':') ? AF_INET6 : AF_INET, size = family == AF_INET6 ? 16 : 4;
	struct ifaddrmsg body = { .ifa_family = family, .ifa_prefixlen = prefix, .ifa_index = if_nametoindex(device),
				  .ifa_flags = family == AF_INET6 ? IFA_F_NODAD : 0 };
	char bytes[16];

	inet_pton(family, address, bytes);
	begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &body, sizeof(body));
	attribute(IFA_LOCAL, bytes, size);
	attribute(IFA_ADDRESS, bytes, size);
	if (ask() < 0)
		return -1;
	for (int tries = 0; tries < 200 && !reaches_itself(family, bytes); tries++)
		poll(NULL, 0, 1);
	return 0;
}
