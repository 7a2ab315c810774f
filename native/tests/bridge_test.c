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
#include "../bridge/walk.c"

static uint32_t random_state = 2463534242u;

static uint32_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static uint32_t below(uint32_t limit)
{
    return next_random() % limit;
}

/* Random values and valid requests. */

static void put_name(buffer *out)
{
    static const char *const names[] = {"", "b", "name", "fifteen letters", "sixteen letters!"};

    write_cstring(out, names[below(5)]);
}

static void put_value(buffer *out, unsigned depth);

static void put_container(buffer *out, unsigned depth)
{
    uint32_t count = below(4);
    bool map = below(2);

    if (map && below(2)) {
        /* An ordered map: an ext type around a map of its own. */
        buffer inner = {0};

        write_map(&inner, count);
        for (uint32_t i = 0; i < count; i++) {
            write_int(&inner, i);
            put_value(&inner, depth + 1);
        }
        write_ext(out, CODEC_EXT_ORDERED_MAP, inner.data, inner.size);
        buffer_free(&inner);
        return;
    }
    if (map) {
        write_map(out, count);
    }
    else {
        write_array(out, count);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (map) {
            put_name(out);
        }
        put_value(out, depth + 1);
    }
}

static void put_value(buffer *out, unsigned depth)
{
    static const int8_t tags[] = {CODEC_EXT_GEOJSON, CODEC_EXT_HLL, CODEC_EXT_WILDCARD,
                                  CODEC_EXT_INFINITE};

    switch (below(depth > 3 ? 7 : 10)) {
    case 0:
        write_nil(out);
        break;
    case 1:
        write_bool(out, below(2));
        break;
    case 2:
        write_int(out, (int64_t)((uint64_t)next_random() << below(33)));
        break;
    case 3:
        write_int(out, -(int64_t)next_random());
        break;
    case 4:
        write_double(out, next_random() / 3.0);
        break;
    case 5:
        put_name(out);
        break;
    case 6:
        write_bin(out, "\x00\x01\xff", below(4));
        break;
    case 7:
        write_ext(out, tags[below(4)], "{}\x00", below(4));
        break;
    default:
        put_container(out, depth);
    }
}

static void put_key(buffer *out)
{
    bool digest = below(4) == 0;

    write_array(out, digest ? 4 : 3);
    write_cstring(out, "test");
    write_cstring(out, below(3) ? "set" : NULL);
    switch (digest ? 4 : below(3)) {
    case 0:
        write_int(out, next_random());
        break;
    case 1:
        write_cstring(out, "key");
        break;
    case 2:
        write_bin(out, "blob", 4);
        break;
    default:
        write_nil(out);
        write_bin(out, "twenty bytes of it...", AS_DIGEST_VALUE_SIZE);
    }
}

static void put_keys(buffer *out)
{
    uint32_t count = below(5);

    write_array(out, count);
    while (count--) {
        put_key(out);
    }
}

/* An expression: the header of a list and what is in it, one after the other. */
static void put_sequence(buffer *out)
{
    buffer packed = {0};

    write_array(&packed, 3);
    write_ext(&packed, CODEC_EXT_PACKED, "\x92", 1);
    write_int(&packed, below(128));
    put_value(&packed, 2);
    write_ext(out, CODEC_EXT_SEQUENCE, packed.data, packed.size);
    buffer_free(&packed);
}

/* The arguments of an operation, perhaps inside a context. */
static void put_arguments(buffer *out)
{
    if (below(2)) {
        write_array(out, 3);
        write_int(out, 0xff);
        write_array(out, 2);
        write_int(out, 0x10);
        write_int(out, below(3));
    }
    write_array(out, 3);
    write_int(out, below(128));
    put_value(out, 2);
    put_sequence(out);
}

static void put_transcode(buffer *out)
{
    write_array(out, 2);
    write_int(out, below(2));
    put_arguments(out);
}

static void put_operations(buffer *out)
{
    uint32_t count = below(5);

    write_array(out, count);
    while (count--) {
        uint32_t operator = below(20);

        write_array(out, 3);
        write_int(out, operator);
        put_name(out);
        if (operator == 3 || operator == 4 || operator == 7 || operator == 8 || operator > 11) {
            put_arguments(out);
        }
        else {
            put_value(out, 0);
        }
    }
}

static void put_list_bytes(buffer *out)
{
    buffer packed = {0};
    uint32_t count = below(4);

    write_array(&packed, count);
    while (count--) {
        put_value(&packed, 0);
    }
    write_bin(out, packed.data, packed.size);
    buffer_free(&packed);
}

static void put_batch(buffer *out)
{
    uint32_t count = below(6);

    write_array(out, count);
    while (count--) {
        uint32_t kind = below(4);

        write_array(out, 6);
        write_int(out, kind);
        put_key(out);
        write_nil(out);
        if (kind == RECORD_READ) {
            write_bool(out, below(2));
        }
        if (kind == RECORD_APPLY) {
            write_cstring(out, "module");
            write_cstring(out, "function");
            put_list_bytes(out);
        }
        else if (kind != RECORD_REMOVE) {
            if (kind == RECORD_READ && below(2)) {
                write_nil(out);
            }
            else {
                put_operations(out);
            }
            write_int(out, next_random());
            write_int(out, below(65536));
        }
    }
}

static void put_optional(buffer *out, const char *text)
{
    write_cstring(out, below(2) ? text : NULL);
}

static void put_predicate(buffer *out)
{
    if (below(3) == 0) {
        write_nil(out);
        return;
    }
    write_array(out, 9);
    write_int(out, below(3));
    write_int(out, below(5));
    put_optional(out, "bin");
    put_value(out, 4);
    write_int(out, next_random());
    write_int(out, below(4));
    put_optional(out, "index");
    if (below(2)) {
        write_bin(out, "\x92\x10\x01", 3);
    }
    else {
        write_nil(out);
    }
    if (below(2)) {
        write_bin(out, "\x93\x51\x02\xa1n", 5);
    }
    else {
        write_nil(out);
    }
}

static void put_walk(buffer *out)
{
    uint32_t names = below(3);

    write_array(out, 9);
    write_bool(out, below(2));
    write_cstring(out, "test");
    put_optional(out, "set");
    write_array(out, names);
    while (names--) {
        put_name(out);
    }
    if (below(2)) {
        write_nil(out);
    }
    else {
        put_operations(out);
    }
    put_optional(out, "module");
    put_optional(out, "function");
    put_list_bytes(out);
    put_predicate(out);
}

static void put_filter(buffer *out)
{
    uint32_t begin = below(PARTITIONS), count = below(6);

    write_array(out, 4);
    write_int(out, begin);
    write_int(out, count);
    if (below(2)) {
        write_nil(out);
    }
    else {
        write_bin(out, "twenty bytes of it...", AS_DIGEST_VALUE_SIZE);
    }
    if (below(2)) {
        write_nil(out);
        return;
    }
    write_array(out, 3);
    write_bool(out, below(2));
    write_bool(out, below(2));
    write_array(out, count);
    for (uint32_t i = 0; i < count; i++) {
        write_array(out, 4);
        write_int(out, begin + i);
        write_bin(out, "twenty bytes of it...", AS_DIGEST_VALUE_SIZE);
        write_bool(out, below(2));
        write_int(out, next_random());
    }
}

static void put_names(buffer *out)
{
    uint32_t count = below(6);

    write_array(out, count);
    while (count--) {
        put_name(out);
    }
}

static void put_list(buffer *out)
{
    uint32_t count = below(6);

    write_array(out, count);
    while (count--) {
        put_value(out, 0);
    }
}

static void put_admin(buffer *out)
{
    uint32_t privileges = below(3);

    write_array(out, 7);
    write_cstring(out, "user");
    put_optional(out, "password");
    put_names(out);
    write_array(out, privileges);
    while (privileges--) {
        write_array(out, 3);
        write_int(out, below(20));
        write_cstring(out, "test");
        write_cstring(out, "set");
    }
    put_names(out);
    write_int(out, next_random());
    write_int(out, next_random());
}

static void put_labels(buffer *out)
{
    uint32_t count = below(4);

    write_map(out, count);
    while (count--) {
        put_name(out);
        put_name(out);
    }
}

/* What becomes of a request. */

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

    (void)flags;
    bridge_key_digest(data, size, &call);
    bridge_call_free(&call);
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
    as_batch batch;

    (void)flags;
    read_keys(&call, data, size, &batch);
    as_batch_destroy(&batch);
    bridge_call_free(&call);
}

/* The C client reads all of a value to send it; so does this. */
static void read_bins(const as_operations *ops, unsigned flags)
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
        read_bins(&ops, flags);
    }
    arena_free(&memory);
}

static void try_batch(const uint8_t *data, size_t size, unsigned flags)
{
    reader in = {data, data + size};
    bridge_call call = {0};
    batch one = {.call = &call, .flags = flags};

    if (read_batch_records(&one, &in) == AEROSPIKE_OK) {
        buffer out = {0};

        check_reply(&out, write_batch_records(&out, &one.records, flags));
    }
    release_batch_records(&one.records);
    arena_free(&one.memory);
    bridge_call_free(&call);
}

/* Reads a walk as a run does, without a server. */
static void try_walk(const uint8_t *data, size_t size, unsigned flags)
{
    bridge_call call = {0};
    bridge_walk *walk = NULL;
    reader in = {data, data + size};
    buffer settings = {0};

    bridge_walk_new(nobody, data, size, flags, &walk, &call);
    write_array(&settings, 8);
    write_bool(&settings, below(2));
    write_bool(&settings, below(2));
    write_bool(&settings, below(2));
    write_int(&settings, 0);
    write_int(&settings, below(100));
    write_int(&settings, 0);
    write_bool(&settings, below(2));
    write_nil(&settings);
    buffer_append(&settings, data, below(2) ? size : 0);
    bridge_run *run = walk ? new_run(walk) : NULL;

    if (run) {
        in = (reader){settings.data, settings.data + settings.size};
        if (prepare(run, &in, NULL, &call) == AEROSPIKE_OK) {
            run->finished = true;
            set_current(run, true);
            bridge_walk_status(walk, run->serial, 0, below(3), &call);
            bridge_run_stop(run, 0, below(3), below(2));
            bridge_walk_status(walk, 0, 0, 0, &call);
        }
        set_current(run, false);
        run_release(run);
    }
    bridge_walk_free(walk);
    buffer_free(&settings);
    bridge_call_free(&call);
}

static void try_filter(const uint8_t *data, size_t size, unsigned flags)
{
    reader in = {data, data + size};
    as_partition_filter filter;
    positions *start = NULL;

    (void)flags;
    if (read_filter(&in, &filter, &start)) {
        as_partitions_status *status = positions_for_client(start);

        for (uint16_t i = 0; i < status->part_count; i++) {
            assert(status->parts[i].part_id < PARTITIONS);
        }
        as_partitions_status_release(status);
    }
    free(start);
}

static void try_names(const uint8_t *data, size_t size, unsigned flags)
{
    arena memory = {0};
    uint32_t count = 0;
    size_t longest = flags & 1 ? AS_BIN_NAME_MAX_LEN : UINT8_MAX;
    const char **names = read_names(data, size, longest, &memory, &count);

    for (uint32_t i = 0; names && i < count; i++) {
        assert(strlen(names[i]) <= longest);
    }
    assert(!names || !names[count]);
    arena_free(&memory);
}

static void try_list(const uint8_t *data, size_t size, unsigned flags)
{
    as_list *list = NULL;

    if (read_list(data, size, flags, &list) == CODEC_OK) {
        buffer out = {0};

        check_reply(&out, write_value(&out, (const as_val *)list, flags));
    }
    as_list_destroy(list);
}

static void try_admin(const uint8_t *data, size_t size, unsigned flags)
{
    reader in = {data, data + size};
    arena memory = {0};
    admin_request request = {0};

    (void)flags;
    read_request(&in, &memory, &request);
    arena_free(&memory);
}

static void try_labels(const uint8_t *data, size_t size, unsigned flags)
{
    as_metrics_policy policy;

    (void)flags;
    as_metrics_policy_init(&policy);
    read_labels(data, size, &policy);
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
    /* Names from the server are no text, necessarily. */
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
    check_reply(&out, append_value(&out, (const as_val *)&record, flags));
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
    {"batch", put_batch, try_batch},
    {"walk", put_walk, try_walk},
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
