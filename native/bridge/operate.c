#include <aerospike/aerospike_key.h>

#include "record_commands.h"

/* [generation, ttl, digest, bins], the bins a map or, when ordered, pairs */
int reply_results(bridge_call *call, as_key *key, unsigned flags, bool ordered,
                  const as_record *record)
{
    buffer *out = &call->reply;

    write_array(out, 4);
    write_int(out, record ? record->gen : 0);
    write_int(out, record ? record->ttl : 0);
    if (!write_digest(out, key)) {
        return fail(call, BRIDGE_BAD_KEY, "key is invalid");
    }
    if (!record) {
        write_nil(out);
        return AEROSPIKE_OK;
    }
    return finish_codec(call, ordered ? write_bin_pairs(out, record, flags)
                                      : write_bins(out, record, flags));
}

int read_operate(request *in, operate_request *one)
{
    request_record_head(in, 7, &one->head);
    uint32_t ttl = (uint32_t)request_int(in);
    uint16_t generation = (uint16_t)request_int(in);

    one->ordered = request_bool(in);
    request_check(in, read_operations(&in->in, &one->ops, one->head.flags, &in->memory));
    one->ops.ttl = ttl;
    one->ops.gen = generation;
    return request_end(in);
}

typedef struct {
    request *in;
    operate_request operate;
    as_record *record;
    int status;
} operate_task;

static void run_operations(void *argument)
{
    operate_task *task = argument;
    operate_request *one = &task->operate;

    task->status = aerospike_key_operate(task->in->as, &task->in->call->error, one->head.policy,
                                         &one->head.key, &one->ops, &task->record);
}

int64_t bridge_operate(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    operate_task task;
    operate_request *one = &task.operate;

    task.in = &in;
    task.record = NULL;
    command_begin(&in, client, data, size, call);
    int status = read_operate(&in, one);

    if (status == AEROSPIKE_OK) {
        status = run_with_bins(one->ops.binops.size, run_operations, &task)
                     ? task.status
                     : fail(call, AEROSPIKE_ERR_CLIENT, "no thread for so many operations");
    }
    if (status == AEROSPIKE_OK) {
        status = reply_results(call, &one->head.key, one->head.flags, one->ordered, task.record);
    }
    as_record_destroy(task.record);
    return command_end(&in, status);
}
