#include "batch.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <aerospike/as_cluster.h>
#include <aerospike/as_exp.h>
#include <aerospike/as_node.h>

#include "loops.h"
#include "portable.h"
#include "thread.h"
#include "wait.h"

/* How long a batch may outlive its total timeout: the C client gets the chance to say more. */
#define GRACE_NANOS ((int64_t)100 * 1000 * 1000)

/* How long the main thread waits until Python looks at its signals. */
#define SLICE_NANOS ((int64_t)50 * 1000 * 1000)

enum {
    MILLISECOND = 1000 * 1000,
    /* Up to so many records, the C client keeps on the stack what it has of each. */
    STACK_RECORDS = 5000,
    STACK_COMMAND = 64 * 1024 /* the buffers for sending and receiving, and what is around them */
};

/*
 * A record of a reply: [digest, generation, ttl, bins] if it was found, else [digest, result,
 * in doubt, subcode, message]. The lengths tell them detached; the digest may be nil.
 */
codec_status write_result(buffer *out, as_key *key, const as_record *record, int result,
                          bool in_doubt, uint32_t subcode, const char *message, unsigned flags)
{
    bool found = result == AEROSPIKE_OK;

    write_array(out, found ? 4 : 5);
    if (!key || !write_digest(out, key)) {
        write_nil(out);
    }
    if (found) {
        write_int(out, record->gen);
        write_int(out, record->ttl);
        return write_bins(out, record, flags);
    }
    write_int(out, result);
    write_bool(out, in_doubt);
    write_int(out, subcode);
    write_cstring(out, message);
    return CODEC_OK;
}

/*
 * A batch that failed as a whole still has a reply: [results, status], the results an empty array
 * when the command did not come to that.
 */
void write_batch_status(batch *one, size_t results_at, int status)
{
    bridge_call *call = one->call;
    buffer *out = &call->reply;

    if (one->encoding != CODEC_OK) {
        one->status = fail_codec(call, one->encoding);
        return;
    }
    if (out->size == results_at) {
        write_array(out, 0);
    }
    write_int(out, status);
    as_error_reset(&call->error);
    one->status = finish(call, AEROSPIKE_OK);
}

/*
 * Besides its result, each record has its place in the command of a node, a quarter to spare, and
 * in a transaction a pointer to its digest.
 */
size_t batch_stack(uint32_t count, size_t result)
{
    size_t records = count < STACK_RECORDS ? count : STACK_RECORDS;

    return records * (result + sizeof(uint32_t) * 5 / 4 + sizeof(void *)) + STACK_COMMAND;
}

/* The thread in which Python runs the handlers of its signals. */
static uint64_t main_thread;

void bridge_set_main_thread(uint64_t thread)
{
    __atomic_store_n(&main_thread, thread, __ATOMIC_RELAXED);
}

static bool in_main_thread(void)
{
    return portable_thread_id() == __atomic_load_n(&main_thread, __ATOMIC_RELAXED);
}

static bool has_several_nodes(aerospike *as)
{
    as_nodes *nodes = as_nodes_reserve(as->cluster);
    uint32_t count = nodes->size;

    as_nodes_release(nodes);
    return count > 1;
}

void release_batch_records(as_batch_records *records)
{
    for (uint32_t i = 0; i < records->list.size; i++) {
        as_batch_base_record *record = as_vector_get(&records->list, i);

        if (record->type == AS_BATCH_APPLY) {
            as_list_destroy(((as_batch_apply_record *)record)->arglist);
        }
    }
    as_batch_records_destroy(records);
}

static void release(job *base)
{
    batch *one = (batch *)base;

    as_batch_destroy(&one->keys);
    release_batch_records(&one->records);
    as_list_destroy(one->arguments);
    arena_free(&one->in.memory);
    if (one->detached) {
        buffer_free(&one->own.reply);
        bridge_transaction_free(one->own_policy.base.txn);
        client_release(one->client);
    }
    free(one);
}

static void *copy(batch *one, const void *data, size_t size)
{
    void *made = arena_alloc(&one->in.memory, size);

    return made ? memcpy(made, data, size) : NULL;
}

static void copy_expression(batch *one, as_exp **expression)
{
    if (*expression) {
        *expression = copy(one, *expression, sizeof(as_exp) + (*expression)->packed_sz);
    }
}

const void *batch_policy(batch *one, const void *policy, size_t size, size_t expression_at)
{
    uint8_t *own = one->detached && policy ? copy(one, policy, size) : NULL;
    as_exp *expression;

    if (own) {
        memcpy(&expression, own + expression_at, sizeof(expression));
        copy_expression(one, &expression);
        memcpy(own + expression_at, &expression, sizeof(expression));
    }
    return one->detached ? own : policy;
}

/* After this, only the call of the caller is used. */
static void detach(batch *one)
{
    size_t rest = (size_t)(one->in.in.end - one->in.in.p);
    uint8_t *own = copy(one, one->in.in.p, rest);

    one->in.in = own ? (reader){own, own + rest} : (reader){0};
    client_retain(one->client);
    if (one->policy) {
        one->own_policy = *one->policy;
        one->policy = &one->own_policy;
        transaction_retain(one->own_policy.base.txn);
        copy_expression(one, &one->own_policy.base.filter_exp);
    }
}

static __thread uint32_t waited;

void batch_waited(uint32_t milliseconds)
{
    waited = milliseconds;
}

/* The time that a command has waited before its batch begins. A closed client has no policies. */
static void shorten(batch *one)
{
    uint32_t spent = waited;

    waited = 0;
    if (!spent || one->in.status != AEROSPIKE_OK) {
        return;
    }
    const as_policy_batch *policy =
        one->policy ? one->policy : &one->in.as->config.policies.batch_parent_write;
    uint32_t left = timeout_after(spent, policy->base.total_timeout);

    if (left != policy->base.total_timeout) {
        one->own_policy = *policy;
        one->own_policy.base.total_timeout = left;
        one->policy = &one->own_policy;
    }
}

batch *batch_new(bridge_client *client, const uint8_t *data, size_t size, uint32_t elements,
                 bridge_call *call)
{
    batch *one = calloc(1, sizeof(*one));

    if (!one) {
        outcome(call, fail_memory(call));
        return NULL;
    }
    one->client = client;
    one->caller = one->call = call;
    command_begin(&one->in, client, data, size, call);
    request_array(&one->in, elements);
    one->policy = request_address(&one->in);
    one->flags = (unsigned)request_int(&one->in);
    shorten(one);
    one->in_slices = in_main_thread();
    one->detached = one->in_slices || (one->policy && one->policy->base.total_timeout &&
                                       has_several_nodes(one->in.as));
    job_init(&one->base, NULL, release);
    if (one->detached) {
        detach(one);
    }
    return one;
}

static void execute(void *argument)
{
    batch *one = argument;

    write_array(&one->call->reply, 2);
    one->execute(one);
}

/* In a thread of the bridge, whose stack is large enough. */
static void run_job(job *base)
{
    batch *one = (batch *)base;

    execute(one);
    client_leave(one->client, &one->own);
}

static void move_outcome(batch *one)
{
    bridge_call *caller = one->caller;

    as_error_copy(&caller->error, &one->own.error);
    buffer_move(&caller->reply, &one->own.reply);
    one->status = one->status == AEROSPIKE_OK ? finish(caller, AEROSPIKE_OK) : one->status;
}

/* As the C client says it of a batch whose time is over. */
static int reply_timeout(const batch *one)
{
    buffer *out = &one->caller->reply;

    write_array(out, 2);
    write_array(out, one->count);
    for (uint32_t i = 0; i < one->count; i++) {
        bool in_doubt = one->writes ? one->writes(one, i) : one->may_write;

        write_result(out, NULL, NULL, AEROSPIKE_NO_RESPONSE, in_doubt, 0, NULL, 0);
    }
    write_int(out, AEROSPIKE_ERR_TIMEOUT);
    return finish(one->caller, AEROSPIKE_OK);
}

/* The batch has ended for its caller, who leaves. */
static int64_t leave(batch *one, int status)
{
    bridge_call *caller = one->caller;
    bridge_client *client = one->client;

    caller->pending = NULL;
    /* The batch may go on, and hold the client, but it may also have been the last to do so. */
    client_leave(client, caller);
    job_leave(&one->base);
    return outcome(caller, status);
}

/*
 * Waits for a batch that is detached. In the main thread the wait is short: Python looks at its
 * signals and calls again. Should it not, closing the client must not wait for the caller.
 */
static int64_t wait_for(batch *one)
{
    int64_t rest = one->until - monotonic_nanos();
    int64_t slice = one->in_slices && rest > SLICE_NANOS ? SLICE_NANOS : rest;

    if (job_wait(&one->base, slice)) {
        move_outcome(one);
        return leave(one, one->status);
    }
    if (slice < rest) {
        one->caller->pending = one;
        bridge_call_abandon(one->caller);
        return BRIDGE_UNFINISHED;
    }
    return leave(one, reply_timeout(one));
}

static void drop(bridge_call *call)
{
    batch *one = call->pending;

    call->pending = NULL;
    /* In a child of a fork, the batch and its thread are the parent's. */
    if (one && one->process == getpid()) {
        leave(one, AEROSPIKE_OK);
    }
}

int64_t bridge_batch_wait(bridge_client *client, const uint8_t *data, size_t size,
                          bridge_call *call)
{
    request in;

    (void)client;
    command_begin(&in, NULL, data, size, call);
    int status = request_empty(&in);

    if (status == AEROSPIKE_OK && call->pending && call->pending->process == getpid()) {
        return wait_for(call->pending);
    }
    drop(call);
    if (status == AEROSPIKE_OK) {
        status = fail(call, BRIDGE_FORKED,
                      "The batch was begun in the parent process, before the fork. "
                      "Run it again in the child.");
    }
    return command_end(&in, status);
}

void bridge_call_free(bridge_call *call)
{
    drop(call);
    buffer_reset(&call->reply);
}

/* Ends a batch that is not a job. */
static int64_t end(batch *one, int status)
{
    int64_t result = command_end(&one->in, status);

    job_release(&one->base);
    return result;
}

/*
 * The command itself counts as abandoned from its beginning: closing the client waits for the
 * caller, which counts as running while it waits.
 */
static int64_t run_as_job(batch *one)
{
    bridge_call *caller = one->caller;
    uint32_t timeout = one->policy ? one->policy->base.total_timeout : 0;

    if (!client_enter(one->client, &one->own)) {
        return end(one, fail(caller, BRIDGE_NOT_CONNECTED, "the client was closed"));
    }
    bridge_call_abandon(&one->own);
    one->until =
        timeout ? monotonic_nanos() + (int64_t)timeout * MILLISECOND + GRACE_NANOS : INT64_MAX;
    one->process = getpid();
    one->call = &one->own;
    one->base.run = run_job;
    job_start(&one->base);
    return wait_for(one);
}

int64_t batch_end(batch *one)
{
    bridge_call *caller = one->caller;

    one->status = one->in.memory.failed ? fail_memory(caller) : request_end(&one->in);
    if (one->status == AEROSPIKE_OK && one->detached) {
        return run_as_job(one);
    }
    if (one->status == AEROSPIKE_OK && !bridge_run_with_stack(one->stack, execute, one)) {
        one->status = fail(caller, AEROSPIKE_ERR_CLIENT, "no thread for the batch");
    }
    return end(one, one->status);
}
