#include "batch.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <aerospike/as_cluster.h>
#include <aerospike/as_exp.h>
#include <aerospike/as_node.h>

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
 * in doubt, subcode, message]. The lengths tell them apart; the digest may be nil.
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

    if (one->reading != CODEC_OK) {
        one->status = fail_codec(call, one->reading);
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
    return (uint64_t)(uintptr_t)pthread_self() == __atomic_load_n(&main_thread, __ATOMIC_RELAXED);
}

static bool has_several_nodes(aerospike *as)
{
    as_nodes *nodes = as_nodes_reserve(as->cluster);
    uint32_t count = nodes->size;

    as_nodes_release(nodes);
    return count > 1;
}

static void release(job *base)
{
    batch *one = (batch *)base;

    as_batch_destroy(&one->keys);
    release_batch_records(&one->records);
    as_list_destroy(one->arguments);
    arena_free(&one->memory);
    if (one->apart) {
        buffer_free(&one->own.reply);
        bridge_transaction_free(one->own_policy.base.txn);
        client_release(one->client);
    }
    free(one);
}

const void *batch_keep(batch *one, const void *data, size_t size)
{
    if (!one->apart) {
        return data;
    }
    /* Something, for nothing as well: NULL says that memory is out. */
    void *copy = arena_take(&one->memory, size ? size : 1);

    return copy && size ? memcpy(copy, data, size) : copy;
}

const char *batch_keep_text(batch *one, const char *text)
{
    return batch_keep(one, text, strlen(text) + 1);
}

static bool keep_expression(batch *one, as_exp **expression)
{
    if (*expression) {
        size_t size = sizeof(as_exp) + (*expression)->packed_sz;

        *expression = (as_exp *)batch_keep(one, *expression, size);
        return *expression != NULL;
    }
    return true;
}

bool batch_keep_policy(batch *one, const void **policy, size_t size, size_t expression_at)
{
    as_exp *expression;

    if (!one->apart || !*policy) {
        return true;
    }
    uint8_t *kept = (uint8_t *)batch_keep(one, *policy, size);

    *policy = kept;
    if (!kept) {
        return false;
    }
    memcpy(&expression, kept + expression_at, sizeof(expression));
    bool complete = keep_expression(one, &expression);

    memcpy(kept + expression_at, &expression, sizeof(expression));
    return complete;
}

batch *batch_new(bridge_client *client, const as_policy_batch *policy, unsigned flags,
                 bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return NULL;
    }
    batch *one = calloc(1, sizeof(*one));

    if (!one) {
        client_leave(client, call);
        fail_memory(call);
        return NULL;
    }
    one->client = client;
    one->as = as;
    one->caller = one->call = call;
    one->flags = flags;
    one->policy = policy;
    one->in_slices = in_main_thread();
    one->apart = one->in_slices || (policy && policy->base.total_timeout && has_several_nodes(as));
    job_init(&one->base, NULL, release);
    if (one->apart) {
        client_retain(client);
    }
    if (one->apart && policy) {
        one->own_policy = *policy;
        one->policy = &one->own_policy;
        transaction_retain(one->own_policy.base.txn);
        if (!keep_expression(one, &one->own_policy.base.filter_exp)) {
            one->status = fail_memory(call);
        }
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
static void run_apart(job *base)
{
    batch *one = (batch *)base;

    execute(one);
    client_leave(one->client, &one->own);
}

static void take_over(batch *one)
{
    bridge_call *caller = one->caller;

    as_error_copy(&caller->error, &one->own.error);
    buffer_take(&caller->reply, &one->own.reply);
    one->status = one->status == AEROSPIKE_OK ? finish(caller, AEROSPIKE_OK) : one->status;
}

/* As the C client says it of a batch whose time is over. */
static int reply_timeout(const batch *one)
{
    buffer *out = &one->caller->reply;

    write_array(out, 2);
    write_array(out, one->count);
    for (uint32_t i = 0; i < one->count; i++) {
        write_result(out, NULL, NULL, AEROSPIKE_NO_RESPONSE, one->writes(one, i), 0, NULL, 0);
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
 * Waits for a batch that is apart. In the main thread the wait is short: Python looks at its
 * signals and calls again. Should it not, closing the client must not wait for the caller.
 */
static int64_t wait_for(batch *one)
{
    int64_t rest = one->until - monotonic_nanos();
    int64_t slice = one->in_slices && rest > SLICE_NANOS ? SLICE_NANOS : rest;

    if (job_wait(&one->base, slice)) {
        take_over(one);
        return leave(one, one->status);
    }
    if (slice < rest) {
        one->caller->pending = one;
        bridge_call_abandon(one->caller);
        return BRIDGE_UNFINISHED;
    }
    return leave(one, reply_timeout(one));
}

int64_t bridge_batch_wait(bridge_call *call)
{
    batch *one = call->pending;

    if (!one || one->process != getpid()) {
        call->pending = NULL;
        return outcome(call, fail(call, BRIDGE_FORKED,
                                  "The batch was begun in the parent process, before the fork. "
                                  "Run it again in the child."));
    }
    return wait_for(one);
}

void batch_drop(bridge_call *call)
{
    batch *one = call->pending;

    call->pending = NULL;
    /* In a child of a fork, the batch and its thread are the parent's. */
    if (one && one->process == getpid()) {
        leave(one, AEROSPIKE_OK);
    }
}

/*
 * The command itself counts as abandoned from its beginning: closing the client waits for the
 * caller, which is under way as long as it waits.
 */
static int64_t run_as_job(batch *one)
{
    bridge_call *caller = one->caller;
    uint32_t timeout = one->policy ? one->policy->base.total_timeout : 0;

    if (!client_enter(one->client, &one->own)) {
        fail(caller, BRIDGE_NOT_CONNECTED, "the client was closed");
        client_leave(one->client, caller);
        job_release(&one->base);
        return outcome(caller, BRIDGE_NOT_CONNECTED);
    }
    bridge_call_abandon(&one->own);
    one->until =
        timeout ? monotonic_nanos() + (int64_t)timeout * MILLISECOND + GRACE_NANOS : INT64_MAX;
    one->process = getpid();
    one->call = &one->own;
    one->base.run = run_apart;
    job_start(&one->base);
    return wait_for(one);
}

int64_t batch_end(batch *one)
{
    bridge_call *caller = one->caller;

    if (one->status == AEROSPIKE_OK && one->apart) {
        return run_as_job(one);
    }
    if (one->status == AEROSPIKE_OK && !bridge_run_with_stack(one->stack, execute, one)) {
        one->status = fail(caller, AEROSPIKE_ERR_CLIENT, "no thread for the batch");
    }
    int status = one->status;

    client_leave(one->client, caller);
    job_release(&one->base);
    return outcome(caller, status);
}
