#include "mailbox.c"
#include "SCM.c"

static int give(int fd, const char *to)
{
	struct sockaddr_un address = address_of(to);
	struct msghdr message = { .msg_name = &address, .msg_namelen = sizeof(address), .msg_iov = &body, .msg_iovlen = 1,
				  .msg_control = &rights, .msg_controllen = sizeof(rights) };
	int pen = socket(AF_UNIX, SOCK_DGRAM, 0), sent;

	rights.head = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof(fd)), .cmsg_level = SOL_SOCKET,
					.cmsg_type = SCM_RIGHTS };
	memcpy(CMSG_DATA(&rights.head), &fd, sizeof(fd));
	sent = sendmsg(pen, &message, MSG_NOSIGNAL);
	close(pen);
	return sent;
}
