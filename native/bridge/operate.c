#include <stdlib.h>
#include <string.h>

#include <aerospike/aerospike_key.h>
#include <aerospike/as_operations.h>

#include "internal.h"
#include "thread.h"

/*
 * By the number that the server knows: the C client's enumeration, and the particle type of the
 * arguments, where the payload is a list of such and no value.
 */
static const struct {
    as_operator op;
    as_bytes_type arguments;
} operators[] = {
    [1] = {AS_OPERATOR_READ, AS_BYTES_UNDEF},
    [2] = {AS_OPERATOR_WRITE, AS_BYTES_UNDEF},
    [3] = {AS_OPERATOR_CDT_READ, AS_BYTES_BLOB},
    [4] = {AS_OPERATOR_CDT_MODIFY, AS_BYTES_BLOB},
    [5] = {AS_OPERATOR_INCR, AS_BYTES_UNDEF},
    [7] = {AS_OPERATOR_EXP_READ, AS_BYTES_BLOB},
    [8] = {AS_OPERATOR_EXP_MODIFY, AS_BYTES_BLOB},
    [9] = {AS_OPERATOR_APPEND, AS_BYTES_UNDEF},
    [10] = {AS_OPERATOR_PREPEND, AS_BYTES_UNDEF},
    [11] = {AS_OPERATOR_TOUCH, AS_BYTES_UNDEF},
    [12] = {AS_OPERATOR_BIT_READ, AS_BYTES_BLOB},
    [13] = {AS_OPERATOR_BIT_MODIFY, AS_BYTES_BLOB},
    [14] = {AS_OPERATOR_DELETE, AS_BYTES_UNDEF},
    [15] = {AS_OPERATOR_HLL_READ, AS_BYTES_BLOB},
    [16] = {AS_OPERATOR_HLL_MODIFY, AS_BYTES_BLOB},
    [17] = {AS_OPERATOR_STRING_READ, AS_BYTES_STRING},
    [18] = {AS_OPERATOR_STRING_MODIFY, AS_BYTES_STRING},
    [19] = {AS_OPERATOR_TO_STRING, AS_BYTES_UNDEF},
};

static bool is_operator(int64_t wire)
{
    return wire >= 1 && wire <= 19 && wire != 6;
}

/*
 * The C client names the operations on maps apart, because the server must
 * answer all operations of a command where one of them is such. On the wire they
 * differ from those on lists only by their number, inside [number, ...] or
 * [context mark, context, [number, ...]].
 */
enum {
    CONTEXT_MARK = 0xff,
    FIRST_MAP_OPERATION = 64,
    PATH_OPERATION = 0xfe
};

static bool is_map_operation(const as_bytes *arguments)
{
    reader in = {arguments->value, arguments->value + arguments->size};
    item array, number;

    if (!read_kind(&in, ITEM_ARRAY, &array) || !read_kind(&in, ITEM_INT, &number)) {
        return false;
    }
    if (number.integer == CONTEXT_MARK &&
        (skip_value(&in) != CODEC_OK || !read_kind(&in, ITEM_ARRAY, &array) ||
         !read_kind(&in, ITEM_INT, &number))) {
        return false;
    }
    return number.integer >= FIRST_MAP_OPERATION && number.integer < PATH_OPERATION;
}

/* [operator, bin, payload] */
static codec_status read_operation(reader *in, as_binop *binop, unsigned flags, arena *memory)
{
    item array, op, name, payload;

    if (!read_kind(in, ITEM_ARRAY, &array) || array.count != 3 || !read_kind(in, ITEM_INT, &op) ||
        !is_operator(op.integer) || !read_kind(in, ITEM_STR, &name)) {
        return CODEC_MALFORMED;
    }
    codec_status status = read_item(in, &payload);

    if (status != CODEC_OK) {
        return status;
    }
    as_bytes_type type = operators[op.integer].arguments;
    const char *text = (const char *)name.bytes;
    as_bin *bin = &binop->bin;

    binop->op = operators[op.integer].op;
    if (type != AS_BYTES_UNDEF) {
        status = bin_from_arguments(bin, text, name.size, in, &payload, type, flags, memory);
        if (status == CODEC_OK && op.integer <= 4 && is_map_operation(&bin->value.bytes)) {
            binop->op = op.integer == 3 ? AS_OPERATOR_MAP_READ : AS_OPERATOR_MAP_MODIFY;
        }
        return status;
    }
    status = bin_from_item(bin, text, name.size, in, &payload, flags, memory);
    if (status == CODEC_OK && payload.kind == ITEM_NIL && op.integer != 2) {
        bin->valuep = NULL;
    }
    return status;
}

codec_status read_operations(reader *in, as_operations *ops, unsigned flags, arena *memory)
{
    item array;

    if (!read_kind(in, ITEM_ARRAY, &array) || array.count > UINT16_MAX) {
        return CODEC_MALFORMED;
    }
    as_operations_init(ops, 0);
    ops->binops.entries = arena_take(memory, (array.count ? array.count : 1) * sizeof(as_binop));
    if (!ops->binops.entries) {
        return CODEC_NO_MEMORY;
    }
    ops->binops.capacity = (uint16_t)array.count;
    for (uint32_t i = 0; i < array.count; i++) {
        codec_status status = read_operation(in, &ops->binops.entries[i], flags, memory);

        if (status != CODEC_OK) {
            return status;
        }
        ops->binops.size++;
    }
    return CODEC_OK;
}

/* [generation, ttl, digest, bins], the bins a map or, when ordered, pairs */
static int reply_results(bridge_call *call, as_key *key, const as_record *record, bool ordered,
                         unsigned flags)
{
    buffer *out = &call->reply;

    write_array(out, 4);
    write_int(out, record ? record->gen : 0);
    write_int(out, record ? record->ttl : 0);
    if (!write_digest(out, key)) {
        return fail(call, BRIDGE_BAD_KEY, "key is invalid");
    }
    codec_status status = CODEC_OK;

    if (!record) {
        write_nil(out);
    }
    else if (ordered) {
        status = write_bin_pairs(out, record, flags);
    }
    else {
        status = write_bins(out, record, flags);
    }
    return status == CODEC_OK ? finish(call, AEROSPIKE_OK) : fail_codec(call, status);
}

typedef struct {
    aerospike *as;
    as_error *error;
    const as_policy_operate *policy;
    as_key *key;
    as_operations *ops;
    as_record **record;
    int status;
} operation;

static void run_operation(void *argument)
{
    operation *one = argument;

    one->status =
        aerospike_key_operate(one->as, one->error, one->policy, one->key, one->ops, one->record);
}

int64_t bridge_operate(bridge_client *client, const uint8_t *packed_key, size_t key_size,
                       const uint8_t *packed_ops, size_t ops_size, uint32_t ttl,
                       uint16_t generation, const as_policy_operate *policy, bool ordered,
                       unsigned flags, bridge_call *call)
{
    reader key_in = {packed_key, packed_key + key_size};
    reader ops_in = {packed_ops, packed_ops + ops_size};
    arena memory = {0};
    as_key key;
    as_operations ops;
    as_record *record = NULL;
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status =
        read_key(&key_in, &key) ? AEROSPIKE_OK : fail(call, BRIDGE_BAD_KEY, "key is invalid");

    if (status == AEROSPIKE_OK) {
        codec_status read = read_operations(&ops_in, &ops, flags, &memory);

        if (read != CODEC_OK) {
            status = fail_codec(call, read);
        }
    }
    if (status == AEROSPIKE_OK) {
        ops.ttl = ttl;
        ops.gen = generation;
        if (ops.binops.size <= STACK_BINS) {
            status = aerospike_key_operate(as, &call->error, policy, &key, &ops, &record);
        }
        else {
            operation one = {as, &call->error, policy, &key, &ops, &record, AEROSPIKE_OK};

            status = bridge_run_with_stack(stack_of_bins(ops.binops.size), run_operation, &one)
                         ? one.status
                         : fail(call, AEROSPIKE_ERR_CLIENT, "no thread for so many operations");
        }
    }
    client_leave(client, call);
    if (status == AEROSPIKE_OK) {
        status = reply_results(call, &key, record, ordered, flags);
    }
    as_record_destroy(record);
    arena_free(&memory);
    return outcome(call, status);
}
