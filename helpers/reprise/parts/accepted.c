#include "name_of.c"
#include "readable.c"
#include "text_of.c"

/* accept(2), where there is a connection to accept; whom it is from. */
static const char *accepted(int listener, int *connection)
{
	static char text[72] = "from ";
	struct sockaddr_storage peer;
	socklen_t size = sizeof(peer);

	if (!readable(listener))
		return "nothing";
	*connection = accept(listener, (struct sockaddr *)&peer, &size);
	if (*connection < 0)
		return name_of(-1);
	text_of(&peer, text + 5);
	return text;
}
