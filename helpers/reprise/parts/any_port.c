#include "text.c"

#include <stdlib.h>
#include <string.h>

/* An endpoint whose port was the kernel's to choose. */
static const char *any_port(const char *endpoint)
{
	const char *colon = strrchr(endpoint, ':');

	return colon && atoi(colon + 1) > 0 ? text("%.*s:any", (int)(colon - endpoint), endpoint) : endpoint;
}
