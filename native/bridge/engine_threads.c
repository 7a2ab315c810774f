/*
 * The engine's commands for which the C client has no asynchronous form, or one that differs: they
 * run as they do for a synchronous client, on a thread of the bridge.
 */
#include <stdlib.h>

#include "batch.h"
#include "engine.h"

/* The outcome of a command in a thread, for the loop. */
typedef struct {
    engine_command *command;
    bridge_call call;
    int64_t size;
} result;

typedef struct {
    job base;
    client_command *function;
    uint32_t waited;
    result *result;
} task;

static void on_result(as_event_loop *loop, void *udata)
{
    result *one = udata;
    engine_command *command = one->command;
    bool failed = one->size < 0;
    lane *on = lane_enter(command, failed ? &one->call.error : NULL);

    (void)loop;
    buffer_move(&on->call.reply, &one->call.reply);
    int status = failed ? (int)one->call.error.code : AEROSPIKE_OK;

    free(one);
    lane_leave(on, command, status);
}

static void run(job *base)
{
    task *self = (task *)base;
    result *one = self->result;
    engine_command *command = one->command;
    lane *on = command->owner->lane;

    batch_waited(self->waited);
    one->size = self->function(on->engine->client, command->data, command->size, &one->call);
    loop_execute(on->loop, on_result, one);
}

static void release(job *base)
{
    free(base);
}

static int start(engine_command *command, request *in, client_command *function, uint32_t waited)
{
    task *self = calloc(1, sizeof(*self));
    result *one = calloc(1, sizeof(*one));

    if (!self || !one) {
        free(self);
        free(one);
        return fail_memory(in->call);
    }
    one->command = command;
    self->function = function;
    self->waited = waited;
    self->result = one;
    job_init(&self->base, run, release);
    job_start(&self->base);
    job_leave(&self->base);
    return AEROSPIKE_OK;
}

/* The wait for a turn is part of the batch's total timeout. */
static int start_batch(engine_command *command, request *in, client_command *function)
{
    const submission *owner = command->owner;

    return start(command, in, function, lane_waited(owner->lane, owner->arrived));
}

/* The C client's event loop frees the result of a function twice if it is true or false. */
int start_batch_apply(engine_command *command, request *in)
{
    return start_batch(command, in, bridge_batch_apply);
}

int start_batch_write_on_thread(engine_command *command, request *in)
{
    return start_batch(command, in, bridge_batch_write);
}

/*
 * The C client's event loop removes the monitor of a transaction that has none, and says so. Each
 * step of an end has a timeout of its own, and the wait for a turn is not a part of it.
 */
int start_commit(engine_command *command, request *in)
{
    return start(command, in, bridge_commit, 0);
}

int start_abort(engine_command *command, request *in)
{
    return start(command, in, bridge_abort, 0);
}
