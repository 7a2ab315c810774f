/*
 * The C client's event loops, which asynchronous clients share. A loop is one thread of the bridge
 * that runs libuv. There is none until the first asynchronous client is made.
 */
#ifndef BRIDGE_LOOPS_H
#define BRIDGE_LOOPS_H

#include <aerospike/aerospike.h>
#include <aerospike/as_event_internal.h>

enum {
    MOST_LOOPS = 16
};

/* How many there are. Loops are never removed, but a forked child has none. */
uint32_t loops_count(void);

/* Whether the caller runs on one of them. */
bool on_loop(void);

/* Runs a function on the loop: as_event_execute(), but it waits for memory if there is none. */
void loop_execute(as_event_loop *loop, as_event_executable run, void *udata);

/* Work of a loop that waits for a moment. */
typedef struct loop_task {
    struct loop_task *next;
    void (*run)(struct loop_task *task);
} loop_task;

typedef enum {
    LATER_RETRY, /* in a few milliseconds */
    LATER_SWEEP, /* in some more */
    LATER_COUNT
} loop_later;

/* On the loop: runs the task after a while. It must not be waiting already. */
void loop_run_later(as_event_loop *loop, loop_later when, loop_task *task);

/* The same, but as soon as the loop has seen to all sockets that are ready now. */
void loop_run_soon(as_event_loop *loop, loop_task *task);

/*
 * What the C client is to know of the commands that it begins on a loop, and has no place for in
 * its policies; see retry.c. In milliseconds.
 */
typedef struct {
    uint32_t waited; /* less time for them */
    uint32_t rest;   /* between tries */
} loop_beginning;

extern loop_beginning loop_beginnings[MOST_LOOPS];

/*
 * The total timeout that the wait for a turn is part of; 0 if it is not. It is not part of the C
 * client's default, so that a flood of commands does not fail.
 */
uint32_t counted_timeout(uint32_t total_timeout);

/* The total timeout that is left after a wait in milliseconds; one that is not counted stays. */
uint32_t timeout_after(uint32_t waited, uint32_t total_timeout);

/*
 * What the data of a batch's listener begins with. The C client may refuse a batch while it sends
 * it to the second node, for example because a record has no operation. Then it does not report
 * when the parts that it has started end. With retry.c the listener is called then.
 */
typedef struct {
    bool goes_on; /* refused, after parts have begun */
    bool kept;
    as_error refusal;
} loop_batch;

/* Keeps the first error of a batch that goes on; false if there is nothing to wait for. */
bool loop_batch_goes_on(loop_batch *batch, const as_error *error);

enum {
#ifdef BRIDGE_WRAPS
    LOOPS_END_BATCHES = 1
#else
    LOOPS_END_BATCHES = 0 /* a batch that is refused may go on, and nobody knows */
#endif
};

/*
 * As aerospike_connect() and aerospike_close(), for clients of all kinds: a cluster of the C client
 * has a pool of connections and a state for each loop, also for those that are made after it. The
 * C client's own close destroys the configuration as soon as there are loops.
 */
int loops_connect(aerospike *as, as_error *error);
void loops_close(aerospike *as, as_error *error);
void loops_destroy(aerospike *as);

#endif
