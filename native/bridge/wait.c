#include "wait.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum {
    STACK_SIZE = 1024 * 1024,
    SECOND = 1000 * 1000 * 1000
};

#ifdef __APPLE__
void condition_init(pthread_cond_t *condition)
{
    pthread_cond_init(condition, NULL);
}

bool condition_wait_for(pthread_cond_t *condition, pthread_mutex_t *lock, long nanos)
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

bool condition_wait_for(pthread_cond_t *condition, pthread_mutex_t *lock, long nanos)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += nanos / SECOND;
    until.tv_nsec += nanos % SECOND;
    if (until.tv_nsec >= SECOND) {
        until.tv_sec++;
        until.tv_nsec -= SECOND;
    }
    return pthread_cond_timedwait(condition, lock, &until) != ETIMEDOUT;
}
#endif

bool thread_start(pthread_t *thread, void *(*run)(void *), void *argument)
{
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    int status = pthread_create(thread, &attributes, run, argument);

    pthread_attr_destroy(&attributes);
    return status == 0;
}

/* What the thread and its starter share; the last of the two to leave frees it. */
typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    void *(*run)(void *);
    void *argument;
    int users;
    bool done;
} background;

static void leave(background *shared)
{
    int users = --shared->users;

    pthread_mutex_unlock(&shared->lock);
    if (users == 0) {
        pthread_cond_destroy(&shared->ended);
        pthread_mutex_destroy(&shared->lock);
        free(shared);
    }
}

static void *run_background(void *argument)
{
    background *shared = argument;

    shared->run(shared->argument);
    pthread_mutex_lock(&shared->lock);
    shared->done = true;
    pthread_cond_signal(&shared->ended);
    leave(shared);
    return NULL;
}

void background_run(void *(*run)(void *), void *argument, long nanos)
{
    background *shared = calloc(1, sizeof(*shared));
    pthread_t thread;

    if (shared) {
        pthread_mutex_init(&shared->lock, NULL);
        condition_init(&shared->ended);
        shared->run = run;
        shared->argument = argument;
        shared->users = 2;
        pthread_mutex_lock(&shared->lock);
        if (thread_start(&thread, run_background, shared)) {
            pthread_detach(thread);
            if (!shared->done) {
                condition_wait_for(&shared->ended, &shared->lock, nanos);
            }
            leave(shared);
            return;
        }
        shared->users = 1;
        leave(shared);
    }
    run(argument);
}
