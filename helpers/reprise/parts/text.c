#include <stdarg.h>
#include <stdio.h>

/* A text for the moment: the last eight are kept. */
static const char *text(const char *format, ...)
{
	static char texts[8][512];
	static int next;
	char *made = texts[next++ % 8];
	va_list rest;

	va_start(rest, format);
	vsnprintf(made, sizeof(texts[0]), format, rest);
	va_end(rest);
	return made;
}
