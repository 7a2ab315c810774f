#include <string.h>

#include <aerospike/as_cdt_ctx.h>
#include <aerospike/as_exp.h>

#include "walk.h"

/*
 * The description: [is query, namespace, set | nil, [bins], [operations] | nil,
 * module | nil, function | nil, packed arguments, predicate | nil].
 * A predicate: [type, data type, bin | nil, value, second value, index type,
 * index name | nil, packed context | nil, packed expression | nil].
 */

static const char *read_optional(reader *in, arena *memory)
{
    item text;
    char *copy = NULL;

    if (read_item(in, &text) == CODEC_OK && text.kind == ITEM_STR &&
        (copy = arena_take(memory, (size_t)text.size + 1))) {
        memcpy(copy, text.bytes, text.size);
        copy[text.size] = '\0';
    }
    return copy;
}

static bool read_select(reader *in, bridge_walk *walk)
{
    item array;

    if (!read_kind(in, ITEM_ARRAY, &array)) {
        return false;
    }
    if (array.count == 0) {
        return true;
    }
    if (walk->is_query) {
        as_query_select_init(&walk->query, (uint16_t)array.count);
    }
    else {
        as_scan_select_init(&walk->scan, (uint16_t)array.count);
    }
    for (uint32_t i = 0; i < array.count; i++) {
        const char *name = read_optional(in, &walk->memory);

        if (!name || !(walk->is_query ? as_query_select(&walk->query, name)
                                      : as_scan_select(&walk->scan, name))) {
            return false;
        }
    }
    return true;
}

static bool read_walk_operations(reader *in, bridge_walk *walk)
{
    if (in->p < in->end && *in->p == 0xc0) {
        in->p++;
        return true;
    }
    if (read_operations(in, &walk->ops, walk->flags, &walk->memory) != CODEC_OK) {
        return false;
    }
    walk->query.ops = walk->is_query ? &walk->ops : NULL;
    walk->scan.ops = walk->is_query ? NULL : &walk->ops;
    return true;
}

static bool read_function(reader *in, bridge_walk *walk)
{
    const char *module = read_optional(in, &walk->memory);
    const char *function = read_optional(in, &walk->memory);
    item arguments;
    as_list *list = NULL;

    if (!read_kind(in, ITEM_BIN, &arguments)) {
        return false;
    }
    if (!module || !function) {
        return true;
    }
    if (read_list(arguments.bytes, arguments.size, walk->flags, &list) != CODEC_OK) {
        return false;
    }
    return walk->is_query ? as_query_apply(&walk->query, module, function, list)
                          : as_scan_apply_each(&walk->scan, module, function, list);
}

/* The bytes as an as_exp, which is a size and the bytes behind it. */
static struct as_exp *copy_expression(const item *packed, arena *memory)
{
    struct as_exp *expression = arena_take(memory, sizeof(struct as_exp) + packed->size);

    if (expression) {
        expression->packed_sz = packed->size;
        memcpy(expression->packed, packed->bytes, packed->size);
    }
    return expression;
}

/* The context becomes the query's, which frees it. */
static bool read_context(const item *packed, as_predicate *predicate)
{
    as_cdt_ctx *context = cf_malloc(sizeof(as_cdt_ctx));

    if (!context) {
        return false;
    }
    if (!as_cdt_ctx_from_bytes(context, packed->bytes, packed->size)) {
        cf_free(context);
        return false;
    }
    predicate->ctx = context;
    predicate->ctx_free = true;
    predicate->ctx_size = as_cdt_ctx_byte_capacity(context);
    return true;
}

static bool read_predicate(reader *in, bridge_walk *walk)
{
    item array, type, dtype, value, second, itype, context, expression;

    if (in->p < in->end && *in->p == 0xc0) {
        in->p++;
        return true;
    }
    if (!read_kind(in, ITEM_ARRAY, &array) || array.count != 9 || !read_kind(in, ITEM_INT, &type) ||
        !read_kind(in, ITEM_INT, &dtype)) {
        return false;
    }
    const char *bin = read_optional(in, &walk->memory);

    if (read_item(in, &value) != CODEC_OK || !read_kind(in, ITEM_INT, &second) ||
        !read_kind(in, ITEM_INT, &itype)) {
        return false;
    }
    const char *index = read_optional(in, &walk->memory);

    if (read_item(in, &context) != CODEC_OK || read_item(in, &expression) != CODEC_OK ||
        !as_query_where_init(&walk->query, 1)) {
        return false;
    }
    as_predicate *predicate = &walk->query.where.entries[0];

    memset(predicate, 0, sizeof(*predicate));
    walk->query.where.size = 1;
    if (bin && strlen(bin) <= AS_BIN_NAME_MAX_LEN) {
        strcpy(predicate->bin, bin);
    }
    else if (bin) {
        return false;
    }
    if (index && strlen(index) < sizeof(predicate->index_name)) {
        strcpy(predicate->index_name, index);
    }
    else if (index) {
        return false;
    }
    if (context.kind == ITEM_BIN && !read_context(&context, predicate)) {
        return false;
    }
    if (expression.kind == ITEM_BIN &&
        !(predicate->exp = copy_expression(&expression, &walk->memory))) {
        return false;
    }
    predicate->type = (as_predicate_type)type.integer;
    predicate->dtype = (as_index_datatype)dtype.integer;
    predicate->itype = (as_index_type)itype.integer;
    if (value.kind == ITEM_STR) {
        char *copy = arena_take(&walk->memory, (size_t)value.size + 1);

        if (!copy) {
            return false;
        }
        memcpy(copy, value.bytes, value.size);
        copy[value.size] = '\0';
        predicate->value.string_val.string = copy;
    }
    else if (value.kind == ITEM_BIN) {
        uint8_t *copy = arena_take(&walk->memory, value.size ? value.size : 1);

        if (!copy) {
            return false;
        }
        memcpy(copy, value.bytes, value.size);
        predicate->value.blob_val.bytes = copy;
        predicate->value.blob_val.bytes_size = value.size;
    }
    else if (predicate->type == AS_PREDICATE_RANGE) {
        predicate->value.integer_range.min = value.integer;
        predicate->value.integer_range.max = second.integer;
    }
    else {
        predicate->value.integer = value.integer;
    }
    return true;
}

bool read_walk(reader *in, bridge_walk *walk)
{
    return read_select(in, walk) && read_walk_operations(in, walk) && read_function(in, walk) &&
           read_predicate(in, walk);
}
