#include <stdio.h>

/* Endpoints that differ in one number: EACH("127.0.0.1:%d", 20000, 20063), or ONE("127.0.0.1:80"). */
struct span {
	const char *endpoint;
	int first, last;
};
#define EACH(endpoint, first, last) (struct span){ endpoint, first, last }
#define ONE(endpoint) (struct span){ endpoint, 0, 0 }

static const char *nth(struct span span, int number, char text[64])
{
	snprintf(text, 64, span.endpoint, number);
	return text;
}
