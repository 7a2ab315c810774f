/* The same command on many keys. */
#include <stddef.h>
#include <string.h>

#include "batch.h"

static int get(batch *one);
static int select_bins(batch *one);

/*
 * If the C client cannot read a record's bins, the batch fails; but it says of the record that it
 * was found, and has none.
 */
static int result_of(const batch *one, const as_batch_result *result)
{
    bool reads_bins = one->command == get || one->command == select_bins;
    bool unread = reads_bins && result->result == AEROSPIKE_OK && result->record.bins.size == 0 &&
                  one->call->error.code != AEROSPIKE_OK;

    return unread ? AEROSPIKE_NO_RESPONSE : (int)result->result;
}

static bool write_results(const as_batch_result *results, uint32_t count, void *udata)
{
    batch *one = udata;
    buffer *out = &one->call->reply;

    write_array(out, count);
    for (uint32_t i = 0; i < count && one->encoding == CODEC_OK; i++) {
        const as_batch_result *result = &results[i];

        one->encoding =
            write_result(out, (as_key *)result->key, &result->record, result_of(one, result),
                         result->in_doubt, result->subcode, result->message, one->flags);
    }
    return one->encoding == CODEC_OK;
}

/* BRIDGE_BAD_KEY leaves the index of the bad key in the error's line. */
static void read_keys(request *in, as_batch *keys)
{
    item array;

    if (!read_kind(&in->in, ITEM_ARRAY, &array)) {
        request_fail(in, BRIDGE_BAD_REQUEST, "keys are invalid");
        return;
    }
    as_batch_init(keys, array.count);
    if (array.count && !keys->keys.entries) {
        request_check(in, CODEC_NO_MEMORY);
        return;
    }
    for (uint32_t i = 0; i < array.count; i++) {
        request_key(in, &keys->keys.entries[i]);
        if (in->status != AEROSPIKE_OK) {
            /* Destroying the batch must not touch what was not read. */
            keys->keys.size = i;
            in->call->error.line = i;
            return;
        }
    }
}

static void execute_keys(batch *one)
{
    size_t at = one->call->reply.size;

    write_batch_status(one, at, one->command(one));
}

static bool has_write(const as_operations *ops)
{
    for (uint16_t i = 0; i < ops->binops.size; i++) {
        switch (ops->binops.entries[i].op) {
        case AS_OPERATOR_READ:
        case AS_OPERATOR_CDT_READ:
        case AS_OPERATOR_MAP_READ:
        case AS_OPERATOR_BIT_READ:
        case AS_OPERATOR_HLL_READ:
        case AS_OPERATOR_EXP_READ:
        case AS_OPERATOR_STRING_READ:
            break;
        default:
            return true;
        }
    }
    return false;
}

/* The batch with its keys, for [policy, flags, keys, ...]; NULL when it does not come to that. */
static batch *begin(bridge_client *client, const uint8_t *data, size_t size, uint32_t elements,
                    int (*command)(batch *one), bool may_write, bridge_call *call)
{
    batch *one = batch_new(client, data, size, elements, call);

    if (one) {
        one->execute = execute_keys;
        one->command = command;
        one->may_write = may_write;
        read_keys(&one->in, &one->keys);
        one->count = one->keys.keys.size;
        one->stack = batch_stack(one->count, sizeof(as_batch_result));
    }
    return one;
}

static int get(batch *one)
{
    return aerospike_batch_get(one->in.as, &one->call->error, one->policy, &one->keys,
                               write_results, one);
}

static int exists(batch *one)
{
    return aerospike_batch_exists(one->in.as, &one->call->error, one->policy, &one->keys,
                                  write_results, one);
}

static int select_bins(batch *one)
{
    return aerospike_batch_get_bins(one->in.as, &one->call->error, one->policy, &one->keys,
                                    one->names, one->names_count, write_results, one);
}

static int operate(batch *one)
{
    return aerospike_batch_operate(one->in.as, &one->call->error, one->policy, one->records_policy,
                                   &one->keys, &one->ops, write_results, one);
}

static int apply(batch *one)
{
    return aerospike_batch_apply(one->in.as, &one->call->error, one->policy, one->records_policy,
                                 &one->keys, one->module, one->function, one->arguments,
                                 write_results, one);
}

static int remove_all(batch *one)
{
    return aerospike_batch_remove(one->in.as, &one->call->error, one->policy, one->records_policy,
                                  &one->keys, write_results, one);
}

/* Names nil: all bins; an empty array: none, only whether the record exists. */
int64_t bridge_batch_read(bridge_client *client, const uint8_t *data, size_t size,
                          bridge_call *call)
{
    batch *one = begin(client, data, size, BATCH_READ_ELEMENTS, get, false, call);

    if (!one) {
        return -1;
    }
    if (!request_nil(&one->in)) {
        /* Names that are too long are the server's to refuse; their length travels as a byte. */
        one->names = request_names(&one->in, UINT8_MAX, &one->names_count);
        one->command = one->names_count ? select_bins : exists;
    }
    return batch_end(one);
}

int64_t bridge_batch_operate(bridge_client *client, const uint8_t *data, size_t size,
                             bridge_call *call)
{
    batch *one = begin(client, data, size, BATCH_OPERATE_ELEMENTS, operate, false, call);

    if (!one) {
        return -1;
    }
    request *in = &one->in;

    one->records_policy = batch_policy(one, request_address(in), sizeof(as_policy_batch_write),
                                       offsetof(as_policy_batch_write, filter_exp));
    uint32_t ttl = (uint32_t)request_int(in);

    request_check(in, read_operations(&in->in, &one->ops, one->flags, &in->memory));
    one->ops.ttl = ttl;
    one->may_write = in->status == AEROSPIKE_OK && has_write(&one->ops);
    return batch_end(one);
}

int64_t bridge_batch_apply(bridge_client *client, const uint8_t *data, size_t size,
                           bridge_call *call)
{
    batch *one = begin(client, data, size, BATCH_APPLY_ELEMENTS, apply, true, call);

    if (!one) {
        return -1;
    }
    one->records_policy =
        batch_policy(one, request_address(&one->in), sizeof(as_policy_batch_apply),
                     offsetof(as_policy_batch_apply, filter_exp));
    one->module = request_text(&one->in);
    one->function = request_text(&one->in);
    one->arguments = request_list(&one->in, one->flags);
    return batch_end(one);
}

int64_t bridge_batch_remove(bridge_client *client, const uint8_t *data, size_t size,
                            bridge_call *call)
{
    batch *one = begin(client, data, size, BATCH_REMOVE_ELEMENTS, remove_all, true, call);

    if (!one) {
        return -1;
    }
    one->records_policy =
        batch_policy(one, request_address(&one->in), sizeof(as_policy_batch_remove),
                     offsetof(as_policy_batch_remove, filter_exp));
    return batch_end(one);
}
