#include "none_some_all.c"
#include "knock.c"

/* The same, where a hash deals connections to several listeners. */
static const char *some_let_in(struct span sources, struct span destinations, int next)
{
	const char *exactly = knock(sources, destinations, next);
	int in, away;

	if (sscanf(exactly, "%d let in, %d turned away", &in, &away) != 2)
		return exactly;
	return text("%s let in, %s turned away", none_some_all(in, in + away), none_some_all(away, in + away));
}
