/*
 * Forks: what a child must make again, and what must not happen during a fork.
 *
 * A child has one thread: the one that forked. Locks that other threads held, conditions that they
 * waited on, and the threads themselves exist in the parent alone. Each object with such a part is
 * watched; its after_fork() runs in the child, inside of fork(), before anything else can touch the
 * object.
 */
#ifndef BRIDGE_FORK_H
#define BRIDGE_FORK_H

typedef struct fork_link {
    struct fork_link *next;
    struct fork_link *previous;
    void (*after_fork)(struct fork_link *link);
} fork_link;

/*
 * Begins and ends the watch over an object that contains the link. after_fork() may set fields and
 * initialise locks and conditions; it may not allocate, release or wait.
 */
void fork_watch(fork_link *link, void (*after_fork)(fork_link *link));
void fork_forget(fork_link *link);

/*
 * No fork happens between the two calls: for short work under a lock that the child could not make
 * again, such as a static one of the C client.
 */
void fork_hold(void);
void fork_release(void);

#endif
