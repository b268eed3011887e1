#include "name_of.c"

/* getsockopt(2) of an int. */
static const char *value_of(int fd, int level, int option)
{
	static char text[16];
	socklen_t size = sizeof(int);
	int value = 0;

	if (getsockopt(fd, level, option, &value, &size) < 0)
		return name_of(-1);
	snprintf(text, sizeof(text), "%d", value);
	return text;
}
