#include <errno.h>
#include <string.h>

/* The name of an errno that a call left, or "ok". */
static const char *name_of(long result)
{
	return result >= 0 ? "ok" : strerrorname_np(errno);
}
