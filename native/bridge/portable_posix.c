#ifndef _WIN32
#include "portable.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "wait.h"
#include "wakeup.h"

#ifdef __linux__
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#else
#include <sys/random.h>
#endif

enum {
    SECOND = 1000 * 1000 * 1000
};

void portable_at_fork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void))
{
    pthread_atfork(before, in_parent, in_child);
}

int portable_thread_create(pthread_t *thread, const pthread_attr_t *attributes,
                           void *(*run)(void *), void *argument)
{
    static const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    sigset_t all, before;

    sigfillset(&all);
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        sigdelset(&all, faults[i]);
    }
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int problem = pthread_create(thread, attributes, run, argument);

    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return problem;
}

uint64_t portable_thread_id(void)
{
    return (uint64_t)(uintptr_t)pthread_self();
}

#ifdef __APPLE__
uintptr_t portable_stack_end(void)
{
    pthread_t self = pthread_self();

    return (uintptr_t)pthread_get_stackaddr_np(self) - pthread_get_stacksize_np(self);
}

void condition_init(pthread_cond_t *condition)
{
    pthread_cond_init(condition, NULL);
}

bool condition_wait_for(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t nanos)
{
    struct timespec length = {nanos / SECOND, nanos % SECOND};

    return pthread_cond_timedwait_relative_np(condition, lock, &length) != ETIMEDOUT;
}
#else
uintptr_t portable_stack_end(void)
{
    pthread_attr_t attributes;
    void *end = NULL;
    size_t size;

    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        if (pthread_attr_getstack(&attributes, &end, &size) != 0) {
            end = NULL;
        }
        pthread_attr_destroy(&attributes);
    }
    return (uintptr_t)end;
}

void condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

bool condition_wait_for(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t nanos)
{
    int64_t end = monotonic_nanos() + nanos;
    struct timespec until = {(time_t)(end / SECOND), (long)(end % SECOND)};

    return pthread_cond_timedwait(condition, lock, &until) != ETIMEDOUT;
}
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

/* A system without the call has the device. */
static bool read_device(uint8_t *out, size_t size)
{
    int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    size_t done = 0;

    while (file >= 0 && done < size) {
        ssize_t part = read(file, out + done, size - done);

        if (part <= 0 && errno != EINTR) {
            break;
        }
        done += part > 0 ? (size_t)part : 0;
    }
    if (file >= 0) {
        close(file);
    }
    return done == size;
}

bool portable_random(uint8_t *out, size_t size)
{
    size_t done = 0;

    while (done < size) {
        /* Up to 256 bytes come in one piece. */
        size_t wanted = size - done < 256 ? size - done : 256;
#ifdef __linux__
        long part = syscall(SYS_getrandom, out + done, wanted, 0);
#else
        long part = getentropy(out + done, wanted) == 0 ? (long)wanted : -1;
#endif

        if (part < 0 && errno != EINTR) {
            return read_device(out, size);
        }
        done += part > 0 ? (size_t)part : 0;
    }
    return true;
}

/*
 * Blocks of this size and more come from the system and go back to it. After a large block
 * is freed, glibc's malloc would keep as much memory in each of its arenas; and for a growing
 * block, pages move instead of being copied.
 */
#ifdef __linux__
enum {
    MAPPED = 256 * 1024
};

void *portable_block_resize(void *block, size_t size, size_t wanted)
{
    if (wanted < MAPPED) {
        return realloc(block, wanted);
    }
    void *grown = size >= MAPPED ? mremap(block, size, wanted, MREMAP_MAYMOVE)
                                 : mmap(NULL, wanted, PROT_READ | PROT_WRITE,
                                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (grown == MAP_FAILED) {
        return NULL;
    }
    if (block && size < MAPPED) {
        memcpy(grown, block, size);
        free(block);
    }
    return grown;
}

void portable_block_free(void *block, size_t size)
{
    if (size >= MAPPED) {
        munmap(block, size);
    }
    else {
        free(block);
    }
}
#else
void *portable_block_resize(void *block, size_t size, size_t wanted)
{
    (void)size;
    return realloc(block, wanted);
}

void portable_block_free(void *block, size_t size)
{
    (void)size;
    free(block);
}
#endif
#endif
