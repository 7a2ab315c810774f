#include <stdlib.h>
#include <string.h>

#include <aerospike/aerospike_key.h>
#include <aerospike/as_operations.h>

#include "internal.h"
#include "thread.h"

/* The wire number of each operator, as the server knows it, to the C client's enumeration. */
static const int operators[] = {
    [1] = AS_OPERATOR_READ,         [2] = AS_OPERATOR_WRITE,          [3] = AS_OPERATOR_CDT_READ,
    [4] = AS_OPERATOR_CDT_MODIFY,   [5] = AS_OPERATOR_INCR,           [7] = AS_OPERATOR_EXP_READ,
    [8] = AS_OPERATOR_EXP_MODIFY,   [9] = AS_OPERATOR_APPEND,         [10] = AS_OPERATOR_PREPEND,
    [11] = AS_OPERATOR_TOUCH,       [12] = AS_OPERATOR_BIT_READ,      [13] = AS_OPERATOR_BIT_MODIFY,
    [14] = AS_OPERATOR_DELETE,      [15] = AS_OPERATOR_HLL_READ,      [16] = AS_OPERATOR_HLL_MODIFY,
    [17] = AS_OPERATOR_STRING_READ, [18] = AS_OPERATOR_STRING_MODIFY, [19] = AS_OPERATOR_TO_STRING,
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

static bool is_map_operation(const item *arguments)
{
    reader in = {arguments->bytes, arguments->bytes + arguments->size};
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

static as_operator operator_of(int64_t wire, const item *value)
{
    if (wire == 3 && value->kind == ITEM_BIN && is_map_operation(value)) {
        return AS_OPERATOR_MAP_READ;
    }
    if (wire == 4 && value->kind == ITEM_BIN && is_map_operation(value)) {
        return AS_OPERATOR_MAP_MODIFY;
    }
    return (as_operator)operators[wire];
}

static codec_status read_operation(reader *in, as_binop *binop, unsigned flags, arena *memory)
{
    item array, op, name, value;

    if (!read_kind(in, ITEM_ARRAY, &array) || array.count != 3 || !read_kind(in, ITEM_INT, &op) ||
        !is_operator(op.integer) || !read_kind(in, ITEM_STR, &name) ||
        name.size > AS_BIN_NAME_MAX_LEN) {
        return CODEC_MALFORMED;
    }
    codec_status status = read_item(in, &value);

    if (status != CODEC_OK) {
        return status;
    }
    binop->op = operator_of(op.integer, &value);
    status =
        bin_from_item(&binop->bin, (const char *)name.bytes, name.size, in, &value, flags, memory);
    if (status == CODEC_OK && (op.integer == 17 || op.integer == 18)) {
        /* The arguments of string operations travel under the string particle's type. */
        if (value.kind != ITEM_BIN) {
            return CODEC_MALFORMED;
        }
        binop->bin.value.bytes.type = AS_BYTES_STRING;
    }
    if (status == CODEC_OK && value.kind == ITEM_NIL && op.integer != 2) {
        binop->bin.valuep = NULL;
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
