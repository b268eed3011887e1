#include "answers.c"

/*
 * Who got which of the numbered datagrams or connections. Which of several gets one may be the choice of a hash with a
 * random seed: so what is compared is whether each arrived once, and whether a reader got none of them, some, or all;
 * and sockets that are too many for so few flows to be told apart by, count as one.
 */
static struct arrivals {
	unsigned char got[READERS][NUMBERS];
} *arrivals;

static void arrived(int reader, int number)
{
	if (number >= 0 && number < NUMBERS)
		arrivals->got[reader][number]++;
}

/* A step that read so many. What they are worth is told when all have read. */
static void have_read(int step, const char *what, int count)
{
	printf("%4d  %s %s = %d of them\n", step, names[me], what, count);
	shared->answers++;
}
