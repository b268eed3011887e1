#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Every process walks through the same text, and does its own part of it when it is its turn: the main process gives the
 * turn to one after the other, and waits until that one has done its part.
 */
static enum who me = MAIN;
static int lines[MAIN]; /* from the main process to each of the others */
static int line;        /* from one of the others to the main process */
static int acting;

/* What all of them share. */
static struct shared {
	pid_t pids[MAIN];
	int answers, differing, skipped;
	char first[512];
} *shared;

static void pass_on(void)
{
	if (acting)
		send(line, "", 1, MSG_NOSIGNAL);
	acting = 0;
}

static void end(enum who who, int signal)
{
	if (shared->pids[who] <= 0)
		return;
	kill(shared->pids[who], signal);
	waitpid(shared->pids[who], NULL, 0);
	close(lines[who]);
	shared->pids[who] = 0;
}

static void end_all(void)
{
	for (int who = 0; who < MAIN; who++)
		end(who, SIGKILL);
}

/* For at most 30 seconds, which is more than anything here takes. */
static void wait_for(enum who who)
{
	char done;

	if (poll(&(struct pollfd){ .fd = lines[who], .events = POLLIN }, 1, 30000) > 0 &&
	    recv(lines[who], &done, 1, 0) == 1)
		return;
	end_all();
	if (shared->skipped)
		exit(SKIPPED);
	printf("%s died, or hangs, after %d answers.\n", names[who], shared->answers);
	exit(1);
}

/* The end of a scene: nobody is left but the main process. */
static void curtain(void)
{
	pass_on();
	if (me != MAIN) {
		recv(line, &(char){ 0 }, 1, 0); /* until I am ended, or the main process is gone */
		_exit(0);
	}
	end_all();
}
