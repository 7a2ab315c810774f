/* The operations of a command, which are data: operator, bin, payload. */
#include <aerospike/as_operations.h>

#include "internal.h"

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
 * The C client has operators of their own for maps, because the server must
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
    ops->binops.entries = arena_alloc(memory, array.count * sizeof(as_binop));
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
