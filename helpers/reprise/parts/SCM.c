#include <string.h>
#include <sys/socket.h>

/* A message that carries a descriptor: one byte, and SCM_RIGHTS. */
static union {
	char room[CMSG_SPACE(sizeof(int))];
	struct cmsghdr head;
} rights;
static char byte;
static struct iovec body = { .iov_base = &byte, .iov_len = 1 };
