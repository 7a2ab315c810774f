#include <aerospike/aerospike_key.h>
#include <aerospike/as_record.h>

#include "record_commands.h"

/* [generation, ttl, digest, bins] */
int reply_record(bridge_call *call, as_key *key, unsigned flags, const as_record *record)
{
    buffer *out = &call->reply;

    write_array(out, 4);
    write_int(out, record->gen);
    write_int(out, record->ttl);
    if (!write_digest(out, key)) {
        return fail(call, BRIDGE_BAD_KEY, "key is invalid");
    }
    return finish_codec(call, write_bins(out, record, flags));
}

int read_head(request *in, record_head *head)
{
    request_record_head(in, 3, head);
    return request_end(in);
}

int64_t bridge_get(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    record_head head;
    as_record *record = NULL;

    command_begin(&in, client, data, size, call);
    int status = read_head(&in, &head);

    if (status == AEROSPIKE_OK) {
        status = aerospike_key_get(in.as, &call->error, head.policy, &head.key, &record);
    }
    if (status == AEROSPIKE_OK) {
        status = reply_record(call, &head.key, head.flags, record);
    }
    as_record_destroy(record);
    return command_end(&in, status);
}

int read_select(request *in, record_head *head, const char ***names)
{
    uint32_t count;

    request_record_head(in, 4, head);
    *names = request_names(in, AS_BIN_NAME_MAX_LEN, &count);
    return request_end(in);
}

int64_t bridge_select(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    record_head head;
    const char **names;
    as_record *record = NULL;

    command_begin(&in, client, data, size, call);
    int status = read_select(&in, &head, &names);

    if (status == AEROSPIKE_OK) {
        status = aerospike_key_select(in.as, &call->error, head.policy, &head.key, names, &record);
    }
    if (status == AEROSPIKE_OK) {
        status = reply_record(call, &head.key, head.flags, record);
    }
    as_record_destroy(record);
    return command_end(&in, status);
}

/* [generation, ttl, digest]; without a record, the generation is nil. */
int reply_exists(bridge_call *call, as_key *key, int status, const as_record *record)
{
    buffer *out = &call->reply;

    if (status != AEROSPIKE_OK && status != AEROSPIKE_ERR_RECORD_NOT_FOUND) {
        return status;
    }
    as_error_reset(&call->error);
    write_array(out, 3);
    if (status == AEROSPIKE_OK) {
        write_int(out, record->gen);
        write_int(out, record->ttl);
    }
    else {
        write_nil(out);
        write_nil(out);
    }
    write_digest(out, key);
    return AEROSPIKE_OK;
}

int64_t bridge_exists(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    record_head head;
    as_record *record = NULL;

    command_begin(&in, client, data, size, call);
    int status = read_head(&in, &head);

    if (status == AEROSPIKE_OK) {
        status = aerospike_key_exists(in.as, &call->error, head.policy, &head.key, &record);
        status = reply_exists(call, &head.key, status, record);
    }
    as_record_destroy(record);
    return command_end(&in, status);
}

int64_t bridge_remove(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    record_head head;

    command_begin(&in, client, data, size, call);
    int status = read_head(&in, &head);

    if (status == AEROSPIKE_OK) {
        status = aerospike_key_remove(in.as, &call->error, head.policy, &head.key);
    }
    return command_end(&in, status);
}

static void read_bin(request *in, as_bin *bin, unsigned flags)
{
    item name, value;

    if (!read_kind(&in->in, ITEM_STR, &name)) {
        request_fail(in, BRIDGE_BAD_REQUEST, "a bin name must be a string");
        return;
    }
    if (name.size > AS_BIN_NAME_MAX_LEN) {
        request_fail(in, AEROSPIKE_ERR_BIN_NAME,
                     "A bin name should not exceed 15 characters limit");
        return;
    }
    codec_status status = read_item(&in->in, &value);

    if (status == CODEC_OK) {
        status = bin_from_item(bin, (const char *)name.bytes, name.size, &in->in, &value, flags,
                               &in->memory);
    }
    request_check(in, status);
}

/* Reads {name: value, ...} into a record whose values point into request and arena. */
static void read_bins(request *in, as_record *record, unsigned flags)
{
    item map;

    if (!read_kind(&in->in, ITEM_MAP, &map)) {
        request_fail(in, BRIDGE_BAD_REQUEST, "bins are invalid");
        return;
    }
    if (map.count > UINT16_MAX) {
        request_fail(in, AEROSPIKE_ERR_PARAM, "a record takes 65535 bins at most");
        return;
    }
    as_bin *bins = arena_alloc(&in->memory, map.count * sizeof(as_bin));

    if (!bins) {
        request_check(in, CODEC_NO_MEMORY);
        return;
    }
    record->bins.entries = bins;
    record->bins.capacity = record->bins.size = (uint16_t)map.count;
    for (uint32_t i = 0; i < map.count && in->status == AEROSPIKE_OK; i++) {
        read_bin(in, &bins[i], flags);
    }
}

int read_put(request *in, put_request *put)
{
    as_record_init(&put->record, 0);
    request_record_head(in, 6, &put->head);
    put->record.ttl = (uint32_t)request_int(in);
    put->record.gen = (uint16_t)request_int(in);
    read_bins(in, &put->record, put->head.flags);
    return request_end(in);
}

typedef struct {
    request *in;
    put_request put;
    int status;
} put_task;

static void put_bins(void *argument)
{
    put_task *task = argument;
    put_request *put = &task->put;

    task->status = aerospike_key_put(task->in->as, &task->in->call->error, put->head.policy,
                                     &put->head.key, &put->record);
}

int64_t bridge_put(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    put_task one;

    one.in = &in;
    command_begin(&in, client, data, size, call);
    int status = read_put(&in, &one.put);

    if (status == AEROSPIKE_OK) {
        status = run_with_bins(one.put.record.bins.size, put_bins, &one)
                     ? one.status
                     : fail(call, AEROSPIKE_ERR_CLIENT, "no thread for a record so large");
    }
    return command_end(&in, status);
}
