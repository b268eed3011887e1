#include "turns.c"
#include "raise_link.c"
#include "rtnetlink.c"

#include <linux/veth.h>

/* A pair of veth devices, the other end in the network namespace of another. */
static int lay_cable(const char *here, const char *there, enum who other)
{
	struct ifinfomsg body = { 0 };
	struct rtattr *info, *data, *peer;

	begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &body, sizeof(body));
	attribute(IFLA_IFNAME, here, strlen(here) + 1);
	info = attribute(IFLA_LINKINFO, NULL, 0);
	attribute(IFLA_INFO_KIND, "veth", 5);
	data = attribute(IFLA_INFO_DATA, NULL, 0);
	peer = attribute(VETH_INFO_PEER, NULL, 0);
	append(&body, sizeof(body));
	attribute(IFLA_IFNAME, there, strlen(there) + 1);
	attribute(IFLA_NET_NS_PID, &shared->pids[other], sizeof(pid_t));
	peer->rta_len = (char *)&request + request.head.nlmsg_len - (char *)peer;
	data->rta_len = (char *)&request + request.head.nlmsg_len - (char *)data;
	info->rta_len = (char *)&request + request.head.nlmsg_len - (char *)info;
	return ask() < 0 ? -1 : raise_link(here);
}
