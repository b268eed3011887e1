#include "waiter.c"

#include <poll.h>
#include <sys/syscall.h>

/* Whether it sleeps, within two seconds, in the call it waits in: the kernel names that only of who is off his processor. */
static int asleep(const struct waiter *waiter)
{
	for (int tries = 0; tries < 200; tries++, poll(NULL, 0, 10)) {
		const char *call = told(waiter, "syscall");

		if (waiter->ready && *call >= '0' && *call <= '9' &&
		    (atol(call) == SYS_accept4 || atol(call) == SYS_accept || atol(call) == SYS_epoll_pwait ||
#ifdef SYS_epoll_wait
		     atol(call) == SYS_epoll_wait ||
#endif
		     0))
			return 1;
	}
	return 0;
}
