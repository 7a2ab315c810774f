#include <string.h>

#include <aerospike/as_cdt_ctx.h>
#include <aerospike/as_exp.h>
#include <aerospike/as_msgpack.h>

#include "statement.h"

/*
 * The description: [is query, namespace, set | nil, [bins], [operations] | nil,
 * module | nil, function | nil, packed arguments, predicate | nil].
 * A predicate: [type, data type, bin | nil, value, second value, index type,
 * index name | nil, packed context | nil, packed expression | nil].
 */

static const char *read_optional(reader *in, arena *memory)
{
    item text;
    bool found = read_item(in, &text) == CODEC_OK && text.kind == ITEM_STR;

    return found ? arena_text(memory, text.bytes, text.size) : NULL;
}

static bool read_select(reader *in, plan *made)
{
    item array;

    if (!read_kind(in, ITEM_ARRAY, &array)) {
        return false;
    }
    if (array.count == 0) {
        return true;
    }
    if (made->is_query) {
        as_query_select_init(&made->query, (uint16_t)array.count);
    }
    else {
        as_scan_select_init(&made->scan, (uint16_t)array.count);
    }
    for (uint32_t i = 0; i < array.count; i++) {
        const char *name = read_optional(in, &made->memory);

        if (!name || !(made->is_query ? as_query_select(&made->query, name)
                                      : as_scan_select(&made->scan, name))) {
            return false;
        }
    }
    return true;
}

static bool read_statement_operations(reader *in, plan *made, unsigned flags)
{
    if (in->p < in->end && *in->p == 0xc0) {
        in->p++;
        return true;
    }
    if (read_operations(in, &made->ops, flags, &made->memory) != CODEC_OK) {
        return false;
    }
    made->query.ops = made->is_query ? &made->ops : NULL;
    made->scan.ops = made->is_query ? NULL : &made->ops;
    return true;
}

static bool read_function(reader *in, plan *made, unsigned flags)
{
    const char *module = read_optional(in, &made->memory);
    const char *function = read_optional(in, &made->memory);
    item arguments;
    as_list *list = NULL;

    if (!read_kind(in, ITEM_BIN, &arguments)) {
        return false;
    }
    if (!module || !function) {
        return true;
    }
    reader packed = {arguments.bytes, arguments.bytes + arguments.size};

    if (read_list(&packed, flags, &list) != CODEC_OK) {
        return false;
    }
    return made->is_query ? as_query_apply(&made->query, module, function, list)
                          : as_scan_apply_each(&made->scan, module, function, list);
}

/* The bytes as an as_exp, which is a size and the bytes behind it. */
static struct as_exp *copy_expression(const item *packed, arena *memory)
{
    struct as_exp *expression = arena_alloc(memory, sizeof(struct as_exp) + packed->size);

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
    char *copy = arena_text(memory, value->bytes, value->size);

    if (!copy) {
        return false;
    }
    if (value->kind == ITEM_STR) {
        predicate->value.string_val.string = copy;
    }
    else {
        predicate->value.blob_val.bytes = (uint8_t *)copy;
        predicate->value.blob_val.bytes_size = value->size;
    }
    return true;
}

static bool read_predicate(reader *in, plan *made)
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
    const char *bin = read_optional(in, &made->memory);

    if (read_item(in, &value) != CODEC_OK || !read_kind(in, ITEM_INT, &second) ||
        !read_kind(in, ITEM_INT, &itype)) {
        return false;
    }
    const char *index = read_optional(in, &made->memory);

    if (read_item(in, &context) != CODEC_OK || read_item(in, &expression) != CODEC_OK ||
        !as_query_where_init(&made->query, 1)) {
        return false;
    }
    as_predicate *predicate = &made->query.where.entries[0];

    memset(predicate, 0, sizeof(*predicate));
    made->query.where.size = 1;
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
        !(predicate->exp = copy_expression(&expression, &made->memory))) {
        return false;
    }
    predicate->type = (as_predicate_type)type.integer;
    predicate->dtype = (as_index_datatype)dtype.integer;
    predicate->itype = (as_index_type)itype.integer;
    return set_value(predicate, &value, &second, &made->memory);
}

static bool read_description(plan *made, const bridge_statement *statement)
{
    reader in = {statement->description, statement->description + statement->size};
    item array, is_query, ns, set;

    if (!read_kind(&in, ITEM_ARRAY, &array) || array.count != 9 ||
        !read_kind(&in, ITEM_BOOL, &is_query) || !read_kind(&in, ITEM_STR, &ns) ||
        ns.size >= AS_NAMESPACE_MAX_SIZE || read_item(&in, &set) != CODEC_OK ||
        (set.kind == ITEM_STR && set.size >= AS_SET_MAX_SIZE)) {
        return false;
    }
    char ns_name[AS_NAMESPACE_MAX_SIZE] = "";
    char set_name[AS_SET_MAX_SIZE] = "";

    memcpy(ns_name, ns.bytes, ns.size);
    if (set.kind == ITEM_STR) {
        memcpy(set_name, set.bytes, set.size);
    }
    made->is_query = is_query.integer;
    as_query_init(&made->query, ns_name, set_name);
    as_scan_init(&made->scan, ns_name, set_name);
    made->scan.deserialize_list_map = false;
    return read_select(&in, made) && read_statement_operations(&in, made, statement->flags) &&
           read_function(&in, made, statement->flags) && read_predicate(&in, made);
}

static bool read_settings(reader *in, plan *made, bool *all_or_none)
{
    item array, paginate, no_bins, concurrent, ttl, max_records, per_second, together, node;

    if (!read_kind(in, ITEM_ARRAY, &array) || array.count != 8 ||
        !read_kind(in, ITEM_BOOL, &paginate) || !read_kind(in, ITEM_BOOL, &no_bins) ||
        !read_kind(in, ITEM_BOOL, &concurrent) || !read_kind(in, ITEM_INT, &ttl) ||
        !read_kind(in, ITEM_INT, &max_records) || !read_kind(in, ITEM_INT, &per_second) ||
        !read_kind(in, ITEM_BOOL, &together) || read_item(in, &node) != CODEC_OK ||
        (node.kind != ITEM_BIN && node.kind != ITEM_NIL)) {
        return false;
    }
    *all_or_none = together.integer;
    made->paginate = made->scan.paginate = made->query.paginate = paginate.integer;
    made->scan.no_bins = made->query.no_bins = no_bins.integer;
    made->scan.concurrent = concurrent.integer;
    made->scan.ttl = made->query.ttl = (uint32_t)ttl.integer;
    made->query.max_records = (uint64_t)max_records.integer;
    made->query.records_per_second = (uint32_t)per_second.integer;
    if (node.kind == ITEM_BIN) {
        made->node = arena_text(&made->memory, node.bytes, node.size);
    }
    return node.kind == ITEM_NIL || made->node;
}

bool read_plan(plan *made, const bridge_statement *statement, reader *settings, bool *all_or_none)
{
    return read_description(made, statement) && read_settings(settings, made, all_or_none);
}

as_policy_base *plan_policy(plan *made)
{
    return made->is_query ? &made->own_policy.query.base : &made->own_policy.scan.base;
}

as_partitions_status **plan_partitions(plan *made)
{
    return made->is_query ? &made->query.parts_all : &made->scan.parts_all;
}

bool plan_copy_policy(plan *made, const void *policy)
{
    if (!policy) {
        return true;
    }
    if (made->is_query) {
        made->own_policy.query = *(const as_policy_query *)policy;
    }
    else {
        made->own_policy.scan = *(const as_policy_scan *)policy;
    }
    made->policy = &made->own_policy;
    as_policy_base *base = plan_policy(made);

    base->txn = NULL;
    if (base->filter_exp) {
        size_t size = sizeof(struct as_exp) + base->filter_exp->packed_sz;
        struct as_exp *copy = arena_alloc(&made->memory, size);

        base->filter_exp = copy ? memcpy(copy, base->filter_exp, size) : NULL;
        return copy;
    }
    return true;
}

void plan_free(plan *made)
{
    /* The operations and what a predicate points to lie in the arena. */
    made->query.ops = NULL;
    made->scan.ops = NULL;
    as_query_destroy(&made->query);
    as_scan_destroy(&made->scan);
    arena_free(&made->memory);
}
