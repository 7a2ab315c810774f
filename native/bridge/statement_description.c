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

static void read_select(plan *made)
{
    uint32_t count;
    const char **names = request_names(&made->in, SIZE_MAX, &count);

    if (!names || !count) {
        return;
    }
    if (made->is_query) {
        as_query_select_init(&made->query, (uint16_t)count);
    }
    else {
        as_scan_select_init(&made->scan, (uint16_t)count);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!(made->is_query ? as_query_select(&made->query, names[i])
                             : as_scan_select(&made->scan, names[i]))) {
            request_refuse(&made->in);
        }
    }
}

static void read_statement_operations(plan *made, unsigned flags)
{
    request *in = &made->in;

    if (!request_nil(in)) {
        request_check(in, read_operations(&in->in, &made->ops, flags, &in->memory));
        made->query.ops = made->is_query ? &made->ops : NULL;
        made->scan.ops = made->is_query ? NULL : &made->ops;
    }
}

static void read_function(plan *made, unsigned flags)
{
    const char *module = request_text_or_nil(&made->in);
    const char *function = request_text_or_nil(&made->in);

    if (!module || !function) {
        request_bin(&made->in);
        return;
    }
    as_list *list = request_packed_list(&made->in, flags);

    if (list && !(made->is_query ? as_query_apply(&made->query, module, function, list)
                                 : as_scan_apply_each(&made->scan, module, function, list))) {
        request_refuse(&made->in);
    }
}

/* The bytes as an as_exp, which is their size and the bytes. */
static struct as_exp *copy_expression(const item *packed, arena *memory)
{
    struct as_exp *expression = arena_alloc(memory, sizeof(struct as_exp) + packed->size);

    if (expression) {
        expression->packed_sz = packed->size;
        memcpy(expression->packed, packed->bytes, packed->size);
    }
    return expression;
}

/* One level of a context: its type, and then a number, a value or an expression. */
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
 * The query owns the context and frees it. The C client's own reader knows no expressions, and
 * leaks what it has read where it fails.
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

static bool set_value(as_predicate *predicate, const item *value, int64_t second, arena *memory)
{
    if (!fits(predicate->dtype, value->kind)) {
        return false;
    }
    if (value->kind == ITEM_INT) {
        /* Both are in one place if the predicate is not a range. */
        predicate->value.integer_range.max = predicate->type == AS_PREDICATE_RANGE ? second : 0;
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

/* A name that is missing is empty. False where it does not fit. */
static bool copy_name(char *field, size_t capacity, const char *name)
{
    bool fits = !name || strlen(name) < capacity;

    strcpy(field, fits && name ? name : "");
    return fits;
}

static void read_predicate(plan *made)
{
    request *in = &made->in;
    item value;

    if (request_nil(in)) {
        return;
    }
    request_array(in, 9);
    as_predicate_type type = (as_predicate_type)request_int(in);
    as_index_datatype dtype = (as_index_datatype)request_int(in);
    const char *bin = request_text_or_nil(in);

    request_check(in, read_item(&in->in, &value));
    int64_t second = request_int(in);
    as_index_type itype = (as_index_type)request_int(in);
    const char *index = request_text_or_nil(in);
    item context = request_bin_or_nil(in);
    item expression = request_bin_or_nil(in);

    if (in->status != AEROSPIKE_OK || !as_query_where_init(&made->query, 1)) {
        request_refuse(in);
        return;
    }
    as_predicate *predicate = &made->query.where.entries[0];

    memset(predicate, 0, sizeof(*predicate));
    made->query.where.size = 1;
    predicate->type = type;
    predicate->dtype = dtype;
    predicate->itype = itype;
    if (expression.bytes) {
        predicate->exp = copy_expression(&expression, &in->memory);
    }
    if (!copy_name(predicate->bin, sizeof(predicate->bin), bin) ||
        !copy_name(predicate->index_name, sizeof(predicate->index_name), index) ||
        !set_value(predicate, &value, second, &in->memory) ||
        (context.bytes && !read_context(&context, predicate))) {
        request_refuse(in);
    }
}

static void read_description(plan *made, unsigned flags)
{
    request *in = &made->in;

    request_array(in, 9);
    made->is_query = request_bool(in);
    const char *ns = request_text(in);
    const char *set = request_text_or_nil(in);

    if (!ns || strlen(ns) >= AS_NAMESPACE_MAX_SIZE || (set && strlen(set) >= AS_SET_MAX_SIZE)) {
        request_refuse(in);
        return;
    }
    as_query_init(&made->query, ns, set ? set : "");
    as_scan_init(&made->scan, ns, set ? set : "");
    made->scan.deserialize_list_map = false;
    read_select(made);
    read_statement_operations(made, flags);
    read_function(made, flags);
    read_predicate(made);
}

static void read_settings(plan *made, request *in)
{
    request_array(in, 8);
    made->paginate = made->scan.paginate = made->query.paginate = request_bool(in);
    made->scan.no_bins = made->query.no_bins = request_bool(in);
    made->scan.concurrent = request_bool(in);
    made->scan.ttl = made->query.ttl = (uint32_t)request_int(in);
    made->query.max_records = (uint64_t)request_int(in);
    made->query.records_per_second = (uint32_t)request_int(in);
    made->all_or_none = request_bool(in);
    item node = request_bin_or_nil(in);

    if (node.bytes) {
        made->node = arena_text(&made->in.memory, node.bytes, node.size);
    }
}

int read_plan(plan *made, const bridge_statement *statement, request *in)
{
    if (in->status != AEROSPIKE_OK) {
        return in->status;
    }
    made->in.in = (reader){statement->description, statement->description + statement->size};
    made->in.call = in->call;
    read_description(made, statement->flags);
    read_settings(made, in);
    if (made->in.memory.failed) {
        return fail_memory(in->call);
    }
    return request_end(&made->in) == AEROSPIKE_OK && in->status == AEROSPIKE_OK
               ? AEROSPIKE_OK
               : fail(in->call, AEROSPIKE_ERR_PARAM, "the scan or query is invalid");
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
        struct as_exp *copy = arena_alloc(&made->in.memory, size);

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
    arena_free(&made->in.memory);
}
