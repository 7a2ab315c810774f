#include <stdlib.h>
#include <string.h>

#include <aerospike/aerospike_key.h>
#include <aerospike/as_buffer.h>
#include <aerospike/as_record.h>

#include "internal.h"
#include "thread.h"

/* [generation, ttl, digest, bins] */
static int reply_record(bridge_call *call, as_key *key, const as_record *record, unsigned flags)
{
    buffer *out = &call->reply;

    write_array(out, 4);
    write_int(out, record->gen);
    write_int(out, record->ttl);
    if (!write_digest(out, key)) {
        return fail(call, BRIDGE_BAD_KEY, "key is invalid");
    }
    codec_status status = write_bins(out, record, flags);

    return status == CODEC_OK ? finish(call, AEROSPIKE_OK) : fail_codec(call, status);
}

int64_t bridge_get(bridge_client *client, const uint8_t *packed_key, size_t key_size,
                   const as_policy_read *policy, unsigned flags, bridge_call *call)
{
    reader in = {packed_key, packed_key + key_size};
    as_key key;
    as_record *record = NULL;
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    if (!read_key(&in, &key)) {
        client_leave(client, call);
        return outcome(call, fail(call, BRIDGE_BAD_KEY, "key is invalid"));
    }
    int status = aerospike_key_get(as, &call->error, policy, &key, &record);

    client_leave(client, call);
    if (status == AEROSPIKE_OK) {
        status = reply_record(call, &key, record, flags);
    }
    as_record_destroy(record);
    return outcome(call, status);
}

int64_t bridge_select(bridge_client *client, const uint8_t *packed_key, size_t key_size,
                      const uint8_t *bins, size_t bins_size, const as_policy_read *policy,
                      unsigned flags, bridge_call *call)
{
    reader in = {packed_key, packed_key + key_size};
    arena memory = {0};
    as_key key;
    as_record *record = NULL;
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    const char **names = read_names(bins, bins_size, AS_BIN_NAME_MAX_LEN, &memory, NULL);
    int status;

    if (!read_key(&in, &key)) {
        status = fail(call, BRIDGE_BAD_KEY, "key is invalid");
    }
    else if (!names) {
        status = fail(call, BRIDGE_BAD_REQUEST, "bin names are invalid");
    }
    else {
        status = aerospike_key_select(as, &call->error, policy, &key, names, &record);
    }
    client_leave(client, call);
    if (status == AEROSPIKE_OK) {
        status = reply_record(call, &key, record, flags);
    }
    as_record_destroy(record);
    arena_free(&memory);
    return outcome(call, status);
}

/* [generation, ttl, digest]; where there is no record, the generation is nil. */
int64_t bridge_exists(bridge_client *client, const uint8_t *packed_key, size_t key_size,
                      const as_policy_read *policy, bridge_call *call)
{
    reader in = {packed_key, packed_key + key_size};
    as_key key;
    as_record *record = NULL;
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    if (!read_key(&in, &key)) {
        client_leave(client, call);
        return outcome(call, fail(call, BRIDGE_BAD_KEY, "key is invalid"));
    }
    int status = aerospike_key_exists(as, &call->error, policy, &key, &record);

    client_leave(client, call);
    if (status == AEROSPIKE_OK || status == AEROSPIKE_ERR_RECORD_NOT_FOUND) {
        as_error_reset(&call->error);
        write_array(&call->reply, 3);
        if (status == AEROSPIKE_OK) {
            write_int(&call->reply, record->gen);
            write_int(&call->reply, record->ttl);
        }
        else {
            write_nil(&call->reply);
            write_nil(&call->reply);
        }
        write_digest(&call->reply, &key);
        status = finish(call, AEROSPIKE_OK);
    }
    as_record_destroy(record);
    return outcome(call, status);
}

/* Reads {name: value, ...} into a record whose values point into request and arena. */
static int read_record(bridge_call *call, const uint8_t *data, size_t size, as_record *record,
                       unsigned flags, arena *memory)
{
    reader in = {data, data + size};
    item map;

    if (!read_kind(&in, ITEM_MAP, &map)) {
        return fail(call, BRIDGE_BAD_REQUEST, "bins are invalid");
    }
    if (map.count > UINT16_MAX) {
        return fail(call, AEROSPIKE_ERR_PARAM, "a record takes 65535 bins at most");
    }
    as_bin *bins = arena_take(memory, (map.count ? map.count : 1) * sizeof(as_bin));

    if (!bins) {
        return fail_memory(call);
    }
    record->bins.entries = bins;
    record->bins.capacity = (uint16_t)map.count;
    for (uint32_t i = 0; i < map.count; i++) {
        item name, value;

        if (!read_kind(&in, ITEM_STR, &name)) {
            return fail(call, BRIDGE_BAD_REQUEST, "a bin name must be a string");
        }
        if (name.size > AS_BIN_NAME_MAX_LEN) {
            return fail(call, AEROSPIKE_ERR_BIN_NAME,
                        "A bin name should not exceed 15 characters limit");
        }
        codec_status status = read_item(&in, &value);

        if (status == CODEC_OK) {
            status = bin_from_item(&bins[i], (const char *)name.bytes, name.size, &in, &value,
                                   flags, memory);
        }
        if (status != CODEC_OK) {
            return fail_codec(call, status);
        }
        record->bins.size++;
    }
    return AEROSPIKE_OK;
}

size_t stack_of_bins(uint32_t count)
{
    return count * sizeof(as_buffer) + (size_t)64 * 1024;
}

typedef struct {
    aerospike *as;
    as_error *error;
    const as_policy_write *policy;
    as_key *key;
    as_record *record;
    int status;
} put;

static void run_put(void *argument)
{
    put *one = argument;

    one->status = aerospike_key_put(one->as, one->error, one->policy, one->key, one->record);
}

int64_t bridge_put(bridge_client *client, const uint8_t *packed_key, size_t key_size,
                   const uint8_t *bins, size_t bins_size, uint32_t ttl, uint16_t generation,
                   const as_policy_write *policy, unsigned flags, bridge_call *call)
{
    reader in = {packed_key, packed_key + key_size};
    arena memory = {0};
    as_key key;
    as_record record;
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_record_init(&record, 0);
    record.ttl = ttl;
    record.gen = generation;
    int status = read_key(&in, &key) ? AEROSPIKE_OK : fail(call, BRIDGE_BAD_KEY, "key is invalid");

    if (status == AEROSPIKE_OK) {
        status = read_record(call, bins, bins_size, &record, flags, &memory);
    }
    if (status == AEROSPIKE_OK && record.bins.size <= STACK_BINS) {
        status = aerospike_key_put(as, &call->error, policy, &key, &record);
    }
    else if (status == AEROSPIKE_OK) {
        put one = {as, &call->error, policy, &key, &record, AEROSPIKE_OK};

        status = bridge_run_with_stack(stack_of_bins(record.bins.size), run_put, &one)
                     ? one.status
                     : fail(call, AEROSPIKE_ERR_CLIENT, "no thread for a record so large");
    }
    client_leave(client, call);
    /* The bins own nothing: the arena and the request do. */
    arena_free(&memory);
    return outcome(call, status);
}

int64_t bridge_remove(bridge_client *client, const uint8_t *packed_key, size_t key_size,
                      const as_policy_remove *policy, bridge_call *call)
{
    reader in = {packed_key, packed_key + key_size};
    as_key key;
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = read_key(&in, &key) ? (int)aerospike_key_remove(as, &call->error, policy, &key)
                                     : fail(call, BRIDGE_BAD_KEY, "key is invalid");

    client_leave(client, call);
    return outcome(call, status);
}
