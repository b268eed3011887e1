#include "name_of.c"
#include "span.c"
#include "from.c"
#include "witness.c"

/* From each source to each destination so many datagrams, numbered from `next` on. */
static const char *send_flows(struct span sources, struct span destinations, int next, int each, int protocol)
{
	char near[64], far[64];
	int first = next;

	for (int source = sources.first; source <= sources.last; source++) {
		const char *here = nth(sources, source, near);
		int fd = from(here, SOCK_DGRAM, protocol);

		for (int to = destinations.first; fd >= 0 && to <= destinations.last; to++) {
			const char *there = nth(destinations, to, far);

			for (int time = 0; time < each; time++, next++)
				if (sendto(fd, &next, sizeof(next), 0, AT(there)) < 0)
					return text("%s for %s", name_of(-1), here);
		}
		if (fd < 0)
			return text("%s for %s", name_of(-1), here);
		close(fd);
	}
	return witnessed(*sources.endpoint == '[' ? AF_INET6 : AF_INET) ? text("%d sent", next - first) :
									  "witness lost";
}
