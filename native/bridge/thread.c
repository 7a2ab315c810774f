#include "thread.h"

#include <pthread.h>
#include <stdint.h>

#include "portable.h"

/*
 * More than anything needs that runs on them. What needs most is a record of 65,535 bins: where it
 * streams in, the C client puts it together on the stack. Pages that are never touched cost
 * nothing.
 */
enum {
    THREAD_STACK = 8 * 1024 * 1024,
    PAGE = 64 * 1024 /* the largest that there is */
};

static int start(pthread_t *thread, int state, size_t stack, void *(*run)(void *), void *argument)
{
    pthread_attr_t attributes;
    int problem = pthread_attr_init(&attributes);

    if (problem) {
        return problem;
    }
    problem = pthread_attr_setstacksize(&attributes, stack);
    if (!problem) {
        problem = pthread_attr_setdetachstate(&attributes, state);
    }
    if (!problem) {
        problem = portable_thread_create(thread, &attributes, run, argument);
    }
    pthread_attr_destroy(&attributes);
    return problem;
}

bool bridge_thread_start(void *(*run)(void *), void *argument)
{
    pthread_t thread;

    return start(&thread, PTHREAD_CREATE_DETACHED, THREAD_STACK, run, argument) == 0;
}

/*
 * How much is left of the caller's stack. Where a library has switched to a stack of its own, the
 * distance to the thread's is either below nothing or beyond all reason.
 */
static size_t stack_left(void)
{
    static __thread uintptr_t end;
    static const uintptr_t most = (uintptr_t)1 << 30;
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);

    if (!end) {
        end = portable_stack_end();
    }
    return end && here > end && here - end < most ? here - end : 0;
}

typedef struct {
    void (*run)(void *argument);
    void *argument;
} task;

static void *run_task(void *argument)
{
    const task *one = argument;

    one->run(one->argument);
    return NULL;
}

bool bridge_run_with_stack(size_t stack, void (*run)(void *argument), void *argument)
{
    if (stack_left() >= stack) {
        run(argument);
        return true;
    }
    task one = {run, argument};
    pthread_t thread;
    size_t whole = (stack + THREAD_STACK + PAGE - 1) / PAGE * PAGE;

    if (start(&thread, PTHREAD_CREATE_JOINABLE, whole, run_task, &one) != 0) {
        return false;
    }
    pthread_join(thread, NULL);
    return true;
}
