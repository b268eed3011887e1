#include "answers.c"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What this needs is not there, which says nothing about what was to be shown. */
static void missing(const char *what)
{
	printf("SKIP: %s: %s\n", what, strerror(errno));
	shared->skipped = 1;
	exit(SKIPPED);
}

/* A new process, which goes on from here as `who`; true in that process. */
static int born(int step, enum who who, const char *how)
{
	int ends[2];
	pid_t child;

	pass_on();
	if (me != MAIN)
		return 0;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0 || (child = fork()) < 0)
		missing("another process");
	if (child > 0) {
		shared->pids[who] = child;
		close(ends[1]);
		lines[who] = ends[0];
		wait_for(who);
		return 0;
	}
	me = who;
	acting = 1;
	line = ends[1];
	close(ends[0]);
	for (int other = 0; other < MAIN; other++)
		if (other != (int)who && shared->pids[other] > 0)
			close(lines[other]);
	answer(step, how, "ok", "ok");
	return 1;
}
