#include "mailbox.c"
#include "SCM.c"

static int take(int box)
{
	struct msghdr message = { .msg_iov = &body, .msg_iovlen = 1, .msg_control = &rights,
				  .msg_controllen = sizeof(rights) };
	int fd = -1;

	if (recvmsg(box, &message, MSG_DONTWAIT) < 0 || !CMSG_FIRSTHDR(&message))
		return -1;
	memcpy(&fd, CMSG_DATA(&rights.head), sizeof(fd));
	return fd;
}
