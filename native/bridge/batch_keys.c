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
    for (uint32_t i = 0; i < count && one->reading == CODEC_OK; i++) {
        const as_batch_result *result = &results[i];

        one->reading =
            write_result(out, (as_key *)result->key, &result->record, result_of(one, result),
                         result->in_doubt, result->subcode, result->message, one->flags);
    }
    return one->reading == CODEC_OK;
}

/* Reads an array of keys; BRIDGE_BAD_KEY leaves the index of the bad one in the error's line. */
static int read_keys(bridge_call *call, const uint8_t *data, size_t size, as_batch *keys)
{
    reader in = {data, data + size};
    item array;

    memset(keys, 0, sizeof(*keys));
    if (!read_kind(&in, ITEM_ARRAY, &array)) {
        return fail(call, BRIDGE_BAD_REQUEST, "keys are invalid");
    }
    as_batch_init(keys, array.count);
    if (array.count && !keys->keys.entries) {
        return fail_memory(call);
    }
    for (uint32_t i = 0; i < array.count; i++) {
        if (!read_key(&in, &keys->keys.entries[i])) {
            /* Destroying the batch must not touch what was not read. */
            keys->keys.size = i;
            fail(call, BRIDGE_BAD_KEY, "key is invalid");
            call->error.line = i;
            return BRIDGE_BAD_KEY;
        }
    }
    return AEROSPIKE_OK;
}

static void execute_keys(batch *one)
{
    size_t at = one->call->reply.size;

    write_batch_status(one, at, one->command(one));
}

static bool always(const batch *one, uint32_t index)
{
    (void)one;
    (void)index;
    return true;
}

static bool never(const batch *one, uint32_t index)
{
    (void)one;
    (void)index;
    return false;
}

static bool by_operations(const batch *one, uint32_t index)
{
    (void)index;
    for (uint16_t i = 0; i < one->ops.binops.size; i++) {
        switch (one->ops.binops.entries[i].op) {
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

/* The batch with its keys; NULL when it does not come to that. */
static batch *begin(bridge_client *client, const uint8_t *keys, size_t keys_size,
                    const as_policy_batch *policy, int (*command)(batch *one),
                    bool (*writes)(const batch *one, uint32_t index), unsigned flags,
                    bridge_call *call)
{
    batch *one = batch_new(client, policy, flags, call);

    if (!one) {
        return NULL;
    }
    one->execute = execute_keys;
    one->command = command;
    one->writes = writes;
    const uint8_t *kept = batch_keep(one, keys, keys_size);

    if (one->status == AEROSPIKE_OK) {
        one->status = kept ? read_keys(call, kept, keys_size, &one->keys) : fail_memory(call);
    }
    one->count = one->keys.keys.size;
    one->stack = batch_stack(one->count, sizeof(as_batch_result));
    return one;
}

static int get(batch *one)
{
    return aerospike_batch_get(one->as, &one->call->error, one->policy, &one->keys, write_results,
                               one);
}

static int exists(batch *one)
{
    return aerospike_batch_exists(one->as, &one->call->error, one->policy, &one->keys,
                                  write_results, one);
}

static int select_bins(batch *one)
{
    return aerospike_batch_get_bins(one->as, &one->call->error, one->policy, &one->keys, one->names,
                                    one->names_count, write_results, one);
}

static int operate(batch *one)
{
    return aerospike_batch_operate(one->as, &one->call->error, one->policy, one->records_policy,
                                   &one->keys, &one->ops, write_results, one);
}

static int apply(batch *one)
{
    return aerospike_batch_apply(one->as, &one->call->error, one->policy, one->records_policy,
                                 &one->keys, one->module, one->function, one->arguments,
                                 write_results, one);
}

static int remove_all(batch *one)
{
    return aerospike_batch_remove(one->as, &one->call->error, one->policy, one->records_policy,
                                  &one->keys, write_results, one);
}

/* Bins nil: all of them; an empty array: none, only whether the record exists. */
int64_t bridge_batch_read(bridge_client *client, const uint8_t *keys, size_t keys_size,
                          const uint8_t *bins, size_t bins_size, const as_policy_batch *policy,
                          unsigned flags, bridge_call *call)
{
    batch *one = begin(client, keys, keys_size, policy, get, never, flags, call);

    if (!one) {
        return outcome(call, call->error.code);
    }
    if (one->status == AEROSPIKE_OK && bins_size) {
        /* Names that are too long are the server's to refuse; their length travels as a byte. */
        one->names = read_names(bins, bins_size, UINT8_MAX, &one->memory, &one->names_count);
        one->command = one->names_count ? select_bins : exists;
        if (!one->names) {
            one->status = fail(call, BRIDGE_BAD_REQUEST, "bin names are invalid");
        }
    }
    return batch_end(one);
}

int64_t bridge_batch_operate(bridge_client *client, const uint8_t *keys, size_t keys_size,
                             const uint8_t *packed_ops, size_t ops_size, uint32_t ttl,
                             const as_policy_batch *policy, const as_policy_batch_write *write,
                             unsigned flags, bridge_call *call)
{
    batch *one = begin(client, keys, keys_size, policy, operate, by_operations, flags, call);

    if (!one) {
        return outcome(call, call->error.code);
    }
    if (one->status == AEROSPIKE_OK) {
        const uint8_t *kept = batch_keep(one, packed_ops, ops_size);
        reader in = {kept, kept + ops_size};
        codec_status read =
            kept ? read_operations(&in, &one->ops, flags, &one->memory) : CODEC_NO_MEMORY;

        one->ops.ttl = ttl;
        one->records_policy = write;
        if (read == CODEC_OK && !batch_keep_policy(one, &one->records_policy, sizeof(*write),
                                                   offsetof(as_policy_batch_write, filter_exp))) {
            read = CODEC_NO_MEMORY;
        }
        one->status = read == CODEC_OK ? AEROSPIKE_OK : fail_codec(call, read);
    }
    return batch_end(one);
}

int64_t bridge_batch_apply(bridge_client *client, const uint8_t *keys, size_t keys_size,
                           const char *module, const char *function, const uint8_t *arguments,
                           size_t arguments_size, const as_policy_batch *policy,
                           const as_policy_batch_apply *policy_apply, unsigned flags,
                           bridge_call *call)
{
    batch *one = begin(client, keys, keys_size, policy, apply, always, flags, call);

    if (!one) {
        return outcome(call, call->error.code);
    }
    if (one->status == AEROSPIKE_OK) {
        codec_status read = read_list(arguments, arguments_size, flags, &one->arguments);

        one->module = batch_keep_text(one, module);
        one->function = batch_keep_text(one, function);
        one->records_policy = policy_apply;
        if (read == CODEC_OK &&
            !(one->module && one->function &&
              batch_keep_policy(one, &one->records_policy, sizeof(*policy_apply),
                                offsetof(as_policy_batch_apply, filter_exp)))) {
            read = CODEC_NO_MEMORY;
        }
        one->status = read == CODEC_OK ? AEROSPIKE_OK : fail_codec(call, read);
    }
    return batch_end(one);
}

int64_t bridge_batch_remove(bridge_client *client, const uint8_t *keys, size_t keys_size,
                            const as_policy_batch *policy,
                            const as_policy_batch_remove *policy_remove, unsigned flags,
                            bridge_call *call)
{
    batch *one = begin(client, keys, keys_size, policy, remove_all, always, flags, call);

    if (!one) {
        return outcome(call, call->error.code);
    }
    one->records_policy = policy_remove;
    if (one->status == AEROSPIKE_OK &&
        !batch_keep_policy(one, &one->records_policy, sizeof(*policy_remove),
                           offsetof(as_policy_batch_remove, filter_exp))) {
        one->status = fail_memory(call);
    }
    return batch_end(one);
}
