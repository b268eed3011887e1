/*
 * some.claim
 *
 * A second process binds the port.
 *
 * Guide, Part 1: it does.
 *
 * Recorded on linux-6.1.140. To try it here, as root:
 *
 *     gcc -Wall -o reproducer reproducer.c && ./reproducer
 *
 * Each of host, server, mallory is a process of its own. Every step is printed with the kernel's
 * answer. The exit status is 0 when the kernel answers as recorded, 1 when an answer differs, 4
 * when it could not be tried.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum who { HOST, SERVER, MALLORY, MAIN };
static const char *const names[] = { "host", "server", "mallory", "all together" };

enum { OK = 0, SKIPPED = 4 };

/* "127.0.0.1:80" or "[::1]:80", as the address arguments of bind(2) and connect(2). */
#define AT(text) at(text), *(text) == '[' ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in)

static struct sockaddr *at(const char *text)
{
	static struct sockaddr_storage storage;
	struct sockaddr_in *four = (void *)&storage;
	struct sockaddr_in6 *six = (void *)&storage;
	char address[INET6_ADDRSTRLEN];

	memset(&storage, 0, sizeof(storage));
	sscanf(text + strspn(text, "["), *text == '[' ? "%45[^]]" : "%45[^:]", address);
	storage.ss_family = *text == '[' ? AF_INET6 : AF_INET;
	inet_pton(storage.ss_family, address, *text == '[' ? (void *)&six->sin6_addr : &four->sin_addr);
	four->sin_port = htons(atoi(strrchr(text, ':') + 1)); /* sin6_port lies in the same place */
	return (struct sockaddr *)&storage;
}

/* The value arguments of setsockopt(2). */
#define INT(value) &(int){ value }, sizeof(int)

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

/* One step of mine: the kernel's answer, and the one that was recorded. */
static void answer(int step, const char *what, const char *recorded, const char *answered)
{
	int same = strcmp(answered, recorded) == 0;

	printf("%4d  %s %s = %s", step, names[me], what, answered);
	printf(same ? "\n" : "   <-- recorded: %s\n", recorded);
	shared->answers++;
	if (!same && shared->differing++ == 0)
		snprintf(shared->first, sizeof(shared->first), "step %d, %s %s: %s, where %s was recorded", step,
			 names[me], what, answered, recorded);
}

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

/* The name of an errno that a call left, or "ok". */
static const char *name_of(long result)
{
	return result >= 0 ? "ok" : strerrorname_np(errno);
}

static void call(int step, const char *what, int recorded, long result)
{
	answer(step, what, recorded == OK ? "ok" : strerrorname_np(recorded), name_of(result));
}

/* The end of a process, by this signal: what it held is the kernel's now. */
static void leaves(int step, enum who who, int signal, const char *how)
{
	pass_on();
	if (me == who)
		curtain();
	if (me != MAIN)
		return;
	end(who, signal);
	printf("%4d  %s %s = ok\n", step, names[who], how);
}

/* Into the network namespace of another. */
static void network_of(enum who host)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", shared->pids[host]);
	if (setns(open(path, O_RDONLY | O_CLOEXEC), CLONE_NEWNET) < 0)
		missing(path);
}

/* A network namespace of my own, with its loopback up. */
static void new_network(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };

	if (unshare(CLONE_NEWNET) < 0)
		missing("a network namespace, which takes root (unshare -Urn will do where there is one user)");
	ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &lo);
}

/* Whether what follows is mine to do, now. */
static int turn(enum who who)
{
	char go;

	pass_on();
	if (me == who) {
		if (recv(line, &go, 1, 0) != 1)
			_exit(0);
		acting = 1;
	} else if (me == MAIN) {
		send(lines[who], "", 1, MSG_NOSIGNAL);
		wait_for(who);
	}
	return acting;
}

/* Another user, before the first socket: the uid that counts is that of the process when it calls socket(2). */
static void user(int uid)
{
	setgroups(0, NULL);
	if (setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)
		missing("becoming another user, which takes root");
}

/* Each process has its own. */
static int s1 = -1;

/* tcp4 */
static void play_tcp4(void)
{
	if (born(1, HOST, "born network:new"))
		new_network();
	if (born(2, SERVER, "born uid:1000 network:host")) {
		network_of(HOST);
		user(1000);
	}
	if (born(3, MALLORY, "born uid:1001 network:host")) {
		network_of(HOST);
		user(1001);
	}
	if (turn(SERVER)) {
		call(4, "socket s1 tcp4", OK, s1 = socket(AF_INET, SOCK_STREAM, 0));
		call(5, "set s1 SO_REUSEPORT 1", OK, setsockopt(s1, SOL_SOCKET, SO_REUSEPORT, INT(1)));
		call(6, "bind s1 0.0.0.0:8080", OK, bind(s1, AT("0.0.0.0:8080")));
	}
	if (turn(MALLORY)) {
		call(7, "socket s1 tcp4", OK, s1 = socket(AF_INET, SOCK_STREAM, 0));
		call(8, "set s1 SO_REUSEPORT 1", OK, setsockopt(s1, SOL_SOCKET, SO_REUSEPORT, INT(1)));
		/* Expectation: another user binds: EADDRINUSE from bind. */
		call(9, "bind s1 0.0.0.0:8080", EADDRINUSE, bind(s1, AT("0.0.0.0:8080")));
	}
	leaves(10, SERVER, SIGKILL, "leaves");
	if (turn(MALLORY))
		call(11, "bind s1 0.0.0.0:8080", OK, bind(s1, AT("0.0.0.0:8080")));
}

int main(void)
{
	cpu_set_t one;

	setvbuf(stdout, NULL, _IOLBF, 0);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);

	play_tcp4();
	curtain();

	if (shared->differing) {
		printf("%d of %d answers differ; the first: %s.\n", shared->differing, shared->answers,
		       shared->first);
		return 1;
	}
	printf("All %d answers are as recorded on %s.\n", shared->answers, "linux-6.1.140");
	return 0;
}
