/*
 * Waits of the bridge. They use the monotonic clock: a step of the wall clock neither ends nor
 * prolongs one. The files of portable.h have them.
 */
#ifndef BRIDGE_WAIT_H
#define BRIDGE_WAIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* The time that waits go by. */
int64_t monotonic_nanos(void);

void condition_init(pthread_cond_t *condition);

/* Waits for the condition, at most `nanos`; false after a timeout. */
bool condition_wait_for(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t nanos);

#endif
