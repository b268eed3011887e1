#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

/* The same of IPv6. */
#define GROUP6(group, device) group6(group, device), sizeof(struct ipv6_mreq)

static struct ipv6_mreq *group6(const char *group, const char *device)
{
	static struct ipv6_mreq made;

	inet_pton(AF_INET6, group, &made.ipv6mr_multiaddr);
	made.ipv6mr_interface = if_nametoindex(device);
	return &made;
}
