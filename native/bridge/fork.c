#include "fork.h"

#include <pthread.h>
#include <stddef.h>

#include <aerospike/as_random.h>

#include "portable.h"

/* Of the C client: the state of a thread's random numbers, and the seed of query and scan ids. */
extern __thread as_random as_rand;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t started = PTHREAD_ONCE_INIT;
static fork_link *first;

static void before_fork(void)
{
    pthread_mutex_lock(&lock);
}

static void after_fork_in_parent(void)
{
    pthread_mutex_unlock(&lock);
}

static void after_fork_in_child(void)
{
    pthread_mutex_init(&lock, NULL);
    /* The server refuses a query id that it knows, so the child must not go on with its parent's.
     */
    as_rand.initialized = false;
    for (fork_link *link = first; link; link = link->next) {
        link->after_fork(link);
    }
}

static void start(void)
{
    portable_at_fork(before_fork, after_fork_in_parent, after_fork_in_child);
}

void fork_hold(void)
{
    pthread_once(&started, start);
    pthread_mutex_lock(&lock);
}

void fork_release(void)
{
    pthread_mutex_unlock(&lock);
}

void fork_watch(fork_link *link, void (*after_fork)(fork_link *link))
{
    fork_hold();
    link->after_fork = after_fork;
    link->previous = NULL;
    link->next = first;
    if (first) {
        first->previous = link;
    }
    first = link;
    fork_release();
}

void fork_forget(fork_link *link)
{
    fork_hold();
    if (link->previous) {
        link->previous->next = link->next;
    }
    else {
        first = link->next;
    }
    if (link->next) {
        link->next->previous = link->previous;
    }
    fork_release();
}
