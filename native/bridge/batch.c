#include <stdlib.h>
#include <string.h>

#include <aerospike/aerospike_batch.h>

#include "internal.h"

/*
 * A record of a reply: [digest, generation, ttl, bins] where it was found, else
 * [digest, result, in doubt, subcode, message]. The lengths tell them apart;
 * the digest is nil where there is none.
 */
static codec_status write_result(buffer *out, as_key *key, const as_record *record, int result,
                                 bool in_doubt, uint32_t subcode, const char *message,
                                 unsigned flags)
{
    bool found = result == AEROSPIKE_OK;

    write_array(out, found ? 4 : 5);
    if (!write_digest(out, key)) {
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

typedef struct {
    buffer *out;
    unsigned flags;
    codec_status status;
} batch_reply;

static bool write_results(const as_batch_result *results, uint32_t count, void *udata)
{
    batch_reply *reply = udata;

    write_array(reply->out, count);
    for (uint32_t i = 0; i < count && reply->status == CODEC_OK; i++) {
        const as_batch_result *one = &results[i];

        reply->status = write_result(reply->out, (as_key *)one->key, &one->record, one->result,
                                     one->in_doubt, one->subcode, one->message, reply->flags);
    }
    return reply->status == CODEC_OK;
}

/*
 * A batch that failed as a whole still has a reply: [results, status], the
 * results an empty array when the command did not come to that.
 */
static int end_batch(bridge_call *call, int status, const batch_reply *reply, size_t status_at)
{
    buffer *out = &call->reply;

    if (reply->status != CODEC_OK) {
        return fail_codec(call, reply->status);
    }
    if (out->size == status_at) {
        write_array(out, 0);
    }
    write_int(out, status);
    as_error_reset(&call->error);
    return finish(call, AEROSPIKE_OK);
}

/* Reads an array of keys; BRIDGE_BAD_KEY leaves the index of the bad one in the error's line. */
static int read_keys(bridge_call *call, const uint8_t *data, size_t size, as_batch *batch)
{
    reader in = {data, data + size};
    item array;

    if (!read_kind(&in, ITEM_ARRAY, &array)) {
        as_batch_init(batch, 0);
        return fail(call, BRIDGE_BAD_REQUEST, "keys are invalid");
    }
    as_batch_init(batch, array.count);
    for (uint32_t i = 0; i < array.count; i++) {
        if (!read_key(&in, &batch->keys.entries[i])) {
            /* Destroying the batch must not touch what was not read. */
            batch->keys.size = i;
            fail(call, BRIDGE_BAD_KEY, "key is invalid");
            call->error.line = i;
            return BRIDGE_BAD_KEY;
        }
    }
    return AEROSPIKE_OK;
}

/* Bins nil: all of them; an empty array: none, only whether the record exists. */
int64_t bridge_batch_read(bridge_client *client, const uint8_t *keys, size_t keys_size,
                          const uint8_t *bins, size_t bins_size, const as_policy_batch *policy,
                          unsigned flags, bridge_call *call)
{
    as_batch batch;
    arena memory = {0};
    uint32_t count = 0;
    const char **names = NULL;
    batch_reply reply = {&call->reply, flags, CODEC_OK};
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = read_keys(call, keys, keys_size, &batch);
    bool all = bins_size == 0;

    /* Names that are too long are the server's to refuse; their length travels as a byte. */
    if (status == AEROSPIKE_OK && !all &&
        !(names = read_names(bins, bins_size, UINT8_MAX, &memory, &count))) {
        status = fail(call, BRIDGE_BAD_REQUEST, "bin names are invalid");
    }
    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, 2);
        size_t at = call->reply.size;

        if (all) {
            status = aerospike_batch_get(as, &call->error, policy, &batch, write_results, &reply);
        }
        else if (count == 0) {
            status =
                aerospike_batch_exists(as, &call->error, policy, &batch, write_results, &reply);
        }
        else {
            status = aerospike_batch_get_bins(as, &call->error, policy, &batch, names, count,
                                              write_results, &reply);
        }
        status = end_batch(call, status, &reply, at);
    }
    client_leave(client);
    as_batch_destroy(&batch);
    arena_free(&memory);
    return outcome(call, status);
}

int64_t bridge_batch_operate(bridge_client *client, const uint8_t *keys, size_t keys_size,
                             const uint8_t *packed_ops, size_t ops_size, uint32_t ttl,
                             const as_policy_batch *policy, const as_policy_batch_write *write,
                             unsigned flags, bridge_call *call)
{
    as_batch batch;
    as_operations ops;
    arena memory = {0};
    reader in = {packed_ops, packed_ops + ops_size};
    batch_reply reply = {&call->reply, flags, CODEC_OK};
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = read_keys(call, keys, keys_size, &batch);

    if (status == AEROSPIKE_OK) {
        codec_status read = read_operations(&in, &ops, flags, &memory);

        status = read == CODEC_OK ? AEROSPIKE_OK : fail_codec(call, read);
    }
    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, 2);
        size_t at = call->reply.size;

        ops.ttl = ttl;
        status = aerospike_batch_operate(as, &call->error, policy, write, &batch, &ops,
                                         write_results, &reply);
        status = end_batch(call, status, &reply, at);
    }
    client_leave(client);
    as_batch_destroy(&batch);
    arena_free(&memory);
    return outcome(call, status);
}

int64_t bridge_batch_apply(bridge_client *client, const uint8_t *keys, size_t keys_size,
                           const char *module, const char *function, const uint8_t *arguments,
                           size_t arguments_size, const as_policy_batch *policy,
                           const as_policy_batch_apply *apply, unsigned flags, bridge_call *call)
{
    as_batch batch;
    as_list *list = NULL;
    batch_reply reply = {&call->reply, flags, CODEC_OK};
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = read_keys(call, keys, keys_size, &batch);

    if (status == AEROSPIKE_OK) {
        codec_status read = read_list(arguments, arguments_size, flags, &list);

        status = read == CODEC_OK ? AEROSPIKE_OK : fail_codec(call, read);
    }
    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, 2);
        size_t at = call->reply.size;

        status = aerospike_batch_apply(as, &call->error, policy, apply, &batch, module, function,
                                       list, write_results, &reply);
        status = end_batch(call, status, &reply, at);
    }
    client_leave(client);
    as_batch_destroy(&batch);
    as_list_destroy(list);
    return outcome(call, status);
}

int64_t bridge_batch_remove(bridge_client *client, const uint8_t *keys, size_t keys_size,
                            const as_policy_batch *policy, const as_policy_batch_remove *remove,
                            unsigned flags, bridge_call *call)
{
    as_batch batch;
    batch_reply reply = {&call->reply, flags, CODEC_OK};
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = read_keys(call, keys, keys_size, &batch);

    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, 2);
        size_t at = call->reply.size;

        status =
            aerospike_batch_remove(as, &call->error, policy, remove, &batch, write_results, &reply);
        status = end_batch(call, status, &reply, at);
    }
    client_leave(client);
    as_batch_destroy(&batch);
    return outcome(call, status);
}

/*
 * A batch of different commands: [[kind, key, policy address | nil, ...], ...] with
 *   read:   read all bins, operations | nil, ttl, generation
 *   write:  operations, ttl, generation
 *   apply:  module, function, packed arguments
 *   remove: nothing more
 */
enum {
    RECORD_READ = 0,
    RECORD_WRITE = 1,
    RECORD_APPLY = 2,
    RECORD_REMOVE = 3
};

/* The address is one that Python took from a policy it keeps alive; it comes as a number. */
static bool read_address(reader *in, const void **address)
{
    item value;

    if (read_item(in, &value) != CODEC_OK) {
        return false;
    }
    *address = value.kind == ITEM_INT ? (const void *)(uintptr_t)value.integer : NULL;
    return value.kind == ITEM_INT || value.kind == ITEM_NIL;
}

static codec_status read_record_operations(reader *in, as_operations **result, unsigned flags,
                                           arena *memory)
{
    item ttl, generation;
    as_operations *ops = NULL;

    if (in->p < in->end && *in->p == 0xc0) {
        in->p++;
    }
    else {
        ops = arena_take(memory, sizeof(*ops));
        if (!ops) {
            return CODEC_NO_MEMORY;
        }
        codec_status status = read_operations(in, ops, flags, memory);

        if (status != CODEC_OK) {
            return status;
        }
    }
    if (!read_kind(in, ITEM_INT, &ttl) || !read_kind(in, ITEM_INT, &generation)) {
        return CODEC_MALFORMED;
    }
    if (ops) {
        ops->ttl = (uint32_t)ttl.integer;
        ops->gen = (uint16_t)generation.integer;
    }
    *result = ops;
    return CODEC_OK;
}

static char *read_string(reader *in, arena *memory)
{
    item text;
    char *copy = NULL;

    if (read_kind(in, ITEM_STR, &text) && (copy = arena_take(memory, (size_t)text.size + 1))) {
        memcpy(copy, text.bytes, text.size);
        copy[text.size] = '\0';
    }
    return copy;
}

static codec_status read_apply(reader *in, as_batch_apply_record *record, unsigned flags,
                               arena *memory)
{
    item arguments;

    record->module = read_string(in, memory);
    record->function = read_string(in, memory);
    if (!record->module || !record->function || !read_kind(in, ITEM_BIN, &arguments)) {
        return CODEC_MALFORMED;
    }
    return read_list(arguments.bytes, arguments.size, flags, &record->arglist);
}

/* A key's value lies inside the key: a copy must point to its own. */
static void set_key(as_key *to, const as_key *from)
{
    *to = *from;
    to->valuep = from->valuep ? &to->value : NULL;
}

/* Reads one record into a place that has been reserved for it already. */
static codec_status read_batch_record(reader *in, as_batch_records *records, unsigned flags,
                                      arena *memory, bool *bad_key)
{
    item array, kind, all;
    as_key key;
    const void *policy;

    if (!read_kind(in, ITEM_ARRAY, &array) || !read_kind(in, ITEM_INT, &kind)) {
        return CODEC_MALFORMED;
    }
    *bad_key = !read_key(in, &key);
    if (*bad_key || !read_address(in, &policy)) {
        return CODEC_MALFORMED;
    }
    switch (kind.integer) {
    case RECORD_READ: {
        as_batch_read_record *record = as_batch_read_reserve(records);

        set_key(&record->key, &key);
        record->policy = policy;
        if (!read_kind(in, ITEM_BOOL, &all)) {
            return CODEC_MALFORMED;
        }
        record->read_all_bins = all.integer;
        return read_record_operations(in, &record->ops, flags, memory);
    }
    case RECORD_WRITE: {
        as_batch_write_record *record = as_batch_write_reserve(records);

        set_key(&record->key, &key);
        record->policy = policy;
        return read_record_operations(in, &record->ops, flags, memory);
    }
    case RECORD_APPLY: {
        as_batch_apply_record *record = as_batch_apply_reserve(records);

        set_key(&record->key, &key);
        record->policy = policy;
        return read_apply(in, record, flags, memory);
    }
    case RECORD_REMOVE: {
        as_batch_remove_record *record = as_batch_remove_reserve(records);

        set_key(&record->key, &key);
        record->policy = policy;
        return CODEC_OK;
    }
    default:
        return CODEC_MALFORMED;
    }
}

static int read_batch_records(bridge_call *call, reader *in, as_batch_records *records,
                              unsigned flags, arena *memory)
{
    item array;

    if (!read_kind(in, ITEM_ARRAY, &array)) {
        as_batch_records_init(records, 1);
        return fail(call, BRIDGE_BAD_REQUEST, "batch records are invalid");
    }
    /* The full capacity at once: a key's valuep points into its own record, which must not move. */
    as_batch_records_init(records, array.count ? array.count : 1);
    for (uint32_t i = 0; i < array.count; i++) {
        bool bad_key = false;
        codec_status status = read_batch_record(in, records, flags, memory, &bad_key);

        if (bad_key) {
            fail(call, BRIDGE_BAD_KEY, "key is invalid");
            call->error.line = i;
            return BRIDGE_BAD_KEY;
        }
        if (status != CODEC_OK) {
            return fail_codec(call, status);
        }
    }
    return AEROSPIKE_OK;
}

static codec_status write_batch_records(buffer *out, const as_batch_records *records,
                                        unsigned flags)
{
    codec_status status = CODEC_OK;

    write_array(out, records->list.size);
    for (uint32_t i = 0; i < records->list.size && status == CODEC_OK; i++) {
        as_batch_base_record *record = as_vector_get((as_vector *)&records->list, i);

        status = write_result(out, &record->key, &record->record, record->result, record->in_doubt,
                              record->subcode, record->message, flags);
    }
    return status;
}

/* What a record owns beyond what as_batch_records_destroy releases. */
static void release_batch_records(as_batch_records *records)
{
    for (uint32_t i = 0; i < records->list.size; i++) {
        as_batch_base_record *record = as_vector_get(&records->list, i);

        if (record->type == AS_BATCH_APPLY) {
            as_list_destroy(((as_batch_apply_record *)record)->arglist);
        }
    }
    as_batch_records_destroy(records);
}

int64_t bridge_batch_write(bridge_client *client, const uint8_t *packed, size_t packed_size,
                           const as_policy_batch *policy, unsigned flags, bridge_call *call)
{
    as_batch_records records;
    arena memory = {0};
    reader in = {packed, packed + packed_size};
    batch_reply reply = {&call->reply, flags, CODEC_OK};
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = read_batch_records(call, &in, &records, flags, &memory);

    if (status == AEROSPIKE_OK) {
        status = aerospike_batch_write(as, &call->error, policy, &records);
        write_array(&call->reply, 2);
        size_t at = call->reply.size;

        reply.status = write_batch_records(&call->reply, &records, flags);
        status = end_batch(call, status, &reply, at);
    }
    client_leave(client);
    release_batch_records(&records);
    arena_free(&memory);
    return outcome(call, status);
}
