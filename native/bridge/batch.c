#include "batch.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <aerospike/as_cluster.h>
#include <aerospike/as_exp.h>
#include <aerospike/as_node.h>

#include "thread.h"

/* How long a batch may outlive its total timeout: the C client gets the chance to say more. */
#define GRACE_NANOS ((int64_t)100 * 1000 * 1000)

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
    one->apart = policy && policy->base.total_timeout && has_several_nodes(as);
    job_init(&one->base, NULL, release);
    if (one->apart) {
        client_retain(client);
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
static int reply_timeout(bridge_call *caller, uint32_t count, const bool *writes)
{
    buffer *out = &caller->reply;

    write_array(out, 2);
    write_array(out, count);
    for (uint32_t i = 0; i < count; i++) {
        write_result(out, NULL, NULL, AEROSPIKE_NO_RESPONSE, writes[i], 0, NULL, 0);
    }
    write_int(out, AEROSPIKE_ERR_TIMEOUT);
    return finish(caller, AEROSPIKE_OK);
}

/*
 * The command itself counts as abandoned from its beginning: closing the client waits for the
 * caller, which is under way as long as it waits.
 */
static int64_t run_as_job(batch *one)
{
    bridge_client *client = one->client;
    bridge_call *caller = one->caller;
    int64_t nanos = (int64_t)one->policy->base.total_timeout * MILLISECOND + GRACE_NANOS;
    uint32_t count = one->count;
    bool *writes = malloc(count ? count : 1);
    int status;

    if (!writes || !client_enter(client, &one->own)) {
        status = writes ? fail(caller, BRIDGE_NOT_CONNECTED, "the client was closed")
                        : fail_memory(caller);
        job_release(&one->base);
    }
    else {
        bridge_call_abandon(&one->own);
        for (uint32_t i = 0; i < count; i++) {
            writes[i] = one->writes(one, i);
        }
        one->call = &one->own;
        one->base.run = run_apart;
        if (job_run(&one->base, nanos)) {
            take_over(one);
            status = one->status;
            job_release(&one->base);
        }
        else {
            status = reply_timeout(caller, count, writes);
        }
    }
    client_leave(client, caller);
    free(writes);
    return outcome(caller, status);
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
