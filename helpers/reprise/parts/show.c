#include "answers.c"

/* A step whose answer is a hash's choice, and another one the next time: it is shown, and compared with nothing. */
static void show(int step, const char *what, const char *answered)
{
	printf("%4d  %s %s = %s\n", step, names[me], what, answered);
	shared->answers++;
}
