#include "text_of.c"

#include <stdio.h>
#include <string.h>

/* TCP sockets as /proc/net/tcp shows them. */
static const char *const states[] = { "",	    "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2",
				      "TIME_WAIT",  "CLOSE",	   "CLOSE_WAIT", "LAST_ACK", "LISTEN",	"CLOSING" };

static struct tcp_socket {
	unsigned int state, queue, timer;
	unsigned long left; /* of the timer, in hundredths of a second */
} found[1024];

static void *bytes_of(const char *hexadecimal, void *bytes)
{
	for (unsigned int *word = bytes; sscanf(hexadecimal, "%8x", word) == 1; word++)
		hexadecimal += 8;
	return bytes;
}

/* Those at "LOCAL" or "LOCAL-REMOTE", left in found[]; how many. */
static int sockets_at(const char *where)
{
	FILE *file = fopen(*where == '[' ? "/proc/self/net/tcp6" : "/proc/self/net/tcp", "r");
	struct sockaddr_in6 ends[2];
	char row[512], addresses[2][33], name[160];
	unsigned int ports[2];
	int count = 0;

	while (file && count < 1024 && fgets(row, sizeof(row), file)) {
		struct tcp_socket *one = &found[count];

		if (sscanf(row, " %*d: %32[0-9A-F]:%x %32[0-9A-F]:%x %x %*x:%x %x:%lx", addresses[0], &ports[0],
			   addresses[1], &ports[1], &one->state, &one->queue, &one->timer, &one->left) != 8)
			continue;
		for (int end = 0; end < 2; end++) {
			struct sockaddr_in *four = (void *)&ends[end];

			ends[end].sin6_family = *where == '[' ? AF_INET6 : AF_INET;
			ends[end].sin6_port = htons(ports[end]);
			bytes_of(addresses[end], *where == '[' ? (void *)&ends[end].sin6_addr : &four->sin_addr);
		}
		text_of(&ends[0], name);
		if (strchr(where, '-'))
			text_of(&ends[1], name + strlen(strcat(name, "-")));
		count += strcmp(name, where) == 0;
	}
	if (file)
		fclose(file);
	return count;
}
