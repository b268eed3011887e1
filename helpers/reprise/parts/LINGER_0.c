#include <sys/socket.h>

/* close(2) will reset the connection, and leave no TIME_WAIT. */
#define LINGER_0 &(struct linger){ .l_onoff = 1, .l_linger = 0 }, sizeof(struct linger)
