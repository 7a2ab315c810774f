#include "engine.h"

#include <stdlib.h>
#include <string.h>

#include <aerospike/as_event_internal.h>

#include "wait.h"

enum {
    MILLISECOND = 1000 * 1000,
    ITEMS = 3 /* of a submission for each command: token, function, request */
};

/* The order of aerospike/_native/prototypes.py. */
static engine_start *const starts[] = {
    start_get,         start_select,       start_exists,     start_put,         start_remove,
    start_operate,     start_apply,        start_batch_read, start_batch_write, start_batch_operate,
    start_batch_apply, start_batch_remove, start_commit,     start_abort,
};

engine_start *engine_start_of(uint32_t function)
{
    return starts[function];
}

/* The loops, and with them the running commands, exist only in the parent. */
static void after_fork(fork_link *link)
{
    bridge_engine *engine = (bridge_engine *)((char *)link - offsetof(bridge_engine, link));

    pthread_mutex_init(&engine->lock, NULL);
    condition_init(&engine->filled);
    engine->inherited = true;
    engine->references = 1;
}

static void lane_init(lane *one, bridge_engine *engine, as_event_loop *loop, uint32_t limit)
{
    one->engine = engine;
    one->loop = loop;
    pthread_mutex_init(&one->starting, NULL);
    one->last_arrived = &one->arrived;
    one->last_waiting = &one->waiting;
    one->last_again = &one->again;
    one->limit = limit ? limit : 1;
    one->task.run = lane_go_on;
    one->telling.run = lane_tell;
    one->sweep.run = lane_sweep;
    one->call.reply.data = one->call.reply.fixed = (uint8_t *)one->space;
    one->call.reply.capacity = one->call.reply.fixed_capacity = sizeof(one->space);
}

void *bridge_engine_new(bridge_client *client, uint32_t max_in_flight, uint32_t many,
                        uint32_t flags)
{
    uint32_t count = loops_count();

    if (!count) {
        return NULL;
    }
    bridge_engine *engine = calloc(1, sizeof(*engine) + count * sizeof(lane));

    if (!engine) {
        return NULL;
    }
    engine->references = 1;
    engine->client = client_retain(client);
    engine->flags = flags & (COALESCE_READS | COALESCE_WRITES);
    engine->many = many;
    engine->lane_count = count;
    pthread_mutex_init(&engine->lock, NULL);
    condition_init(&engine->filled);
    wakeup_open(&engine->bell);
    for (uint32_t i = 0; i < count; i++) {
        lane_init(&engine->lanes[i], engine, &as_event_loops[i], max_in_flight / count);
    }
    fork_watch(&engine->link, after_fork);
    return engine;
}

void engine_retain(bridge_engine *engine)
{
    __atomic_add_fetch(&engine->references, 1, __ATOMIC_RELAXED);
}

static void end(job *base)
{
    bridge_engine *engine = (bridge_engine *)((char *)base - offsetof(bridge_engine, ending));

    fork_forget(&engine->link);
    wakeup_close(&engine->bell);
    completions_free(engine);
    for (uint32_t i = 0; i < engine->lane_count; i++) {
        buffer_free(&engine->lanes[i].call.reply);
        turns_free(&engine->lanes[i].turns);
        pthread_mutex_destroy(&engine->lanes[i].starting);
    }
    client_release(engine->client);
}

static void free_engine(job *base)
{
    bridge_engine *engine = (bridge_engine *)((char *)base - offsetof(bridge_engine, ending));

    pthread_cond_destroy(&engine->filled);
    pthread_mutex_destroy(&engine->lock);
    free(engine);
}

/* The end of a client waits for the loops: it must not happen on one. */
void engine_release(bridge_engine *engine)
{
    if (__atomic_sub_fetch(&engine->references, 1, __ATOMIC_ACQ_REL) > 0) {
        return;
    }
    job_init(&engine->ending, end, free_engine);
    if (on_loop()) {
        job_start(&engine->ending);
        job_leave(&engine->ending);
    }
    else {
        end(&engine->ending);
        job_release(&engine->ending);
    }
}

void bridge_engine_free(void *engine)
{
    bridge_engine *one = engine;

    if (!one) {
        return;
    }
    pthread_mutex_lock(&one->lock);
    __atomic_store_n(&one->ended, true, __ATOMIC_RELEASE);
    pthread_cond_broadcast(&one->filled);
    pthread_mutex_unlock(&one->lock);
    /* A forked child has none of the loops. One of them may have held the lock. */
    for (uint32_t i = 0; i < one->lane_count && !one->inherited; i++) {
        pthread_mutex_lock(&one->lanes[i].starting);
        pthread_mutex_unlock(&one->lanes[i].starting);
    }
    engine_release(one);
}

int bridge_engine_descriptor(void *engine)
{
    return ((bridge_engine *)engine)->bell.reading;
}

int bridge_engine_wait(void *engine, uint32_t milliseconds)
{
    bridge_engine *one = engine;
    int64_t until = monotonic_nanos() + (int64_t)milliseconds * MILLISECOND;
    int64_t rest;

    engine_retain(one);
    pthread_mutex_lock(&one->lock);
    one->waiters++;
    while (!one->woken && !one->ended && (rest = until - monotonic_nanos()) > 0) {
        condition_wait_for(&one->filled, &one->lock, rest);
    }
    one->waiters--;
    bool ready = one->woken && !one->ended;

    pthread_mutex_unlock(&one->lock);
    engine_release(one);
    return ready;
}

/* The commands and the bytes of their requests, in one block; NULL when memory is out. */
static submission *submission_new(bridge_engine *engine, reader bytes, uint32_t count)
{
    size_t size = (size_t)(bytes.end - bytes.p);
    submission *one = malloc(sizeof(*one) + count * sizeof(engine_command) + size);

    if (one) {
        memset(one, 0, sizeof(*one));
        one->count = count;
        one->lane = &engine->lanes[0];
        memcpy(&one->commands[count], bytes.p, size);
    }
    return one;
}

/*
 * Reads the commands, without those that the engine has taken before: their tokens are not above
 * *taken*. False where the bytes are not what they have to be.
 */
static bool read_commands(submission *one, size_t size, uint64_t taken)
{
    const uint8_t *bytes = (const uint8_t *)&one->commands[one->count];
    reader in = {bytes, bytes + size};
    uint32_t given = one->count;
    int64_t last = 0;

    one->count = 0;
    for (uint32_t i = 0; i < given; i++) {
        engine_command *command = &one->commands[one->count];
        item token, function;

        if (!read_kind(&in, ITEM_INT, &token) || !read_kind(&in, ITEM_INT, &function) ||
            token.integer <= last || function.integer < 0 ||
            (size_t)function.integer >= sizeof(starts) / sizeof(starts[0])) {
            return false;
        }
        last = token.integer;
        *command = (engine_command){
            .owner = one,
            .token = (uint64_t)token.integer,
            .function = (uint32_t)function.integer,
            .data = in.p,
        };
        if (skip_value(&in) != CODEC_OK) {
            return false;
        }
        command->size = (uint32_t)(in.p - command->data);
        one->count += command->token > taken;
    }
    one->unfinished = one->count + 1;
    return in.p == in.end;
}

/* Ends all commands at once, with the error of the call. */
static void refuse(bridge_engine *engine, submission *one, bridge_call *call)
{
    for (uint32_t i = 0; i < one->count; i++) {
        completions_add(engine, one->commands[i].token, call, call->error.code);
    }
    completions_tell(engine);
    free(one);
}

/* Hands the commands to the loop; false where memory is out. */
static bool hand_over(bridge_engine *engine, submission *one)
{
    pthread_mutex_lock(&engine->lock);
    lane *to = &engine->lanes[engine->turn++ % engine->lane_count];
    bool first = !to->arrived;
    /* With the lock, so that nothing has arrived yet if this fails. */
    bool handed = !first || as_event_execute(to->loop, lane_run, to);

    if (handed) {
        one->lane = to;
        *to->last_arrived = one;
        to->last_arrived = &one->next;
    }
    pthread_mutex_unlock(&engine->lock);
    return handed;
}

/* Takes the commands; false where memory is out. */
static bool reserve(bridge_engine *engine, const submission *one)
{
    pthread_mutex_lock(&engine->lock);
    bool reserved = completions_reserve(engine, one->count);

    if (reserved) {
        engine->unfinished += one->count;
        engine->taken = one->commands[one->count - 1].token;
    }
    pthread_mutex_unlock(&engine->lock);
    return reserved;
}

static int submit(bridge_engine *engine, request *in)
{
    bridge_call *call = in->call;
    item array;

    if (engine->inherited) {
        return fail(call, BRIDGE_FORKED,
                    "The client was made in the parent process, before the fork. "
                    "Make a new one in the child.");
    }
    if (!request_item(in, ITEM_ARRAY, &array) || array.count % ITEMS) {
        request_refuse(in);
        return in->status;
    }
    uint32_t count = array.count / ITEMS;
    size_t size = (size_t)(in->in.end - in->in.p);

    if (count == 0) {
        return request_end(in);
    }
    if (count > size) {
        request_refuse(in);
        return in->status;
    }
    submission *one = submission_new(engine, in->in, count);

    if (!one) {
        return fail_memory(call);
    }
    if (!read_commands(one, size, engine->taken)) {
        free(one);
        request_refuse(in);
        return in->status;
    }
    if (one->count == 0) {
        free(one);
        return AEROSPIKE_OK;
    }
    if (!reserve(engine, one)) {
        free(one);
        return fail_memory(call);
    }
    one->as = client_enter(engine->client, &one->stay);
    if (!one->as) {
        refuse(engine, one, &one->stay);
        return AEROSPIKE_OK;
    }
    engine_retain(engine);
    if (!hand_over(engine, one)) {
        client_leave(engine->client, &one->stay);
        fail_memory(call);
        refuse(engine, one, call);
        as_error_reset(&call->error);
        engine_release(engine);
    }
    return AEROSPIKE_OK;
}

int64_t bridge_engine_submit(bridge_engine *engine, const uint8_t *data, size_t size,
                             bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    return command_end(&in, submit(engine, &in));
}

int64_t bridge_engine_take(bridge_engine *engine, const uint8_t *data, size_t size,
                           bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    int status = request_empty(&in);

    if (status == AEROSPIKE_OK && engine->inherited) {
        write_array(&call->reply, 2);
        write_array(&call->reply, 0);
        write_array(&call->reply, 0);
    }
    else if (status == AEROSPIKE_OK) {
        status = completions_take(engine, call);
    }
    return command_end(&in, status);
}
