#include "arrivals.c"

#include <sys/socket.h>

/* The numbers of the datagrams that wait now, which are to come in the order in which they were sent. */
static void collect_as_come(int step, const char *what, int fd, int reader)
{
	int number, last = -1, count = 0;

	for (; recv(fd, &number, sizeof(number), MSG_DONTWAIT) > 0; count++, last = number) {
		arrived(reader, number);
		if (number < last)
			answer(step, what, "in order", "out of order");
	}
	have_read(step, what, count);
}
