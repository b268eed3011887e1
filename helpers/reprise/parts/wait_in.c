#include "LINGER_0.c"
#include "asleep.c"

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>

enum { IN_ACCEPT, IN_EPOLL, IN_EXCLUSIVE_EPOLL };

static void take_one(struct waiter *waiter)
{
	int fd = accept4(waiter->listener, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	waiter->taken++;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, LINGER_0);
	close(fd);
}

static void work(struct waiter *waiter)
{
	struct epoll_event event = { .events = EPOLLIN | (waiter->how == IN_EXCLUSIVE_EPOLL ? EPOLLEXCLUSIVE : 0) };
	int epoll = epoll_create1(0);

	epoll_ctl(epoll, EPOLL_CTL_ADD, waiter->listener, &event);
	waiter->ready = 1;
	for (;;)
		if (waiter->how == IN_ACCEPT || epoll_wait(epoll, &event, 1, -1) == 1)
			take_one(waiter);
}

/* A worker process begins to wait at the listener, and takes every connection that comes. */
static const char *wait_in(int listener, int how)
{
	struct waiter *waiter = waiter_at(listener);
	pid_t pid;

	waiter->how = how;
	/* It is the open socket, and not the descriptor, that blocks: for all who share it. */
	fcntl(listener, F_SETFL, how == IN_ACCEPT ? 0 : O_NONBLOCK);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		work(waiter);
	}
	waiter->pid = pid;
	if (!asleep(waiter))
		return "nothing";
	waiter->sleeps_at_first = sleeps(waiter);
	return "ok";
}
