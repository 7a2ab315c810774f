/*
 * Threads for the parts of a stream, one for each node.
 *
 * The C client has one pool of threads for the nodes of scans, queries and batches, of 16 unless
 * the configuration says otherwise. A part of a stream keeps its thread for as long as its node
 * takes and as its user works on the records, so that a few streams would stop all others, and the
 * batches too. The linker (--wrap, see scripts/build_c_client.sh) sends the parts of a stream here.
 */
#include <stdlib.h>

#include <aerospike/as_thread_pool.h>

#include "statement.h"
#include "thread.h"

/* The names are the linker's. */
int __real_as_thread_pool_queue_task(as_thread_pool *pool, as_task_fn run, void *task);
int __wrap_as_thread_pool_queue_task(as_thread_pool *pool, as_task_fn run, void *task);

typedef struct {
    as_task_fn run;
    void *task;
} part;

static void *run_part(void *argument)
{
    part one = *(part *)argument;

    free(argument);
    one.run(one.task);
    return NULL;
}

int __wrap_as_thread_pool_queue_task(as_thread_pool *pool, as_task_fn run, void *task)
{
    part *one = runs_stream ? malloc(sizeof(*one)) : NULL;

    if (one) {
        *one = (part){run, task};
        if (bridge_thread_start(run_part, one)) {
            return 0;
        }
        free(one);
    }
    return __real_as_thread_pool_queue_task(pool, run, task);
}
