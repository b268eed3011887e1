#include "party.c"
#include "reached.c"

/* Chi-squared against the value that chance exceeds once in 10^9 times. */
static void evenness(const struct party *party, int numbers, int each, char *text)
{
	static const double bound[] = { 0, 0, 37.3, 41.4, 44.8, 47.9, 50.7, 53.3, 55.9 };
	double expected = (double)reached(party, numbers) / party->size, squares = 0;

	(void)each;
	for (int at = 0; at < party->size; at++) {
		struct party one = { .size = 1, .readers = { party->readers[at] } };
		double off = reached(&one, numbers) - expected;

		squares += off * off / expected;
	}
	name_them(party, text);
	strcat(text, squares <= bound[party->size] ? " evenly" : " unevenly");
}
