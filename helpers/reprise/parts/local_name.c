#include "name_of.c"
#include "text_of.c"

/* getsockname(2) */
static const char *local_name(int fd)
{
	static char text[64];
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		return name_of(-1);
	return text_of(&address, text);
}
