/* Threads of the bridge, with stacks whose size it knows. */
#ifndef BRIDGE_THREAD_H
#define BRIDGE_THREAD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Starts a detached thread: with a stack of 8 MB, whatever the platform's default is (128 KB with
 * musl), and with all signals blocked but those that a fault of the thread raises. False without
 * a thread.
 *
 * It begins detached, because pthread_detach() is not safe with winpthreads. If the thread has just
 * ended, that function gives the thread's data to the next thread while the old one still uses it,
 * and the next thread ends without a call of its function.
 */
bool bridge_thread_start(void *(*run)(void *), void *argument);

/*
 * Runs a function that needs `stack` bytes of stack: at once where the calling thread has as many
 * left, else on a thread of its own, for whose end it waits. False without such a thread; then the
 * function has not run.
 */
bool bridge_run_with_stack(size_t stack, void (*run)(void *argument), void *argument);

#endif
