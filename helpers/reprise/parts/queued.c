#include "queue_of.c"

/* The same, where a hash deals connections to several listeners: whether any wait. */
static const char *queued(int listener)
{
	static char some[40] = "some";
	const char *exactly = queue_of(listener);

	if (*exactly < '0' || *exactly > '9')
		return exactly;
	strcpy(some + (*exactly == '0' ? sprintf(some, "none") : sprintf(some, "some")), strchr(exactly, ' '));
	return some;
}
