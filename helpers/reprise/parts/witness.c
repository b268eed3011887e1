#include "AT.c"
#include "readable.c"
#include "text.c"

#include <sys/socket.h>

/*
 * A datagram that I send to myself on loopback. Everything happens on one processor, so what was sent before it has been
 * delivered, or is lost, when it arrives. True when it does.
 */
static int witnessed(int family)
{
	const char *any = family == AF_INET6 ? "[::1]:%d" : "127.0.0.1:%d";
	int mirror = socket(family, SOCK_DGRAM, 0), port = 61000, seen;

	while (bind(mirror, AT(text(any, port))) < 0 && port < 62000)
		port++;
	connect(mirror, AT(text(any, port)));
	seen = send(mirror, "", 1, 0) == 1 && readable(mirror);
	close(mirror);
	return seen;
}
