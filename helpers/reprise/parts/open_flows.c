#include "name_of.c"
#include "flows.c"
#include "span.c"
#include "from.c"
#include "witness.c"

/* From each source to each destination one connection that says its number, or, SILENT, says nothing; all stay open. */
#define SILENT (-4096)

static const char *open_flows(struct span sources, struct span destinations, int next)
{
	char near[64], far[64];
	int first = next;

	for (int source = sources.first; source <= sources.last; source++) {
		const char *here = nth(sources, source, near);

		for (int to = destinations.first; to <= destinations.last; to++, next++) {
			int fd = from(here, SOCK_STREAM, IPPROTO_TCP);

			if (fd < 0 || connect(fd, AT(nth(destinations, to, far))) < 0) {
				const char *refusal = text("%s for %s", name_of(-1), here);

				close(fd);
				return refusal;
			}
			if (next >= 0 && send(fd, &next, sizeof(next), MSG_NOSIGNAL) < 0)
				return name_of(-1);
			flows[open_now++] = fd;
		}
	}
	return witnessed(*sources.endpoint == '[' ? AF_INET6 : AF_INET) ? text("%d open", next - first) :
									  "witness lost";
}
