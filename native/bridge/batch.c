#include <stdlib.h>
#include <string.h>

#include <aerospike/aerospike_batch.h>

#include "internal.h"
#include "thread.h"

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
    const as_error *error; /* that of a batch which reads bins; else NULL */
} batch_reply;

/*
 * Where the C client cannot read a record's bins, the batch fails; but it says of the record that
 * it was found, and has none.
 */
static int result_of(const batch_reply *reply, const as_batch_result *one)
{
    bool unread = one->result == AEROSPIKE_OK && one->record.bins.size == 0 && reply->error &&
                  reply->error->code != AEROSPIKE_OK;

    return unread ? AEROSPIKE_NO_RESPONSE : (int)one->result;
}

static bool write_results(const as_batch_result *results, uint32_t count, void *udata)
{
    batch_reply *reply = udata;

    write_array(reply->out, count);
    for (uint32_t i = 0; i < count && reply->status == CODEC_OK; i++) {
        const as_batch_result *one = &results[i];

        reply->status =
            write_result(reply->out, (as_key *)one->key, &one->record, result_of(reply, one),
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

/*
 * Up to so many keys, the C client keeps on the stack what it has of each: its result, its place
 * in the command of a node (with a quarter to spare), and in a transaction a pointer to its digest.
 */
enum {
    STACK_KEYS = 5000,
    STACK_COMMAND = 64 * 1024 /* the buffers for sending and receiving, and what is around them */
};

static size_t stack_of_keys(uint32_t count, size_t result)
{
    size_t keys = count < STACK_KEYS ? count : STACK_KEYS;

    return keys * (result + sizeof(uint32_t) * 5 / 4 + sizeof(void *)) + STACK_COMMAND;
}

/* Reads an array of keys; BRIDGE_BAD_KEY leaves the index of the bad one in the error's line. */
static int read_keys(bridge_call *call, const uint8_t *data, size_t size, as_batch *batch)
{
    reader in = {data, data + size};
    item array;

    memset(batch, 0, sizeof(*batch));
    if (!read_kind(&in, ITEM_ARRAY, &array)) {
        return fail(call, BRIDGE_BAD_REQUEST, "keys are invalid");
    }
    as_batch_init(batch, array.count);
    if (array.count && !batch->keys.entries) {
        return fail_memory(call);
    }
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

/* One command on many keys: what it takes from begin_keys() to end_keys(). */
typedef struct {
    bridge_client *client;
    bridge_call *call;
    aerospike *as;
    const as_policy_batch *policy;
    const void *records_policy; /* that of each record, by the command */
    as_batch batch;
    const char **names;
    uint32_t names_count;
    as_operations ops;
    const char *module;
    const char *function;
    as_list *arguments;
    arena memory;
    batch_reply reply;
    int status;
} key_batch;

/* Enters the client and reads the keys; false where the command ends here. */
static bool begin_keys(key_batch *one, const uint8_t *keys, size_t keys_size)
{
    one->as = client_enter(one->client, one->call);
    if (!one->as) {
        one->status = one->call->error.code;
        return false;
    }
    one->reply.out = &one->call->reply;
    one->status = read_keys(one->call, keys, keys_size, &one->batch);
    return one->status == AEROSPIKE_OK;
}

static void run_keys(key_batch *one, void (*run)(void *argument))
{
    bridge_call *call = one->call;
    size_t stack = stack_of_keys(one->batch.keys.size, sizeof(as_batch_result));

    write_array(&call->reply, 2);
    size_t at = call->reply.size;

    if (bridge_run_with_stack(stack, run, one)) {
        one->status = end_batch(call, one->status, &one->reply, at);
    }
    else {
        one->status = fail(call, AEROSPIKE_ERR_CLIENT, "no thread for the batch");
    }
}

static int64_t end_keys(key_batch *one)
{
    if (one->as) {
        client_leave(one->client);
    }
    as_batch_destroy(&one->batch);
    as_list_destroy(one->arguments);
    arena_free(&one->memory);
    return outcome(one->call, one->status);
}

static void run_get(void *argument)
{
    key_batch *one = argument;

    one->status = aerospike_batch_get(one->as, &one->call->error, one->policy, &one->batch,
                                      write_results, &one->reply);
}

static void run_exists(void *argument)
{
    key_batch *one = argument;

    one->status = aerospike_batch_exists(one->as, &one->call->error, one->policy, &one->batch,
                                         write_results, &one->reply);
}

static void run_select(void *argument)
{
    key_batch *one = argument;

    one->status =
        aerospike_batch_get_bins(one->as, &one->call->error, one->policy, &one->batch, one->names,
                                 one->names_count, write_results, &one->reply);
}

static void run_operate(void *argument)
{
    key_batch *one = argument;

    one->status =
        aerospike_batch_operate(one->as, &one->call->error, one->policy, one->records_policy,
                                &one->batch, &one->ops, write_results, &one->reply);
}

static void run_apply(void *argument)
{
    key_batch *one = argument;

    one->status = aerospike_batch_apply(one->as, &one->call->error, one->policy,
                                        one->records_policy, &one->batch, one->module,
                                        one->function, one->arguments, write_results, &one->reply);
}

static void run_remove(void *argument)
{
    key_batch *one = argument;

    one->status =
        aerospike_batch_remove(one->as, &one->call->error, one->policy, one->records_policy,
                               &one->batch, write_results, &one->reply);
}

/* Bins nil: all of them; an empty array: none, only whether the record exists. */
int64_t bridge_batch_read(bridge_client *client, const uint8_t *keys, size_t keys_size,
                          const uint8_t *bins, size_t bins_size, const as_policy_batch *policy,
                          unsigned flags, bridge_call *call)
{
    key_batch one = {.client = client, .call = call, .policy = policy, .reply = {.flags = flags}};

    if (begin_keys(&one, keys, keys_size)) {
        /* Names that are too long are the server's to refuse; their length travels as a byte. */
        if (bins_size) {
            one.names = read_names(bins, bins_size, UINT8_MAX, &one.memory, &one.names_count);
        }
        if (bins_size && !one.names) {
            one.status = fail_request(call, &one.memory, "bin names are invalid");
        }
        else {
            one.reply.error = one.names_count || !bins_size ? &call->error : NULL;
            run_keys(&one, bins_size == 0 ? run_get : one.names_count ? run_select : run_exists);
        }
    }
    return end_keys(&one);
}

int64_t bridge_batch_operate(bridge_client *client, const uint8_t *keys, size_t keys_size,
                             const uint8_t *packed_ops, size_t ops_size, uint32_t ttl,
                             const as_policy_batch *policy, const as_policy_batch_write *write,
                             unsigned flags, bridge_call *call)
{
    reader in = {packed_ops, packed_ops + ops_size};
    key_batch one = {.client = client,
                     .call = call,
                     .policy = policy,
                     .records_policy = write,
                     .reply = {.flags = flags}};

    if (begin_keys(&one, keys, keys_size)) {
        codec_status read = read_operations(&in, &one.ops, flags, &one.memory);

        if (read == CODEC_OK) {
            one.ops.ttl = ttl;
            run_keys(&one, run_operate);
        }
        else {
            one.status = fail_codec(call, read);
        }
    }
    return end_keys(&one);
}

int64_t bridge_batch_apply(bridge_client *client, const uint8_t *keys, size_t keys_size,
                           const char *module, const char *function, const uint8_t *arguments,
                           size_t arguments_size, const as_policy_batch *policy,
                           const as_policy_batch_apply *apply, unsigned flags, bridge_call *call)
{
    key_batch one = {.client = client,
                     .call = call,
                     .policy = policy,
                     .records_policy = apply,
                     .module = module,
                     .function = function,
                     .reply = {.flags = flags}};

    if (begin_keys(&one, keys, keys_size)) {
        codec_status read = read_list(arguments, arguments_size, flags, &one.arguments);

        if (read == CODEC_OK) {
            run_keys(&one, run_apply);
        }
        else {
            one.status = fail_codec(call, read);
        }
    }
    return end_keys(&one);
}

int64_t bridge_batch_remove(bridge_client *client, const uint8_t *keys, size_t keys_size,
                            const as_policy_batch *policy, const as_policy_batch_remove *remove,
                            unsigned flags, bridge_call *call)
{
    key_batch one = {.client = client,
                     .call = call,
                     .policy = policy,
                     .records_policy = remove,
                     .reply = {.flags = flags}};

    if (begin_keys(&one, keys, keys_size)) {
        run_keys(&one, run_remove);
    }
    return end_keys(&one);
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
        codec_status status = read_batch_record(in, records, flags, memory, &bad_key);

        if (bad_key) {
            fail(call, BRIDGE_BAD_KEY, "key is invalid");
            call->error.line = i;
            return BRIDGE_BAD_KEY;
        }
        if (status != CODEC_OK) {
            return memory->failed ? fail_memory(call) : fail_codec(call, status);
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

typedef struct {
    aerospike *as;
    bridge_call *call;
    const as_policy_batch *policy;
    as_batch_records records;
    int status;
} record_batch;

static void run_write(void *argument)
{
    record_batch *one = argument;

    one->status = aerospike_batch_write(one->as, &one->call->error, one->policy, &one->records);
}

int64_t bridge_batch_write(bridge_client *client, const uint8_t *packed, size_t packed_size,
                           const as_policy_batch *policy, unsigned flags, bridge_call *call)
{
    record_batch one = {.call = call, .policy = policy, .as = client_enter(client, call)};
    arena memory = {0};
    reader in = {packed, packed + packed_size};
    batch_reply reply = {.out = &call->reply, .flags = flags};

    if (!one.as) {
        return outcome(call, call->error.code);
    }
    int status = read_batch_records(call, &in, &one.records, flags, &memory);

    if (status == AEROSPIKE_OK &&
        !bridge_run_with_stack(stack_of_keys(one.records.list.size, 0), run_write, &one)) {
        status = fail(call, AEROSPIKE_ERR_CLIENT, "no thread for the batch");
    }
    else if (status == AEROSPIKE_OK) {
        write_array(&call->reply, 2);
        size_t at = call->reply.size;

        reply.status = write_batch_records(&call->reply, &one.records, flags);
        status = end_batch(call, one.status, &reply, at);
    }
    client_leave(client);
    release_batch_records(&one.records);
    arena_free(&memory);
    return outcome(call, status);
}
