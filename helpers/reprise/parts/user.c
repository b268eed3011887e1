#include "born.c"

#include <grp.h>
#include <unistd.h>

/* Another user, before the first socket: the uid that counts is that of the process when it calls socket(2). */
static void user(int uid)
{
	setgroups(0, NULL);
	if (setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)
		missing("becoming another user, which takes root");
}
