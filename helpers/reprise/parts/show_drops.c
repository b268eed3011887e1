#include "drops.c"

/* The same, of one of several sockets among which a hash chooses whose queue is full. */
static void show_drops(int step, const char *what, int fd)
{
	printf("%4d  %s %s = %s\n", step, names[me], what, drops(fd));
	shared->answers++;
}
