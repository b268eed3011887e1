#include "turns.c"

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
