#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

/* A multicast group on a device, as the value arguments of setsockopt(2); "any" device is the one that the routes name. */
#define GROUP4(group, device)                                                                   \
	(&(struct ip_mreqn){ .imr_multiaddr.s_addr = inet_addr(group), .imr_ifindex = if_nametoindex(device) }), \
		sizeof(struct ip_mreqn)
