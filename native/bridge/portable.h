/*
 * What each system does in its own way, with wait.h and wakeup.h: portable_posix.c for Linux, macOS
 * and their like, portable_windows.c for Windows. The other files of the bridge use POSIX threads
 * and standard C, and do not ask which system they are on.
 */
#ifndef BRIDGE_PORTABLE_H
#define BRIDGE_PORTABLE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* pthread_atfork(). Windows has no fork: nothing is called there. */
void portable_at_fork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void));

/* pthread_create() for a thread that gets no signals but those of its own faults. */
int portable_thread_create(pthread_t *thread, const pthread_attr_t *attributes,
                           void *(*run)(void *), void *argument);

/* The calling thread, by the number that Python's threading.get_ident() has for it. */
uint64_t portable_thread_id(void);

/* The lowest address of the calling thread's stack; 0 if it is not known. */
uintptr_t portable_stack_end(void);

/* Random bytes of the system; false if it has none. */
bool portable_random(uint8_t *out, size_t size);

/*
 * realloc() and free() for blocks that may grow to many megabytes. The caller says how large the
 * block is; NULL has size 0.
 */
void *portable_block_resize(void *block, size_t size, size_t wanted);
void portable_block_free(void *block, size_t size);

#endif
