#include <errno.h>
#include <sys/fsuid.h>

/* setfsuid(2) reports nothing; asking for an impossible one tells which holds. */
static int change_fsuid(int uid)
{
	setfsuid(uid);
	errno = EPERM;
	return setfsuid(-1) == uid ? 0 : -1;
}
