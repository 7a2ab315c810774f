#include <string.h>

#include <aerospike/as_cdt_ctx.h>
#include <aerospike/as_exp.h>
#include <aerospike/as_msgpack.h>

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

static bool read_select(reader *in, bridge_run *run)
{
    item array;

    if (!read_kind(in, ITEM_ARRAY, &array)) {
        return false;
    }
    if (array.count == 0) {
        return true;
    }
    if (run->is_query) {
        as_query_select_init(&run->query, (uint16_t)array.count);
    }
    else {
        as_scan_select_init(&run->scan, (uint16_t)array.count);
    }
    for (uint32_t i = 0; i < array.count; i++) {
        const char *name = read_optional(in, &run->memory);

        if (!name || !(run->is_query ? as_query_select(&run->query, name)
                                     : as_scan_select(&run->scan, name))) {
            return false;
        }
    }
    return true;
}

static bool read_walk_operations(reader *in, bridge_run *run)
{
    if (in->p < in->end && *in->p == 0xc0) {
        in->p++;
        return true;
    }
    if (read_operations(in, &run->ops, run->flags, &run->memory) != CODEC_OK) {
        return false;
    }
    run->query.ops = run->is_query ? &run->ops : NULL;
    run->scan.ops = run->is_query ? NULL : &run->ops;
    return true;
}

static bool read_function(reader *in, bridge_run *run)
{
    const char *module = read_optional(in, &run->memory);
    const char *function = read_optional(in, &run->memory);
    item arguments;
    as_list *list = NULL;

    if (!read_kind(in, ITEM_BIN, &arguments)) {
        return false;
    }
    if (!module || !function) {
        return true;
    }
    if (read_list(arguments.bytes, arguments.size, run->flags, &list) != CODEC_OK) {
        return false;
    }
    return run->is_query ? as_query_apply(&run->query, module, function, list)
                         : as_scan_apply_each(&run->scan, module, function, list);
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

/* One level of a context: its type, and the number, the value or the expression behind it. */
static bool read_level(reader *in, as_cdt_ctx_item *level)
{
    item type, number;

    if (!read_kind(in, ITEM_INT, &type)) {
        return false;
    }
    reader rest = *in;

    if (skip_value(in) != CODEC_OK) {
        return false;
    }
    uint32_t size = (uint32_t)(in->p - rest.p);

    level->type = (uint32_t)type.integer;
    if ((level->type & ~AS_CDT_CTX_AND) == AS_CDT_CTX_EXP) {
        level->val.exp = cf_malloc(sizeof(struct as_exp) + size);
        if (level->val.exp) {
            level->val.exp->packed_sz = size;
            memcpy(level->val.exp->packed, rest.p, size);
        }
        return level->val.exp;
    }
    if (level->type & AS_CDT_CTX_VALUE) {
        as_unpacker unpacker = {.buffer = rest.p, .length = size};

        level->val.pval = NULL;
        return as_unpack_val(&unpacker, &level->val.pval) == 0 && level->val.pval;
    }
    level->val.ival = read_kind(&rest, ITEM_INT, &number) ? number.integer : 0;
    return rest.p == in->p;
}

/*
 * The context becomes the query's, which frees it. The C client's own reader knows no
 * expressions, and loses what it has read where it fails.
 */
static bool read_context(const item *packed, as_predicate *predicate)
{
    reader in = {packed->bytes, packed->bytes + packed->size};
    item array;
    as_cdt_ctx *context = cf_malloc(sizeof(as_cdt_ctx));

    if (!context) {
        return false;
    }
    as_cdt_ctx_init(context, 4);
    predicate->ctx = context;
    predicate->ctx_free = true;
    if (!read_kind(&in, ITEM_ARRAY, &array) || array.count % 2) {
        return false;
    }
    for (uint32_t i = 0; i < array.count / 2; i++) {
        as_cdt_ctx_item level = {0};

        if (!read_level(&in, &level)) {
            return false;
        }
        as_vector_append(&context->list, &level);
    }
    predicate->ctx_size = as_cdt_ctx_byte_capacity(context);
    return true;
}

/* The C client reads and frees a value by the data type of its predicate. */
static bool fits(as_index_datatype type, item_kind kind)
{
    switch (type) {
    case AS_INDEX_STRING:
    case AS_INDEX_GEO2DSPHERE:
        return kind == ITEM_STR;
    case AS_INDEX_BLOB:
        return kind == ITEM_BIN;
    case AS_INDEX_INTEGER:
    case AS_INDEX_NUMERIC:
        return kind == ITEM_INT;
    default:
        return false;
    }
}

static bool set_value(as_predicate *predicate, const item *value, const item *second, arena *memory)
{
    if (!fits(predicate->dtype, value->kind)) {
        return false;
    }
    if (value->kind == ITEM_INT) {
        /* The two lie in one place where the predicate is no range. */
        predicate->value.integer_range.max =
            predicate->type == AS_PREDICATE_RANGE ? second->integer : 0;
        predicate->value.integer_range.min = value->integer;
        return true;
    }
    char *copy = arena_take(memory, (size_t)value->size + 1);

    if (!copy) {
        return false;
    }
    memcpy(copy, value->bytes, value->size);
    copy[value->size] = '\0';
    if (value->kind == ITEM_STR) {
        predicate->value.string_val.string = copy;
    }
    else {
        predicate->value.blob_val.bytes = (uint8_t *)copy;
        predicate->value.blob_val.bytes_size = value->size;
    }
    return true;
}

static bool read_predicate(reader *in, bridge_run *run)
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
    const char *bin = read_optional(in, &run->memory);

    if (read_item(in, &value) != CODEC_OK || !read_kind(in, ITEM_INT, &second) ||
        !read_kind(in, ITEM_INT, &itype)) {
        return false;
    }
    const char *index = read_optional(in, &run->memory);

    if (read_item(in, &context) != CODEC_OK || read_item(in, &expression) != CODEC_OK ||
        !as_query_where_init(&run->query, 1)) {
        return false;
    }
    as_predicate *predicate = &run->query.where.entries[0];

    memset(predicate, 0, sizeof(*predicate));
    run->query.where.size = 1;
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
        !(predicate->exp = copy_expression(&expression, &run->memory))) {
        return false;
    }
    predicate->type = (as_predicate_type)type.integer;
    predicate->dtype = (as_index_datatype)dtype.integer;
    predicate->itype = (as_index_type)itype.integer;
    return set_value(predicate, &value, &second, &run->memory);
}

bool read_walk(reader *in, bridge_run *run)
{
    return read_select(in, run) && read_walk_operations(in, run) && read_function(in, run) &&
           read_predicate(in, run);
}
