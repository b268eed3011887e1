#include "party.c"
#include "reached.c"

static void share(const struct party *party, int numbers, int each, char *text)
{
	int count = reached(party, numbers);

	(void)each;
	name_them(party, text);
	strcat(text, count == 0 ? " none" : count == numbers ? " all" : " some");
}
