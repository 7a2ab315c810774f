/* Different commands, each on its record. */
#include <stddef.h>
#include <string.h>

#include "batch.h"

/*
 * A batch of different commands: [operations, ...] and then
 * [[kind, key, policy address | nil, ...], ...] with
 *   read:   read all bins, the place of its operations | nil, ttl, generation
 *   write:  the place of its operations, ttl, generation
 *   apply:  module, function, packed arguments
 *   remove: nothing more
 */
enum {
    RECORD_READ = 0,
    RECORD_WRITE = 1,
    RECORD_APPLY = 2,
    RECORD_REMOVE = 3
};

/* The operations that records of the batch share: each list is read once. */
typedef struct {
    as_operations *lists;
    uint32_t count;
} operation_lists;

static operation_lists read_operation_lists(batch *one)
{
    request *in = &one->in;
    item array = {0};
    operation_lists all = {0};

    if (request_item(in, ITEM_ARRAY, &array)) {
        all.lists = arena_alloc(&in->memory, (array.count ? array.count : 1) * sizeof(*all.lists));
        if (!all.lists) {
            request_check(in, CODEC_NO_MEMORY);
        }
    }
    while (in->status == AEROSPIKE_OK && all.count < array.count) {
        as_operations *ops = &all.lists[all.count++];

        request_check(in, read_operations(&in->in, ops, one->flags, &in->memory));
    }
    return all;
}

static as_operations *read_record_operations(request *in, const operation_lists *all)
{
    as_operations *ops = request_nil(in) ? NULL : arena_alloc(&in->memory, sizeof(*ops));

    if (ops) {
        uint64_t place = request_uint64(in);

        if (place < all->count) {
            *ops = all->lists[place];
        }
        else {
            request_refuse(in);
        }
    }
    uint32_t ttl = (uint32_t)request_int(in);
    uint16_t generation = (uint16_t)request_int(in);

    if (ops) {
        ops->ttl = ttl;
        ops->gen = generation;
    }
    return ops;
}

static const void *read_policy(batch *one, int64_t kind)
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

    return batch_policy(one, request_address(&one->in), layouts[kind].size,
                        layouts[kind].expression_at);
}

/* A key's value lies inside the key: a copy must point to its own. */
static void set_key(as_key *to, const as_key *from)
{
    *to = *from;
    to->valuep = from->valuep ? &to->value : NULL;
}

/* Reads one record into a place that has been reserved for it already. */
static void read_batch_record(batch *one, const operation_lists *all)
{
    request *in = &one->in;
    as_batch_records *records = &one->records;
    item array;
    as_key key;

    request_item(in, ITEM_ARRAY, &array);
    int64_t kind = request_int(in);

    if (kind < RECORD_READ || kind > RECORD_REMOVE) {
        request_refuse(in);
    }
    request_key(in, &key);
    if (in->status != AEROSPIKE_OK) {
        return;
    }
    const void *policy = read_policy(one, kind);

    switch (kind) {
    case RECORD_READ: {
        as_batch_read_record *record = as_batch_read_reserve(records);

        set_key(&record->key, &key);
        record->policy = policy;
        record->read_all_bins = request_bool(in);
        record->ops = read_record_operations(in, all);
        break;
    }
    case RECORD_WRITE: {
        as_batch_write_record *record = as_batch_write_reserve(records);

        set_key(&record->key, &key);
        record->policy = policy;
        record->ops = read_record_operations(in, all);
        break;
    }
    case RECORD_APPLY: {
        as_batch_apply_record *record = as_batch_apply_reserve(records);

        set_key(&record->key, &key);
        record->policy = policy;
        record->module = request_text(in);
        record->function = request_text(in);
        record->arglist = request_packed_list(in, one->flags);
        break;
    }
    case RECORD_REMOVE: {
        as_batch_remove_record *record = as_batch_remove_reserve(records);

        set_key(&record->key, &key);
        record->policy = policy;
    }
    }
}

void read_batch_records(batch *one)
{
    request *in = &one->in;
    as_batch_records *records = &one->records;
    item array;
    operation_lists all = read_operation_lists(one);

    if (in->status == AEROSPIKE_OK && !read_kind(&in->in, ITEM_ARRAY, &array)) {
        request_fail(in, BRIDGE_BAD_REQUEST, "batch records are invalid");
    }
    if (in->status != AEROSPIKE_OK) {
        return;
    }
    /* The C client counts the bytes of all records in 32 bits. */
    if (array.count > UINT32_MAX / sizeof(as_batch_record)) {
        request_fail(in, AEROSPIKE_ERR_PARAM, "a batch of so many records does not fit");
        return;
    }
    /* The full capacity at once: a key's valuep points into its own record, which must not move. */
    as_batch_records_init(records, array.count ? array.count : 1);
    if (!records->list.list) {
        request_check(in, CODEC_NO_MEMORY);
        return;
    }
    for (uint32_t i = 0; i < array.count && in->status == AEROSPIKE_OK; i++) {
        read_batch_record(one, &all);
        if (in->status == BRIDGE_BAD_KEY) {
            in->call->error.line = i;
        }
    }
}

codec_status write_batch_records(buffer *out, const as_batch_records *records, unsigned flags)
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

static void execute_records(batch *one)
{
    int status = aerospike_batch_write(one->in.as, &one->call->error, one->policy, &one->records);
    buffer *out = &one->call->reply;
    size_t at = out->size;

    one->encoding = write_batch_records(out, &one->records, one->flags);
    write_batch_status(one, at, status);
}

static bool record_writes(const batch *one, uint32_t index)
{
    const as_batch_base_record *record = as_vector_get((as_vector *)&one->records.list, index);

    return record->has_write;
}

int64_t bridge_batch_write(bridge_client *client, const uint8_t *data, size_t size,
                           bridge_call *call)
{
    batch *one = batch_new(client, data, size, BATCH_WRITE_ELEMENTS, call);

    if (!one) {
        return -1;
    }
    one->execute = execute_records;
    one->writes = record_writes;
    read_batch_records(one);
    one->count = one->records.list.size;
    one->stack = batch_stack(one->count, 0);
    return batch_end(one);
}
