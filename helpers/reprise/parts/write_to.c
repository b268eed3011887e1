#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* write(2) of a text to a file that is there. */
static int write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int written = write(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	return written;
}
