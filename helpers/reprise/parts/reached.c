#include "outcome.c"

/* How many of the numbers reached any of them. */
static int reached(const struct party *party, int numbers)
{
	int count = 0;

	for (int number = 0; number < numbers; number++)
		for (int at = 0; at < party->size; at++)
			if (arrivals->got[party->readers[at]][number]) {
				count++;
				break;
			}
	return count;
}
