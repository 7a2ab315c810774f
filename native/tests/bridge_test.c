/*
 * The readers of requests and the writers of replies against noise.
 *
 * Valid requests of each kind, and records as a server might send them, are
 * mutated at random; every outcome but a crash, a leak or a reading outside the
 * input is right. A reply that is written is one value of plain msgpack, whatever
 * the record holds. The arguments are the number of mutations and a seed.
 * scripts/test_native.sh builds this file with the address and undefined-behaviour
 * sanitizers.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For what these files keep to themselves. */
#include "../bridge/admin.c"
#include "../bridge/batch_keys.c"
#include "../bridge/batch_records.c"
#include "../bridge/metrics.c"
#include "../bridge/statement.c"

#include "samples.h"

/* The readers. */

static bridge_client *nobody;

static void check_reply(buffer *out, codec_status status)
{
    if (status == CODEC_OK && !out->failed) {
        reader in = {out->data, out->data + out->size};

        assert(skip_value(&in) == CODEC_OK && in.p == in.end);
        assert(!out->items || codec_place_items(out) == CODEC_OK);
    }
    buffer_free(out);
}

static void try_key(const uint8_t *data, size_t size, unsigned flags)
{
    bridge_call call = {0};
    buffer request = {0};

    (void)flags;
    write_array(&request, 1);
    buffer_append(&request, data, size);
    bridge_key_digest(NULL, request.data, request.size, &call);
    buffer_free(&request);
    bridge_call_free(&call);
}

static void put_transcode(buffer *out)
{
    write_array(out, 2);
    write_int(out, below(2));
    put_arguments(out);
}

static void try_transcode(const uint8_t *data, size_t size, unsigned flags)
{
    bridge_call call = {0};

    (void)flags;
    bridge_transcode(NULL, data, size, &call);
    bridge_call_free(&call);
}

static void try_keys(const uint8_t *data, size_t size, unsigned flags)
{
    bridge_call call = {0};
    request in;
    as_batch keys = {0};

    (void)flags;
    command_begin(&in, NULL, data, size, &call);
    read_keys(&in, &keys);
    as_batch_destroy(&keys);
    command_end(&in, in.status);
    bridge_call_free(&call);
}

/* The C client reads all of a value to send it; so does this. */
static void read_values(const as_operations *ops, unsigned flags)
{
    for (uint16_t i = 0; i < ops->binops.size; i++) {
        buffer out = {0};

        check_reply(&out,
                    write_value(&out, (const as_val *)ops->binops.entries[i].bin.valuep, flags));
    }
}

static void try_operations(const uint8_t *data, size_t size, unsigned flags)
{
    reader in = {data, data + size};
    arena memory = {0};
    as_operations ops;

    if (read_operations(&in, &ops, flags, &memory) == CODEC_OK) {
        read_values(&ops, flags);
    }
    arena_free(&memory);
}

static void put_batch_and_lists(buffer *out)
{
    put_operation_lists(out);
    put_batch(out);
}

static void try_batch(const uint8_t *data, size_t size, unsigned flags)
{
    bridge_call call = {0};
    batch one = {.call = &call, .flags = flags};

    command_begin(&one.in, NULL, data, size, &call);
    read_batch_records(&one);
    if (request_end(&one.in) == AEROSPIKE_OK) {
        buffer out = {0};

        check_reply(&out, write_batch_records(&out, &one.records, flags));
    }
    release_batch_records(&one.records);
    command_end(&one.in, one.in.status);
    bridge_call_free(&call);
}

static void check_status(bridge_statement *statement, uint32_t serial)
{
    bridge_call call = {0};
    buffer request = {0};

    write_array(&request, 3);
    write_int(&request, serial);
    write_int(&request, 0);
    write_int(&request, below(3));
    bridge_statement_status(statement, request.data, request.size, &call);
    bridge_statement_is_done(statement, request.data, request.size, &call);
    buffer_free(&request);
    bridge_call_free(&call);
}

/* Reads a statement as a stream does, without a server. */
static void try_statement(const uint8_t *data, size_t size, unsigned flags)
{
    bridge_call call = {0};
    buffer settings = {0};
    request in;
    bridge_statement *statement = statement_new(nobody, (reader){data, data + size}, flags);
    bridge_stream *stream = stream_new(statement);

    put_settings(&settings);
    if (below(2)) {
        write_nil(&settings);
    }
    else {
        buffer_append(&settings, data, size);
    }
    command_begin(&in, NULL, settings.data, settings.size, &call);
    if (prepare(stream, &in, NULL) == AEROSPIKE_OK) {
        stream->finished = true;
        statement_set_current(statement, stream, true);
        check_status(statement, stream->serial);
        bridge_stream_stop(stream, 0, below(3), below(2));
        check_status(statement, 0);
    }
    statement_set_current(statement, stream, false);
    stream_release(stream);
    bridge_statement_free(statement);
    command_end(&in, in.status);
    buffer_free(&settings);
    bridge_call_free(&call);
}

static void try_filter(const uint8_t *data, size_t size, unsigned flags)
{
    bridge_call call = {0};
    request in;
    as_partition_filter filter;
    positions *start = NULL;

    (void)flags;
    command_begin(&in, NULL, data, size, &call);
    if (read_filter(&in, &filter, &start)) {
        as_partitions_status *status = positions_for_client(start);

        for (uint16_t i = 0; i < status->part_count; i++) {
            assert(status->parts[i].part_id < PARTITIONS);
        }
        as_partitions_status_release(status);
    }
    free(start);
    command_end(&in, in.status);
}

static void try_names(const uint8_t *data, size_t size, unsigned flags)
{
    bridge_call call = {0};
    request in;
    uint32_t count = 0;
    size_t longest = flags & 1 ? AS_BIN_NAME_MAX_LEN : UINT8_MAX;

    command_begin(&in, NULL, data, size, &call);
    const char **names = request_names(&in, longest, &count);

    for (uint32_t i = 0; names && i < count; i++) {
        assert(strlen(names[i]) <= longest);
    }
    assert(!names || !names[count]);
    command_end(&in, in.status);
}

static void try_list(const uint8_t *data, size_t size, unsigned flags)
{
    reader in = {data, data + size};
    as_list *list = NULL;

    if (read_list(&in, flags, &list) == CODEC_OK) {
        buffer out = {0};

        check_reply(&out, write_value(&out, (const as_val *)list, flags));
    }
    as_list_destroy(list);
}

static void try_admin(const uint8_t *data, size_t size, unsigned flags)
{
    bridge_call call = {0};
    buffer whole = {0};
    request in;
    const as_policy_admin *policy;
    const admin_command *run;
    admin_request one = {0};

    (void)flags;
    write_array(&whole, 3);
    write_nil(&whole);
    write_cstring(&whole, "create_role");
    buffer_append(&whole, data, size);
    command_begin(&in, NULL, whole.data, whole.size, &call);
    command_end(&in, read_admin(&in, &policy, &run, &one));
    buffer_free(&whole);
}

static void try_labels(const uint8_t *data, size_t size, unsigned flags)
{
    bridge_call call = {0};
    request in;
    as_metrics_policy policy;

    (void)flags;
    as_metrics_policy_init(&policy);
    command_begin(&in, NULL, data, size, &call);
    read_labels(&in, &policy);
    command_end(&in, in.status);
    as_metrics_policy_destroy(&policy);
}

/* What a server sends: the bytes, after a bin's type each, are particles of that type. */
static void put_particles(buffer *out)
{
    static const uint8_t types[] = {AS_BYTES_STRING, AS_BYTES_BLOB, AS_BYTES_PYTHON,
                                    AS_BYTES_HLL,    AS_BYTES_MAP,  AS_BYTES_LIST,
                                    AS_BYTES_MAP,    AS_BYTES_LIST, AS_BYTES_GEOJSON};

    buffer plain = {0};

    buffer_byte(out, types[below(sizeof(types))]);
    put_container(&plain, 0);
    reader in = {plain.data, plain.data + plain.size};

    codec_to_aerospike(&in, out, 0);
    buffer_free(&plain);
}

static void set_particle(as_record *record, const char *name, const uint8_t *data, size_t size)
{
    uint8_t type = size ? data[0] : AS_BYTES_BLOB;
    const uint8_t *value = size ? data + 1 : data;
    uint32_t length = size ? (uint32_t)size - 1 : 0;

    switch (type % 5) {
    case 0:
        as_record_set_str(record, name, "text");
        break;
    case 1:
        as_record_set_int64(record, name, (int64_t)length);
        break;
    default:
        as_record_set_raw_typep(record, name, value, length, (as_bytes_type)type, false);
    }
}

static void try_particles(const uint8_t *data, size_t size, unsigned flags)
{
    /* Names from the server may be other bytes than text. */
    static const char *const names[] = {"a", "b\xff", "fifteen letters", ""};
    as_record record;
    buffer out = {0};

    as_record_inita(&record, 4);
    for (size_t i = 0; i < 4; i++) {
        size_t share = i < 3 ? size / 8 * i : size;

        set_particle(&record, names[i], data, share);
    }
    check_reply(&out, write_bins(&out, &record, flags));
    check_reply(&out, write_bin_pairs(&out, &record, flags));
    check_reply(&out, write_record(&out, (const as_val *)&record, flags));
    as_record_destroy(&record);
}

typedef struct {
    const char *name;
    void (*put)(buffer *out);
    void (*try)(const uint8_t *data, size_t size, unsigned flags);
} target;

static const target targets[] = {
    {"key", put_key, try_key},
    {"keys", put_keys, try_keys},
    {"operations", put_operations, try_operations},
    {"transcode", put_transcode, try_transcode},
    {"batch", put_batch_and_lists, try_batch},
    {"statement", put_statement, try_statement},
    {"filter", put_filter, try_filter},
    {"names", put_names, try_names},
    {"list", put_list, try_list},
    {"admin", put_admin, try_admin},
    {"labels", put_labels, try_labels},
    {"particles", put_particles, try_particles},
};

enum {
    TARGETS = sizeof(targets) / sizeof(targets[0])
};

/* Changes, removes, repeats or replaces some bytes. */
static void mutate(buffer *data)
{
    static const uint8_t interesting[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
                                          0xc0, 0xc1, 0xc4, 0xc6, 0xc7, 0xc9, 0xcb, 0xcf,
                                          0xd3, 0xd4, 0xd8, 0xdb, 0xdc, 0xdd, 0xdf, 0xff};

    for (unsigned changes = below(6); changes && data->size; changes--) {
        size_t at = below((uint32_t)data->size);

        switch (below(5)) {
        case 0:
            data->data[at] = (uint8_t)next_random();
            break;
        case 1:
            data->data[at] = interesting[below(sizeof(interesting))];
            break;
        case 2:
            memmove(data->data + at, data->data + at + 1, data->size - at - 1);
            data->size--;
            break;
        case 3:
            buffer_byte(data, data->data[at]);
            break;
        default:
            data->size = at;
        }
    }
}

/* Tries a copy on the heap, where the sanitizer sees every byte too many. */
static void try_copy(const target *one, const buffer *data)
{
    uint8_t *copy = malloc(data->size ? data->size : 1);

    assert(copy);
    if (data->size) {
        memcpy(copy, data->data, data->size);
    }
    one->try(copy, data->size, below(8));
    free(copy);
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;

    random_state = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : random_state;
    nobody = bridge_client_new();
    for (unsigned long round = 0; round < rounds; round++) {
        const target *from = &targets[below(TARGETS)];
        /* Now and then a request of another kind. */
        const target *to = below(16) ? from : &targets[below(TARGETS)];
        buffer data = {0};

        from->put(&data);
        assert(!data.failed);
        if (below(8)) {
            mutate(&data);
        }
        try_copy(to, &data);
        buffer_free(&data);
    }
    bridge_client_free(nobody);
    printf("bridge: %d targets, %lu mutations\n", (int)TARGETS, rounds);
    return 0;
}
