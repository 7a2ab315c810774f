#include <pthread.h>
#include <stddef.h>

#include "internal.h"

/* What is watched, in no order. */
static fork_link *first;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

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
    for (fork_link *link = first; link; link = link->next) {
        link->after_fork(link);
    }
}

static void start_watching(void)
{
    pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

void fork_watch(fork_link *link, void (*after_fork)(fork_link *link))
{
    pthread_once(&once, start_watching);
    link->after_fork = after_fork;
    pthread_mutex_lock(&lock);
    link->previous = NULL;
    link->next = first;
    if (first) {
        first->previous = link;
    }
    first = link;
    pthread_mutex_unlock(&lock);
}

void fork_forget(fork_link *link)
{
    pthread_mutex_lock(&lock);
    if (link->previous) {
        link->previous->next = link->next;
    }
    else {
        first = link->next;
    }
    if (link->next) {
        link->next->previous = link->previous;
    }
    pthread_mutex_unlock(&lock);
}
