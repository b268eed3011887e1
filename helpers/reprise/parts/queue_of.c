#include "name_of.c"

#include <netinet/tcp.h>
#include <sys/socket.h>

/* How many connections wait to be accepted at a listener, of how many that may. */
static const char *queue_of(int listener)
{
	static char text[32];
	struct tcp_info info;
	socklen_t size = sizeof(info);

	if (getsockopt(listener, IPPROTO_TCP, TCP_INFO, &info, &size) < 0)
		return name_of(-1);
	snprintf(text, sizeof(text), "%u of %u", info.tcpi_unacked, info.tcpi_sacked);
	return text;
}
