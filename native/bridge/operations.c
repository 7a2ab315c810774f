/* The operations of a command, which are data: operator, bin, value. */
#include <aerospike/as_operations.h>

#include "internal.h"

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
