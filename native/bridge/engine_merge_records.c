/* Which commands travel together, and what of a command becomes a record of a batch. */
#include <string.h>

#include "engine_merge.h"
#include "record_commands.h"

enum {
    READ_RETRIES = 2
};

/* What all policies begin with. */
static bool travels(const aerospike *as, const as_policy_base *base)
{
    return !base->txn && !base->compress && !as->config_bitmap;
}

static void set_policy(candidate *one, const as_policy_base *base, as_policy_replica replica)
{
    as_policy_batch *policy = &one->policy;

    /* All of it, with what lies between the fields: policies are compared as bytes. */
    memset(policy, 0, sizeof(*policy));
    policy->base.connect_timeout = base->connect_timeout;
    policy->base.socket_timeout = base->socket_timeout;
    policy->base.total_timeout = base->total_timeout;
    policy->base.timeout_delay = base->timeout_delay;
    policy->base.max_retries = base->max_retries;
    policy->base.sleep_between_retries = base->sleep_between_retries;
    policy->base.filter_exp = base->filter_exp;
    policy->base.error_detail_verbosity = base->error_detail_verbosity;
    policy->replica = replica;
    policy->read_mode_ap = AS_POLICY_READ_MODE_AP_DEFAULT;
    policy->read_mode_sc = AS_POLICY_READ_MODE_SC_DEFAULT;
    policy->concurrent = true;
    policy->allow_inline = true;
    policy->respond_all_keys = true;
}

static void look_at_read(candidate *one, const aerospike *as)
{
    const as_policy_read *policy = one->head.policy;

    if (!policy) {
        policy = &as->config.policies.read;
    }
    one->together = travels(as, &policy->base);
    if (one->together) {
        set_policy(one, &policy->base, policy->replica);
        one->policy.read_mode_ap = policy->read_mode_ap;
        one->policy.read_mode_sc = policy->read_mode_sc;
        one->policy.read_touch_ttl_percent = policy->read_touch_ttl_percent;
        one->policy.deserialize = policy->deserialize;
    }
}

/* The operations of a command: [ttl, generation, ordered, operations] is next. */
static void read_ops(request *in, const candidate *one, arena *memory, as_operations *ops)
{
    uint32_t ttl = (uint32_t)request_int(in);
    uint16_t generation = (uint16_t)request_int(in);

    one->command->ordered = request_bool(in);
    request_check(in, read_operations(&in->in, ops, one->head.flags, memory));
    ops->ttl = ttl;
    ops->gen = generation;
}

static bool sends_key(as_policy_key configured, as_policy_key policy)
{
    return configured == AS_POLICY_KEY_SEND || policy == AS_POLICY_KEY_SEND;
}

/* Whether a record may be sent with its key or without it, as the policy says. */
static bool key_travels(const as_policies *configured, as_policy_key ours, as_policy_key policy)
{
    return configured->batch_write.key != AS_POLICY_KEY_SEND || sends_key(ours, policy);
}

static bool reads_all_bins(const as_operations *ops)
{
    for (uint16_t i = 0; i < ops->binops.size; i++) {
        const as_binop *one = &ops->binops.entries[i];

        if (one->op == AS_OPERATOR_READ && !one->bin.name[0]) {
            return true;
        }
    }
    return false;
}

static bool reads_lists(const as_operations *ops)
{
    for (uint16_t i = 0; i < ops->binops.size; i++) {
        if (ops->binops.entries[i].op == AS_OPERATOR_CDT_READ) {
            return true;
        }
    }
    return false;
}

/*
 * Whether the C client asks for a result of each operation of a single command, of nothing too,
 * where the policy does not say so. It never does where all bins are read.
 */
static bool asks_for_all(const as_operations *ops)
{
    for (uint16_t i = 0; i < ops->binops.size; i++) {
        switch (ops->binops.entries[i].op) {
        case AS_OPERATOR_MAP_READ:
        case AS_OPERATOR_MAP_MODIFY:
        case AS_OPERATOR_EXP_READ:
        case AS_OPERATOR_EXP_MODIFY:
        case AS_OPERATOR_BIT_READ:
        case AS_OPERATOR_BIT_MODIFY:
        case AS_OPERATOR_HLL_READ:
        case AS_OPERATOR_HLL_MODIFY:
        case AS_OPERATOR_STRING_READ:
        case AS_OPERATOR_STRING_MODIFY:
        case AS_OPERATOR_TO_STRING:
            return !reads_all_bins(ops);
        default:
            break;
        }
    }
    return false;
}

/*
 * In a batch, a write cannot say how it reads, and always has a result of each operation. Where a
 * single command has none, a list that is not there and one that has nothing to say look alike.
 */
static void look_at_operate_that_writes(candidate *one, const aerospike *as,
                                        const as_operations *ops)
{
    const as_policy_operate *policy = one->head.policy;
    const as_policies *configured = &as->config.policies;

    if (!policy) {
        one->head.policy = policy = &configured->operate;
    }
    bool drops_empty =
        ops && !policy->respond_all_ops && !asks_for_all(ops) && !reads_all_bins(ops);

    one->together = ops && travels(as, &policy->base) && !(drops_empty && reads_lists(ops)) &&
                    policy->read_mode_ap == AS_POLICY_READ_MODE_AP_ONE &&
                    policy->read_mode_sc == AS_POLICY_READ_MODE_SC_SESSION &&
                    key_travels(configured, configured->operate.key, policy->key);
    if (one->together) {
        set_policy(one, &policy->base, policy->replica);
        one->policy.deserialize = policy->deserialize;
        one->command->drops_empty = drops_empty;
    }
}

static void look_at_operate(candidate *one, request *in)
{
    const as_policy_operate *policy = one->head.policy;
    request copy = {.in = in->in, .call = in->call};
    as_operations ops;

    if (!policy) {
        policy = &in->as->config.policies.operate;
    }
    read_ops(&copy, one, &in->memory, &ops);
    one->command->writes = copy.status != AEROSPIKE_OK || as_operations_has_write(&ops);
    if (one->command->writes) {
        look_at_operate_that_writes(one, in->as, copy.status == AEROSPIKE_OK ? &ops : NULL);
        return;
    }
    one->together = ops.binops.size && travels(in->as, &policy->base) &&
                    policy->gen == AS_POLICY_GEN_IGNORE && !policy->on_locking_only;
    if (one->together) {
        /* In a batch of reads, it never does. */
        if (asks_for_all(&ops) || (policy->respond_all_ops && !reads_all_bins(&ops))) {
            one->command->results = ops.binops.size;
        }
        set_policy(one, &policy->base, policy->replica);
        one->policy.read_mode_ap = policy->read_mode_ap;
        one->policy.read_mode_sc = policy->read_mode_sc;
        one->policy.read_touch_ttl_percent = policy->read_touch_ttl_percent;
        one->policy.deserialize = policy->deserialize;
        if (!one->head.policy) {
            /* As the C client has it for operations that only read. */
            one->policy.base.max_retries = READ_RETRIES;
        }
    }
}

static void look_at_put(candidate *one, const aerospike *as)
{
    const as_policy_write *policy = one->head.policy;
    const as_policies *configured = &as->config.policies;

    if (!policy) {
        one->head.policy = policy = &configured->write;
    }
    one->together = travels(as, &policy->base) && !policy->compression_threshold &&
                    key_travels(configured, configured->write.key, policy->key);
    if (one->together) {
        set_policy(one, &policy->base, policy->replica);
    }
}

static void look_at_remove(candidate *one, const aerospike *as)
{
    const as_policy_remove *policy = one->head.policy;
    const as_policies *configured = &as->config.policies;

    if (!policy) {
        one->head.policy = policy = &configured->remove;
    }
    one->together =
        travels(as, &policy->base) && (configured->batch_remove.key != AS_POLICY_KEY_SEND ||
                                       sends_key(configured->remove.key, policy->key));
    if (one->together) {
        set_policy(one, &policy->base, policy->replica);
    }
}

/* What a policy says of one record. Puts and operates have policies of two types for it. */
#define WRITE_POLICY(from, configured)                                                             \
    ((as_policy_batch_write){                                                                      \
        .key = record_key((configured).key, (from)->key),                                          \
        .commit_level = (from)->commit_level,                                                      \
        .gen = (from)->gen,                                                                        \
        .exists = (from)->exists,                                                                  \
        .ttl = (from)->ttl,                                                                        \
        .durable_delete = (from)->durable_delete,                                                  \
        .on_locking_only = (from)->on_locking_only,                                                \
    })

static as_policy_key record_key(as_policy_key configured, as_policy_key policy)
{
    return sends_key(configured, policy) ? AS_POLICY_KEY_SEND : AS_POLICY_KEY_DIGEST;
}

/* A copy of *made*, which records of commands with one policy share. NULL when memory is out. */
static const void *share_policy(group *to, const void *from, arena *memory, const void *made,
                                size_t size)
{
    if (to->policy_of != from) {
        void *copy = arena_alloc(memory, size);

        if (!copy) {
            return NULL;
        }
        memcpy(copy, made, size);
        to->policy_of = from;
        to->write_policy = copy;
    }
    return to->write_policy;
}

static const void *put_policy(group *to, const candidate *one, arena *memory)
{
    const as_policy_write *from = one->head.policy;
    as_policy_batch_write made = WRITE_POLICY(from, to->as->config.policies.write);

    return share_policy(to, from, memory, &made, sizeof(made));
}

static const void *operate_policy(group *to, const candidate *one, arena *memory)
{
    const as_policy_operate *from = one->head.policy;
    as_policy_batch_write made = WRITE_POLICY(from, to->as->config.policies.operate);

    return share_policy(to, from, memory, &made, sizeof(made));
}

static const void *remove_policy(group *to, const candidate *one, arena *memory)
{
    const as_policy_remove *from = one->head.policy;
    as_policy_batch_remove made = {
        .key = record_key(to->as->config.policies.remove.key, from->key),
        .commit_level = from->commit_level,
        .gen = from->gen,
        .generation = from->generation,
        .durable_delete = from->durable_delete,
    };

    return share_policy(to, from, memory, &made, sizeof(made));
}

/* Each of these makes a record of a command, whose request is read on; false if it goes alone. */
typedef bool make_record(group *to, const candidate *one, request *in, as_batch_record *record);

static bool make_get(group *to, const candidate *one, request *in, as_batch_record *record)
{
    (void)to;
    (void)one;
    (void)in;
    record->read.type = AS_BATCH_READ;
    record->read.read_all_bins = true;
    return true;
}

static bool make_exists(group *to, const candidate *one, request *in, as_batch_record *record)
{
    (void)to;
    (void)one;
    (void)in;
    record->read.type = AS_BATCH_READ;
    return true;
}

/* The C client writes names that are those of the record before only once. */
static bool make_select(group *to, const candidate *one, request *in, as_batch_record *record)
{
    reader rest = in->in;
    size_t size = (size_t)(rest.end - rest.p);
    bool same = to->bin_names && (size_t)(to->names.end - to->names.p) == size &&
                memcmp(to->names.p, rest.p, size) == 0;

    (void)one;
    if (!same) {
        to->names = rest;
        to->bin_names = request_names(in, AS_BIN_NAME_MAX_LEN, &to->bin_names_count);
        for (uint32_t i = 0; to->bin_names && i < to->bin_names_count; i++) {
            /* There, a name that is empty ends the names. */
            if (!to->bin_names[i][0]) {
                to->bin_names = NULL;
            }
        }
    }
    record->read.type = AS_BATCH_READ;
    record->read.bin_names = (char **)to->bin_names;
    record->read.n_bin_names = to->bin_names_count;
    return to->bin_names && to->bin_names_count > 0;
}

static as_operations *new_operations(arena *memory)
{
    as_operations *ops = arena_alloc(memory, sizeof(*ops));

    if (ops) {
        as_operations_init(ops, 0);
    }
    return ops;
}

static bool make_operate(group *to, const candidate *one, request *in, as_batch_record *record)
{
    as_operations *ops = new_operations(&in->memory);

    if (!ops) {
        return false;
    }
    read_ops(in, one, &in->memory, ops);
    if (!one->command->writes) {
        record->read.type = AS_BATCH_READ;
        record->read.ops = ops;
        return true;
    }
    record->write.type = AS_BATCH_WRITE;
    record->write.has_write = true;
    record->write.ops = ops;
    record->write.policy = operate_policy(to, one, &in->memory);
    return record->write.policy != NULL;
}

/* Bins as operations that write them. A bin may point into itself. */
static bool set_bins(arena *memory, as_operations *ops, const as_record *from)
{
    uint16_t count = from->bins.size;

    ops->binops.entries = arena_alloc(memory, count * sizeof(as_binop));
    if (!ops->binops.entries || !count) {
        return false;
    }
    ops->binops.capacity = ops->binops.size = count;
    for (uint16_t i = 0; i < count; i++) {
        const as_bin *bin = &from->bins.entries[i];
        as_binop *op = &ops->binops.entries[i];

        op->op = AS_OPERATOR_WRITE;
        op->bin = *bin;
        if (bin->valuep == &bin->value) {
            op->bin.valuep = &op->bin.value;
        }
    }
    ops->ttl = from->ttl;
    ops->gen = from->gen;
    return true;
}

static bool make_put(group *to, const candidate *one, request *in, as_batch_record *record)
{
    as_operations *ops = new_operations(&in->memory);
    put_request put;

    in->in = (reader){one->command->data, one->command->data + one->command->size};
    record->write.type = AS_BATCH_WRITE;
    record->write.has_write = true;
    record->write.ops = ops;
    if (!ops || read_put(in, &put) != AEROSPIKE_OK || !set_bins(&in->memory, ops, &put.record)) {
        return false;
    }
    record->write.policy = put_policy(to, one, &in->memory);
    return record->write.policy != NULL;
}

static bool make_remove(group *to, const candidate *one, request *in, as_batch_record *record)
{
    record->remove.type = AS_BATCH_REMOVE;
    record->remove.has_write = true;
    record->remove.policy = remove_policy(to, one, &in->memory);
    return record->remove.policy != NULL;
}

/* What merging has to know of a command, by its number. */
static const struct {
    uint32_t elements; /* of its request; 0: it is not on one record */
    bool writes;
    make_record *make; /* NULL: it always goes alone */
} kinds[] = {
    [ENGINE_GET] = {3, false, make_get},       [ENGINE_SELECT] = {4, false, make_select},
    [ENGINE_EXISTS] = {3, false, make_exists}, [ENGINE_PUT] = {6, true, make_put},
    [ENGINE_REMOVE] = {3, true, make_remove},  [ENGINE_OPERATE] = {7, false, make_operate},
    [ENGINE_APPLY] = {6, true, NULL},
};

static void look_at(candidate *one, request *in)
{
    engine_command *command = one->command;
    unsigned wanted = command->owner->lane->engine->flags;

    command->writes = kinds[command->function].writes;
    one->together = false;
    switch (command->function) {
    case ENGINE_GET:
    case ENGINE_SELECT:
    case ENGINE_EXISTS:
        look_at_read(one, in->as);
        break;
    case ENGINE_OPERATE:
        look_at_operate(one, in);
        break;
    case ENGINE_PUT:
        look_at_put(one, in->as);
        break;
    case ENGINE_REMOVE:
        look_at_remove(one, in->as);
        break;
    default:
        break;
    }
    one->together =
        one->together && (wanted & (command->writes ? COALESCE_WRITES : COALESCE_READS));
}

bool group_add(group *to, const candidate *one, request *in)
{
    as_vector *list = &to->records.list;
    arena own = in->memory;
    as_batch_record *record = as_vector_reserve(list);

    /* What is made for the record stays as long as the group. */
    in->memory = to->memory;
    bool made =
        kinds[one->command->function].make(to, one, in, record) && request_end(in) == AEROSPIKE_OK;

    to->memory = in->memory;
    in->memory = own;
    if (!made) {
        list->size--;
        return false;
    }
    record->base.key = one->head.key;
    record->base.key.valuep = one->head.key.valuep ? &record->base.key.value : NULL;
    to->commands[list->size - 1] = one->command;
    if (one->command->owner->arrived > to->latest) {
        to->latest = one->command->owner->arrived;
    }
    return true;
}

bool candidate_read(candidate *one, request *in)
{
    engine_command *command = one->command;

    request_record_head(in, kinds[command->function].elements, &one->head);
    if (in->status != AEROSPIKE_OK ||
        as_key_set_digest(&in->call->error, &one->head.key) != AEROSPIKE_OK) {
        return false;
    }
    command->flags = one->head.flags;
    command->digest = one->head.key.digest;
    look_at(one, in);
    return true;
}
