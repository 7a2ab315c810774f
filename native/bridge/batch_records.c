/* Different commands, each on its record. */
#include <stddef.h>
#include <string.h>

#include "batch.h"

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

static bool keep_policy(batch *one, int64_t kind, const void **policy)
{
    static const struct {
        size_t size;
        size_t expression_at;
    } layouts[] = {
        [RECORD_READ] = {sizeof(as_policy_batch_read), offsetof(as_policy_batch_read, filter_exp)},
        [RECORD_WRITE] = {sizeof(as_policy_batch_write),
                          offsetof(as_policy_batch_write, filter_exp)},
        [RECORD_APPLY] = {sizeof(as_policy_batch_apply),
                          offsetof(as_policy_batch_apply, filter_exp)},
        [RECORD_REMOVE] = {sizeof(as_policy_batch_remove),
                           offsetof(as_policy_batch_remove, filter_exp)},
    };

    return batch_keep_policy(one, policy, layouts[kind].size, layouts[kind].expression_at);
}

/* A key's value lies inside the key: a copy must point to its own. */
static void set_key(as_key *to, const as_key *from)
{
    *to = *from;
    to->valuep = from->valuep ? &to->value : NULL;
}

/* Reads one record into a place that has been reserved for it already. */
static codec_status read_batch_record(batch *one, reader *in, bool *bad_key)
{
    as_batch_records *records = &one->records;
    arena *memory = &one->memory;
    unsigned flags = one->flags;
    item array, kind, all;
    as_key key;
    const void *policy;

    if (!read_kind(in, ITEM_ARRAY, &array) || !read_kind(in, ITEM_INT, &kind) ||
        kind.integer < RECORD_READ || kind.integer > RECORD_REMOVE) {
        return CODEC_MALFORMED;
    }
    *bad_key = !read_key(in, &key);
    if (*bad_key || !read_address(in, &policy)) {
        return CODEC_MALFORMED;
    }
    if (!keep_policy(one, kind.integer, &policy)) {
        return CODEC_NO_MEMORY;
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
    }
    return CODEC_MALFORMED;
}

static int read_batch_records(batch *one, reader *in)
{
    bridge_call *call = one->call;
    as_batch_records *records = &one->records;
    item array;

    memset(records, 0, sizeof(*records));
    if (!read_kind(in, ITEM_ARRAY, &array)) {
        return fail(call, BRIDGE_BAD_REQUEST, "batch records are invalid");
    }
    /* The C client counts the bytes of all records in 32 bits. */
    if (array.count > UINT32_MAX / sizeof(as_batch_record)) {
        return fail(call, AEROSPIKE_ERR_PARAM, "a batch of so many records does not fit");
    }
    /* The full capacity at once: a key's valuep points into its own record, which must not move. */
    as_batch_records_init(records, array.count ? array.count : 1);
    if (!records->list.list) {
        return fail_memory(call);
    }
    for (uint32_t i = 0; i < array.count; i++) {
        bool bad_key = false;
        codec_status status = read_batch_record(one, in, &bad_key);

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

static void execute_records(batch *one)
{
    int status = aerospike_batch_write(one->as, &one->call->error, one->policy, &one->records);
    buffer *out = &one->call->reply;
    size_t at = out->size;

    one->reading = write_batch_records(out, &one->records, one->flags);
    write_batch_status(one, at, status);
}

static bool record_writes(const batch *one, uint32_t index)
{
    const as_batch_base_record *record = as_vector_get((as_vector *)&one->records.list, index);

    return record->has_write;
}

int64_t bridge_batch_write(bridge_client *client, const uint8_t *packed, size_t packed_size,
                           const as_policy_batch *policy, unsigned flags, bridge_call *call)
{
    batch *one = batch_new(client, policy, flags, call);

    if (!one) {
        return outcome(call, call->error.code);
    }
    one->execute = execute_records;
    one->writes = record_writes;
    const uint8_t *kept = batch_keep(one, packed, packed_size);
    reader in = {kept, kept + packed_size};

    if (one->status == AEROSPIKE_OK) {
        one->status = kept ? read_batch_records(one, &in) : fail_memory(call);
    }
    one->count = one->records.list.size;
    one->stack = batch_stack(one->count, 0);
    return batch_end(one);
}
