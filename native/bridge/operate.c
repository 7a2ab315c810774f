#include <aerospike/aerospike_key.h>

#include "request.h"

typedef struct {
    record_head head;
    bool ordered;
    as_operations ops;
    request *in;
    as_record *record;
    int status;
} operate_request;

/* [generation, ttl, digest, bins], the bins a map or, when ordered, pairs */
static int reply_results(request *in, operate_request *one)
{
    buffer *out = &in->call->reply;
    const as_record *record = one->record;

    write_array(out, 4);
    write_int(out, record ? record->gen : 0);
    write_int(out, record ? record->ttl : 0);
    if (!write_digest(out, &one->head.key)) {
        return fail(in->call, BRIDGE_BAD_KEY, "key is invalid");
    }
    if (!record) {
        write_nil(out);
        return AEROSPIKE_OK;
    }
    return finish_codec(in->call, one->ordered ? write_bin_pairs(out, record, one->head.flags)
                                               : write_bins(out, record, one->head.flags));
}

static int read_operate(request *in, operate_request *one)
{
    one->in = in;
    one->record = NULL;
    request_record_head(in, 7, &one->head);
    uint32_t ttl = (uint32_t)request_int(in);
    uint16_t generation = (uint16_t)request_int(in);

    one->ordered = request_bool(in);
    request_check(in, read_operations(&in->in, &one->ops, one->head.flags, &in->memory));
    one->ops.ttl = ttl;
    one->ops.gen = generation;
    return request_end(in);
}

static void run_operations(void *argument)
{
    operate_request *one = argument;

    one->status = aerospike_key_operate(one->in->as, &one->in->call->error, one->head.policy,
                                        &one->head.key, &one->ops, &one->record);
}

int64_t bridge_operate(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    operate_request one;

    command_begin(&in, client, data, size, call);
    int status = read_operate(&in, &one);

    if (status == AEROSPIKE_OK) {
        status = run_with_bins(one.ops.binops.size, run_operations, &one)
                     ? one.status
                     : fail(call, AEROSPIKE_ERR_CLIENT, "no thread for so many operations");
    }
    if (status == AEROSPIKE_OK) {
        status = reply_results(&in, &one);
    }
    as_record_destroy(one.record);
    return command_end(&in, status);
}
