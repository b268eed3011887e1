#include "rtnetlink.c"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

/* What is sent to these addresses stays here. */
static int lay_local_route(const char *address, int prefix)
{
	int family = strchr(address, ':') ? AF_INET6 : AF_INET;
	struct rtmsg body = { .rtm_family = family, .rtm_dst_len = prefix, .rtm_table = RT_TABLE_LOCAL,
			      .rtm_protocol = RTPROT_STATIC, .rtm_scope = RT_SCOPE_HOST, .rtm_type = RTN_LOCAL };
	char bytes[16];

	inet_pton(family, address, bytes);
	begin(RTM_NEWROUTE, NLM_F_CREATE, &body, sizeof(body));
	attribute(RTA_DST, bytes, family == AF_INET6 ? 16 : 4);
	attribute(RTA_OIF, &(int){ if_nametoindex("lo") }, sizeof(int));
	return ask();
}
