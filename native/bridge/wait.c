#include "wait.h"

#include <errno.h>
#include <time.h>

enum {
    SECOND = 1000 * 1000 * 1000
};

int64_t monotonic_nanos(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

#ifdef __APPLE__
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
