/*
 * The engine's batches. The C client's event loop knows one form of batch, different commands on
 * their records; a batch of one command on many keys becomes that.
 */
#include <stdlib.h>

#include <aerospike/aerospike_batch.h>
#include <aerospike/as_cluster.h>
#include <aerospike/as_node.h>
#include <aerospike/as_operations.h>

#include "batch.h"
#include "engine.h"

typedef struct {
    loop_batch base;
    engine_command *command;
    bool of_keys;
    bool reads_bins; /* and nothing else */
    batch one;
} engine_batch;

static void release(engine_batch *self)
{
    release_batch_records(&self->one.records);
    arena_free(&self->one.in.memory);
    free(self);
}

/* The batch of a request, [policy, flags, ...] of so many elements. */
static engine_batch *begin(engine_command *command, request *in, uint32_t elements)
{
    engine_batch *self = calloc(1, sizeof(*self));

    if (!self) {
        return NULL;
    }
    batch *one = &self->one;

    self->command = command;
    command_begin(&one->in, NULL, command->data, command->size, in->call);
    one->in.as = in->as;
    one->call = one->caller = in->call;
    request_array(&one->in, elements);
    one->policy = request_address(&one->in);
    one->flags = (unsigned)request_int(&one->in);
    return self;
}

/* The results of a batch of one command on many keys; see batch_keys.c. */
static codec_status write_results(engine_batch *self, const as_batch_records *records, int status)
{
    buffer *out = &self->one.call->reply;
    codec_status encoding = CODEC_OK;

    write_array(out, records->list.size);
    for (uint32_t i = 0; i < records->list.size && encoding == CODEC_OK; i++) {
        as_batch_base_record *record = as_vector_get((as_vector *)&records->list, i);
        bool unread = self->reads_bins && record->result == AEROSPIKE_OK &&
                      record->record.bins.size == 0 && status != AEROSPIKE_OK;

        encoding =
            write_result(out, &record->key, &record->record,
                         unread ? AEROSPIKE_NO_RESPONSE : (int)record->result, record->in_doubt,
                         record->subcode, record->message, self->one.flags);
    }
    return encoding;
}

static int reply_batch(engine_batch *self, const as_batch_records *records, int status)
{
    batch *one = &self->one;
    buffer *out = &one->call->reply;

    write_array(out, 2);
    size_t at = out->size;

    if (records) {
        one->encoding = self->of_keys ? write_results(self, records, status)
                                      : write_batch_records(out, records, one->flags);
    }
    write_batch_status(one, at, status);
    return one->status;
}

/*
 * A record that is the only one of its node travels alone. If it fails before it is sent, the loop
 * says so of the record, and else of the batch. Here it is the batch, whatever the number.
 */
static int status_of(as_batch_records *records, const as_error *error)
{
    int status = error ? (int)error->code : AEROSPIKE_OK;

    for (uint32_t i = 0; i < records->list.size && status == AEROSPIKE_BATCH_FAILED; i++) {
        as_batch_base_record *record = as_vector_get(&records->list, i);

        if (record->result < 0 && record->result != AEROSPIKE_NO_RESPONSE &&
            record->result != AEROSPIKE_ERR_INVALID_NODE) {
            status = record->result;
            record->result = AEROSPIKE_NO_RESPONSE;
        }
    }
    return status;
}

static void on_batch(as_error *error, as_batch_records *records, void *udata, as_event_loop *loop)
{
    engine_batch *self = udata;
    engine_command *command = self->command;

    (void)loop;
    if (loop_batch_goes_on(&self->base, error)) {
        /* In a transaction, the C client says at once that the batch is refused. */
        return;
    }
    if (self->base.kept) {
        error = &self->base.refusal;
    }
    lane *on = lane_enter(command, error);

    self->one.call = &on->call;
    int status = reply_batch(self, records, status_of(records, error));

    release(self);
    lane_leave(on, command, status);
}

/* Whether nobody knows when the C client is done with the records: they are never released. */
static bool may_go_on(const engine_batch *self)
{
    if (LOOPS_END_BATCHES) {
        return false;
    }
    as_nodes *nodes = as_nodes_reserve(self->one.in.as->cluster);
    bool several = nodes->size > 1;

    as_nodes_release(nodes);
    return several && self->one.records.list.size > 1;
}

/* Runs the batch, unless its request is invalid. */
static int run(engine_batch *self, bool writes)
{
    batch *one = &self->one;
    as_event_loop *loop = self->command->owner->lane->loop;
    bridge_call *call = one->call;
    int status = one->in.memory.failed ? fail_memory(call) : request_end(&one->in);

    if (status != AEROSPIKE_OK) {
        release(self);
        return status;
    }
    status = writes ? aerospike_batch_write_async(one->in.as, &call->error, one->policy,
                                                  &one->records, on_batch, self, loop)
                    : aerospike_batch_read_async(one->in.as, &call->error, one->policy,
                                                 &one->records, on_batch, self, loop);
    if (status == AEROSPIKE_OK || loop_batch_goes_on(&self->base, &call->error)) {
        return AEROSPIKE_OK;
    }
    engine_command *command = self->command;
    lane *on = command->owner->lane;

    status = reply_batch(self, self->of_keys ? NULL : &one->records, status);
    if (!may_go_on(self)) {
        release(self);
    }
    on->in_flight--;
    lane_finish(on, command, status);
    return AEROSPIKE_OK;
}

/* BRIDGE_BAD_KEY leaves the index of the bad key in the error's line. */
static void read_keys(engine_batch *self)
{
    batch *one = &self->one;
    request *in = &one->in;
    as_vector *list = &one->records.list;
    item array;

    if (!read_kind(&in->in, ITEM_ARRAY, &array)) {
        request_fail(in, BRIDGE_BAD_REQUEST, "keys are invalid");
        return;
    }
    if (array.count > UINT32_MAX / sizeof(as_batch_record)) {
        request_fail(in, AEROSPIKE_ERR_PARAM, "a batch of so many records does not fit");
        return;
    }
    /* The full capacity at once: a key points into itself, so it must not move. */
    as_batch_records_init(&one->records, array.count ? array.count : 1);
    if (!list->list) {
        request_check(in, CODEC_NO_MEMORY);
        return;
    }
    self->of_keys = true;
    for (uint32_t i = 0; i < array.count; i++) {
        as_batch_base_record *record = as_vector_reserve(list);

        request_key(in, &record->key);
        if (in->status != AEROSPIKE_OK) {
            list->size--;
            in->call->error.line = i;
            return;
        }
    }
}

/* The batch with its keys, for [policy, flags, keys, ...]; NULL when memory is out. */
static engine_batch *begin_keys(engine_command *command, request *in, uint32_t elements)
{
    engine_batch *self = begin(command, in, elements);

    if (self) {
        read_keys(self);
    }
    return self;
}

/* What all records of a batch of keys have in common. */
static void set_records(engine_batch *self, const as_batch_record *common)
{
    as_vector *list = &self->one.records.list;

    for (uint32_t i = 0; i < list->size; i++) {
        as_batch_record *record = as_vector_get(list, i);
        as_key key = record->base.key;

        *record = *common;
        record->base.key = key;
        record->base.key.valuep = key.valuep ? &record->base.key.value : NULL;
    }
}

int start_batch_read(engine_command *command, request *in)
{
    engine_batch *self = begin_keys(command, in, BATCH_READ_ELEMENTS);
    as_batch_record record = {.read = {.type = AS_BATCH_READ}};

    if (!self) {
        return fail_memory(in->call);
    }
    batch *one = &self->one;

    self->reads_bins = true;
    if (request_nil(&one->in)) {
        record.read.read_all_bins = true;
    }
    else {
        /* Names that are too long are the server's to refuse; their length travels as a byte. */
        one->names = request_names(&one->in, UINT8_MAX, &one->names_count);
        self->reads_bins = one->names_count > 0;
        record.read.bin_names = one->names_count ? (char **)one->names : NULL;
        record.read.n_bin_names = one->names_count;
    }
    set_records(self, &record);
    return run(self, false);
}

/* See engine_threads.c. */
static bool has_function(const as_batch_records *records)
{
    for (uint32_t i = 0; i < records->list.size; i++) {
        const as_batch_base_record *record = as_vector_get((as_vector *)&records->list, i);

        if (record->type == AS_BATCH_APPLY) {
            return true;
        }
    }
    return false;
}

int start_batch_write(engine_command *command, request *in)
{
    engine_batch *self = begin(command, in, BATCH_WRITE_ELEMENTS);

    if (!self) {
        return fail_memory(in->call);
    }
    read_batch_records(&self->one);
    if (has_function(&self->one.records)) {
        release(self);
        return start_batch_write_on_thread(command, in);
    }
    return run(self, true);
}

int start_batch_operate(engine_command *command, request *in)
{
    engine_batch *self = begin_keys(command, in, BATCH_OPERATE_ELEMENTS);
    as_batch_record record = {0};

    if (!self) {
        return fail_memory(in->call);
    }
    batch *one = &self->one;
    const void *policy = request_address(&one->in);
    uint32_t ttl = (uint32_t)request_int(&one->in);

    request_check(&one->in, read_operations(&one->in.in, &one->ops, one->flags, &one->in.memory));
    one->ops.ttl = ttl;
    bool writes = as_operations_has_write(&one->ops);

    if (writes) {
        record.write = (as_batch_write_record){
            .type = AS_BATCH_WRITE, .has_write = true, .policy = policy, .ops = &one->ops};
    }
    else {
        record.read = (as_batch_read_record){.type = AS_BATCH_READ, .ops = &one->ops};
    }
    set_records(self, &record);
    return run(self, writes);
}

int start_batch_remove(engine_command *command, request *in)
{
    engine_batch *self = begin_keys(command, in, BATCH_REMOVE_ELEMENTS);

    if (!self) {
        return fail_memory(in->call);
    }
    as_batch_record record = {.remove = {.type = AS_BATCH_REMOVE, .has_write = true}};

    record.remove.policy = request_address(&self->one.in);
    set_records(self, &record);
    return run(self, true);
}
