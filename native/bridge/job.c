#include "job.h"

#include <stddef.h>

#include "fork.h"
#include "thread.h"
#include "wait.h"

enum {
    MAX_IDLE = 8,
    SECOND = 1000 * 1000 * 1000
};

/* Threads that wait for the next job. A job that finds none gets a new one. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    job *first;
    job **last;
    int idle; /* without those for which the queue has a job */
    fork_link link;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

static pthread_once_t started = PTHREAD_ONCE_INIT;

/* The threads have stayed in the parent, and so have the jobs. */
static void after_fork(fork_link *link)
{
    (void)link;
    pthread_mutex_init(&pool.lock, NULL);
    condition_init(&pool.filled);
    pool.first = NULL;
    pool.last = &pool.first;
    pool.idle = 0;
}

static void start(void)
{
    condition_init(&pool.filled);
    pool.last = &pool.first;
    fork_watch(&pool.link, after_fork);
}

void job_init(job *one, void (*run)(job *one), void (*release)(job *one))
{
    pthread_mutex_init(&one->lock, NULL);
    condition_init(&one->ended);
    one->next = NULL;
    one->run = run;
    one->release = release;
    one->done = one->left = false;
}

void job_release(job *one)
{
    pthread_cond_destroy(&one->ended);
    pthread_mutex_destroy(&one->lock);
    one->release(one);
}

static void work_on(job *one)
{
    one->run(one);
    pthread_mutex_lock(&one->lock);
    bool left = one->left;

    one->done = true;
    pthread_cond_signal(&one->ended);
    pthread_mutex_unlock(&one->lock);
    if (left) {
        job_release(one);
    }
}

/* The next job; NULL when enough other threads wait for one. */
static job *next_job(void)
{
    job *one = NULL;

    pthread_mutex_lock(&pool.lock);
    if (pool.idle < MAX_IDLE) {
        pool.idle++;
        while (!pool.first) {
            condition_wait_for(&pool.filled, &pool.lock, SECOND);
        }
        one = pool.first;
        pool.first = one->next;
        if (!pool.first) {
            pool.last = &pool.first;
        }
    }
    pthread_mutex_unlock(&pool.lock);
    return one;
}

static void *serve(void *argument)
{
    for (job *one = argument; one; one = next_job()) {
        work_on(one);
    }
    return NULL;
}

/* False without a thread for the job. */
static bool submit(job *one)
{
    pthread_once(&started, start);
    pthread_mutex_lock(&pool.lock);
    bool queued = pool.idle > 0;

    if (queued) {
        pool.idle--;
        *pool.last = one;
        pool.last = &one->next;
        pthread_cond_signal(&pool.filled);
    }
    pthread_mutex_unlock(&pool.lock);
    return queued || bridge_thread_start(serve, one);
}

void job_start(job *one)
{
    if (!submit(one)) {
        one->run(one);
        one->done = true;
    }
}

bool job_wait(job *one, int64_t nanos)
{
    int64_t until = monotonic_nanos() + nanos;
    int64_t rest = nanos;

    pthread_mutex_lock(&one->lock);
    while (!one->done && rest > 0) {
        condition_wait_for(&one->ended, &one->lock, rest);
        rest = until - monotonic_nanos();
    }
    bool done = one->done;

    pthread_mutex_unlock(&one->lock);
    return done;
}

void job_leave(job *one)
{
    pthread_mutex_lock(&one->lock);
    bool done = one->done;

    one->left = true;
    pthread_mutex_unlock(&one->lock);
    if (done) {
        job_release(one);
    }
}
