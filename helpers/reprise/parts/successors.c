#include "party.c"

/* Who got the first of a flow that arrived; nobody is READERS. */
static int reader_of(const struct arrivals *lot, int flow, int each)
{
	for (int number = flow * each; number < (flow + 1) * each; number++)
		for (int reader = 0; reader < READERS; reader++)
			if (lot->got[reader][number])
				return reader;
	return READERS;
}

/* Who has now the flows that a reader had in the lot before: one, or several. */
static void successors(const struct party *party, int numbers, int each, char *text)
{
	int heirs[READERS + 1] = { 0 }, count = 0, heir = READERS;

	for (int flow = 0; flow < numbers / each; flow++)
		if (reader_of(&before, flow, each) == party->readers[0])
			heirs[reader_of(arrivals, flow, each)] = 1;
	for (int reader = 0; reader <= READERS; reader++)
		if (heirs[reader]) {
			heir = reader;
			count++;
		}
	name_them(party, text);
	strcat(strcat(text, "'s to "), count > 1 ? "several" : heir == READERS ? "nobody" : readers[heir]);
}
