#include "born.c"

#include <fcntl.h>
#include <sched.h>

/* Into the network namespace of another. */
static void network_of(enum who host)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", shared->pids[host]);
	if (setns(open(path, O_RDONLY | O_CLOEXEC), CLONE_NEWNET) < 0)
		missing(path);
}
