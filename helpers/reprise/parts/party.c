#include "outcome.c"

static void name_them(const struct party *party, char *text)
{
	for (int at = 0; at < party->size; at++)
		strcat(strcat(text, at ? "+" : ""), readers[party->readers[at]]);
}
