#include "arrivals.c"
#include "waits.c"

#include <sys/socket.h>

/* The numbers of the connections that wait now; they are answered, and kept. */
static void serve(int step, const char *what, int listener, int reader)
{
	int number, count = 0;

	for (; waits(listener); count++) {
		int fd = accept(listener, NULL, NULL);

		if (recv(fd, &number, sizeof(number), 0) > 0)
			arrived(reader, number);
		send(fd, &number, sizeof(number), MSG_NOSIGNAL);
	}
	have_read(step, what, count);
}
