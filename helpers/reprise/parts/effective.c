#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Makes this my effective capabilities, of those that are permitted. */
static int effective(unsigned int capabilities)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) < 0)
		return -1;
	data[0].effective = capabilities;
	data[1].effective = 0;
	return syscall(SYS_capset, &header, data);
}
