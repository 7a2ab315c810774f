/* Random values and valid parts of requests, for the tests of the bridge. */
#ifndef SAMPLES_H
#define SAMPLES_H

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

enum {
    LISTS = 3
};

/* What the records of a batch share. */
static void put_operation_lists(buffer *out)
{
    write_array(out, LISTS);
    for (uint32_t i = 0; i < LISTS; i++) {
        put_operations(out);
    }
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
                write_int(out, below(LISTS));
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

static void put_statement(buffer *out)
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

static void put_settings(buffer *out)
{
    write_array(out, 8);
    write_bool(out, below(2));
    write_bool(out, below(2));
    write_bool(out, below(2));
    write_int(out, 0);
    write_int(out, below(100));
    write_int(out, 0);
    write_bool(out, below(2));
    write_nil(out);
}

#endif
