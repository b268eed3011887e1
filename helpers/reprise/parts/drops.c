#include "name_of.c"

#include <linux/sock_diag.h>

/* Whether the kernel dropped datagrams because this queue was full. */
static const char *drops(int fd)
{
	unsigned int memory[SK_MEMINFO_VARS];
	socklen_t size = sizeof(memory);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &size) < 0)
		return name_of(-1);
	return memory[SK_MEMINFO_DROPS] ? "some" : "none";
}
