#ifdef _WIN32
#include "portable.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <windows.h>

#include <bcrypt.h>

#include "wait.h"
#include "wakeup.h"

enum {
    SECOND = 1000 * 1000 * 1000
};

void portable_at_fork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void))
{
    (void)before;
    (void)in_parent;
    (void)in_child;
}

int portable_thread_create(pthread_t *thread, const pthread_attr_t *attributes,
                           void *(*run)(void *), void *argument)
{
    return pthread_create(thread, attributes, run, argument);
}

uint64_t portable_thread_id(void)
{
    return GetCurrentThreadId();
}

uintptr_t portable_stack_end(void)
{
    ULONG_PTR low, high;

    GetCurrentThreadStackLimits(&low, &high);
    return low;
}

void condition_init(pthread_cond_t *condition)
{
    pthread_cond_init(condition, NULL);
}

/* The other wait takes a time of the wall clock. */
bool condition_wait_for(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t nanos)
{
    struct timespec length = {(time_t)(nanos / SECOND), (long)(nanos % SECOND)};

    return pthread_cond_timedwait_relative_np(condition, lock, &length) != ETIMEDOUT;
}

/* No loop of Python watches a descriptor that is not a socket. */
void wakeup_open(wakeup *one)
{
    one->reading = one->writing = -1;
}

void wakeup_close(wakeup *one)
{
    (void)one;
}

void wakeup_ring(const wakeup *one)
{
    (void)one;
}

void wakeup_silence(const wakeup *one)
{
    (void)one;
}

bool portable_random(uint8_t *out, size_t size)
{
    return size <= ULONG_MAX &&
           BCryptGenRandom(NULL, out, (ULONG)size, BCRYPT_USE_SYSTEM_PREFERRED_RNG) == 0;
}

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
