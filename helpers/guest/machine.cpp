#include "guest/machine.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

namespace machine {

namespace {

void complain(const char *what, const char *of) { std::printf("guest: %s %s: %s\n", what, of, std::strerror(errno)); }

void mount_at(const char *kind, const char *place)
{
    mkdir(place, 0755);
    if (mount(kind, place, kind, 0, nullptr) != 0) complain("mounting", place);
}

void make_device(const char *path, unsigned major, unsigned minor)
{
    if (mknod(path, S_IFCHR | 0666, makedev(major, minor)) != 0 && errno != EEXIST) complain("making", path);
}

/// Every file in /modules, in the order of the names: whoever packed them has put those first that others need.
void load_modules()
{
    std::error_code none;
    std::vector<std::filesystem::path> all;
    for (const auto &entry : std::filesystem::directory_iterator("/modules", none))
        all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    for (const auto &path : all) {
        const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0 || (syscall(SYS_finit_module, file, "", 0) != 0 && errno != EEXIST))
            complain("loading", path.c_str());
        close(file);
    }
}

void raise_loopback()
{
    const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
    request.ifr_flags = IFF_UP;
    if (ioctl(any, SIOCSIFFLAGS, &request) != 0) complain("raising", "lo");
    close(any);
}

} // namespace

void prepare()
{
    umask(0);
    mount_at("proc", "/proc");
    mount_at("sysfs", "/sys");
    mount_at("tmpfs", "/tmp");
    mount_at("tmpfs", "/dev");
    // Numbered in Documentation/admin-guide/devices.txt.
    make_device("/dev/null", 1, 3);
    make_device("/dev/ttyS1", 4, 65);
    load_modules();
    raise_loopback();
}

int results_line()
{
    const int line = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
    termios bytes{};
    if (line < 0 || tcgetattr(line, &bytes) != 0) throw std::system_error(errno, std::generic_category(), "/dev/ttyS1");
    cfmakeraw(&bytes);
    bytes.c_cflag |= CLOCAL;
    cfsetspeed(&bytes, B115200);
    if (tcsetattr(line, TCSANOW, &bytes) != 0) throw std::system_error(errno, std::generic_category(), "/dev/ttyS1");
    return line;
}

void switch_off(int line)
{
    std::fflush(stdout);
    tcdrain(line);
    sync();
    reboot(RB_AUTOBOOT);
    // It returns only where it was refused, and process 1 must not end.
    std::printf("guest: cannot switch off: %s\n", std::strerror(errno));
    while (true)
        pause();
}

} // namespace machine
