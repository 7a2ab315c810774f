#include "wakeup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#endif

void wakeup_open(wakeup *one)
{
#ifdef __linux__
    one->reading = one->writing = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
#else
    int ends[2];

    if (pipe(ends) != 0) {
        one->reading = one->writing = -1;
        return;
    }
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    }
    one->reading = ends[0];
    one->writing = ends[1];
#endif
}

void wakeup_close(wakeup *one)
{
    if (one->reading >= 0) {
        close(one->reading);
    }
    if (one->writing >= 0 && one->writing != one->reading) {
        close(one->writing);
    }
    one->reading = one->writing = -1;
}

/* A number of eight bytes is what an eventfd takes; a pipe takes anything. */
void wakeup_ring(const wakeup *one)
{
    uint64_t count = 1;

    while (one->writing >= 0 && write(one->writing, &count, sizeof(count)) < 0 && errno == EINTR) {
    }
}

void wakeup_silence(const wakeup *one)
{
    uint64_t count;

    while (one->reading >= 0 && read(one->reading, &count, sizeof(count)) < 0 && errno == EINTR) {
    }
}
