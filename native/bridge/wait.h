/*
 * Waits and threads of the bridge. Waits go by a clock that nobody sets: a step of the wall clock
 * neither ends nor prolongs one.
 */
#ifndef BRIDGE_WAIT_H
#define BRIDGE_WAIT_H

#include <pthread.h>
#include <stdbool.h>

void condition_init(pthread_cond_t *condition);

/* Waits for the condition, but for no longer than `nanos`; false when the time was over. */
bool condition_wait_for(pthread_cond_t *condition, pthread_mutex_t *lock, long nanos);

/* Starts a thread with the stack that the C client needs; false when there is none to be had. */
bool thread_start(pthread_t *thread, void *(*run)(void *), void *argument);

/*
 * Runs a function in a thread of its own and waits for it, but for no longer than `nanos`. Where no
 * thread can be had, the function runs in the caller's.
 */
void background_run(void *(*run)(void *), void *argument, long nanos);

#endif
