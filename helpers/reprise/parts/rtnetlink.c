#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* One request to rtnetlink(7): begun with a body, continued by attributes, and asked. */
static struct {
	struct nlmsghdr head;
	char rest[512];
} request;

static void *append(const void *data, int size)
{
	void *at = (char *)&request + request.head.nlmsg_len;

	memcpy(at, data, size);
	request.head.nlmsg_len += NLMSG_ALIGN(size);
	return at;
}

static void begin(int type, int flags, const void *body, int size)
{
	memset(&request, 0, sizeof(request));
	request.head = (struct nlmsghdr){ .nlmsg_len = NLMSG_HDRLEN, .nlmsg_type = type,
					  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags };
	append(body, size);
}

static struct rtattr *attribute(int type, const void *data, int size)
{
	struct rtattr *made = append(&(struct rtattr){ .rta_type = type, .rta_len = RTA_LENGTH(size) }, RTA_LENGTH(0));

	if (size > 0)
		append(data, size);
	return made;
}

static int ask(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[1024];
	} reply = { .error.error = -EIO };

	send(fd, &request, request.head.nlmsg_len, 0);
	recv(fd, &reply, sizeof(reply), 0);
	close(fd);
	errno = -reply.error.error;
	return errno ? -1 : 0;
}
