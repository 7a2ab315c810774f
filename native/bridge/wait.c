#include <time.h>

#include "internal.h"

/* macOS has no other clock for a condition, but a wait that is given its length. */
#ifdef __APPLE__

int condition_init(pthread_cond_t *condition)
{
    return pthread_cond_init(condition, NULL);
}

void condition_wait_for(pthread_cond_t *condition, pthread_mutex_t *lock, long nanos)
{
    struct timespec length = {nanos / 1000000000, nanos % 1000000000};

    pthread_cond_timedwait_relative_np(condition, lock, &length);
}

#else

int condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    int status = pthread_condattr_init(&attributes);

    if (status == 0) {
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
        status = pthread_cond_init(condition, &attributes);
        pthread_condattr_destroy(&attributes);
    }
    return status;
}

void condition_wait_for(pthread_cond_t *condition, pthread_mutex_t *lock, long nanos)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += nanos / 1000000000;
    until.tv_nsec += nanos % 1000000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_cond_timedwait(condition, lock, &until);
}

#endif
