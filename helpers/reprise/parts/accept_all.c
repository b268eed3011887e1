#include "arrivals.c"
#include "LINGER_0.c"
#include "waits.c"

#include <sys/socket.h>

/* The numbers of the connections that wait now; they are reset. */
static void accept_all(int step, const char *what, int listener, int reader)
{
	int number, count = 0;

	for (; waits(listener); count++) {
		int fd = accept(listener, NULL, NULL);

		if (recv(fd, &number, sizeof(number), 0) > 0)
			arrived(reader, number);
		setsockopt(fd, SOL_SOCKET, SO_LINGER, LINGER_0);
		close(fd);
	}
	have_read(step, what, count);
}
