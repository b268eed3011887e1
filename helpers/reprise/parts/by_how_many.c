#include "share.c"

/* The same, and whether it was one of them that got it. */
static void by_how_many(const struct party *party, int numbers, int each, char *text)
{
	int some = 0;

	share(party, numbers, each, text);
	for (int at = 0; at < party->size; at++)
		some += reached(&(struct party){ .size = 1, .readers = { party->readers[at] } }, numbers) > 0;
	strcat(text, some > 1 ? " by several" : " by one");
}
