/*
 * The codec against itself and against noise.
 *
 * Run without arguments it checks a table of values both ways, then mutates
 * them: every outcome but a crash or a reading outside the input is right. Built
 * with -DFUZZER it is a libFuzzer target instead. scripts/test_native.sh builds
 * it with the address and undefined-behaviour sanitizers.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bridge/codec.h"

/* Whether a reply has ext types among its values, except wildcard and infinity. */
static void check_placed(const buffer *reply)
{
    reader in = {reply->data, reply->data + reply->size};
    item pair;

    assert(*in.p++ == CODEC_HAS_ITEMS && read_kind(&in, ITEM_ARRAY, &pair) && pair.count == 2);
    for (uint64_t left = 2; left; left--) {
        item next;
        codec_status status = read_item(&in, &next);

        assert((status == CODEC_OK || status == CODEC_INTEGER_RANGE) && next.kind != ITEM_EXT);
        left += next.kind == ITEM_ARRAY ? next.count : 0;
        left += next.kind == ITEM_MAP ? (uint64_t)next.count * 2 : 0;
    }
    assert(in.p == in.end);
}

/* A reply of its own on the heap, so that the sanitizer sees every byte too many. */
static codec_status place(const uint8_t *data, size_t size, buffer *reply)
{
    buffer_append(reply, data, size);
    codec_status status = codec_place_items(reply);

    if (status == CODEC_OK) {
        check_placed(reply);
    }
    return status;
}

static bool has_tag(const uint8_t *data, size_t size, int8_t tag)
{
    for (size_t i = 0; i < size; i++) {
        if (data[i] == (uint8_t)tag) {
            return true;
        }
    }
    return false;
}

/* Reads a copy on the heap, where the sanitizer sees every byte too many. */
static void try_both_ways(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);

    assert(copy);
    if (size) {
        memcpy(copy, data, size);
    }
    buffer reply = {0};

    place(copy, size, &reply);
    buffer_free(&reply);
    for (unsigned flags = 0; flags < 16; flags++) {
        buffer out = {0};
        reader in = {copy, copy + size};

        if (codec_to_aerospike(&in, &out, flags) == CODEC_OK) {
            buffer back = {0};
            codec_status status = codec_to_plain(out.data, out.size, &back, flags);

            /* What was encoded can be decoded, except what only comparisons know. */
            assert(status == CODEC_OK || status == CODEC_UNKNOWN_TYPE ||
                   has_tag(copy, size, CODEC_EXT_PACKED) ||
                   has_tag(copy, size, CODEC_EXT_SEQUENCE));
            if (status == CODEC_OK && back.items) {
                assert(codec_place_items(&back) == CODEC_OK);
                check_placed(&back);
            }
            buffer_free(&back);
        }
        buffer_free(&out);
        if (codec_to_plain(copy, size, &out, flags) == CODEC_OK && out.items) {
            assert(codec_place_items(&out) == CODEC_OK);
        }
        buffer_free(&out);
    }
    free(copy);
}

#ifdef FUZZER

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_both_ways(data, size);
    return 0;
}

#else

typedef struct {
    const char *name;
    const char *plain;
    size_t plain_size;
    const char *packed;
    size_t packed_size;
} sample;

#define SAMPLE(name, plain, packed) {name, plain, sizeof(plain) - 1, packed, sizeof(packed) - 1}

static const sample samples[] = {
    SAMPLE("nil", "\xc0", "\xc0"),
    SAMPLE("true", "\xc3", "\xc3"),
    SAMPLE("small integer", "\x05", "\x05"),
    SAMPLE("negative integer", "\xff", "\xff"),
    SAMPLE("large integer", "\xcf\x7f\xff\xff\xff\xff\xff\xff\xff",
           "\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"),
    SAMPLE("least integer", "\xd3\x80\x00\x00\x00\x00\x00\x00\x00",
           "\xd3\x80\x00\x00\x00\x00\x00\x00\x00"),
    SAMPLE("float", "\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00", "\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00"),
    SAMPLE("string", "\xa1s", "\xa2\x03s"),
    SAMPLE("empty string", "\xa0", "\xa1\x03"),
    SAMPLE("blob", "\xc4\x02\x00\xff", "\xa3\x04\x00\xff"),
    SAMPLE("geojson", "\xc7\x02\x01{}", "\xa3\x17{}"),
    SAMPLE("hyperloglog", "\xc7\x01\x02h", "\xa2\x12h"),
    SAMPLE("list", "\x93\x01\xa1s\x90", "\x93\x01\xa2\x03s\x90"),
    SAMPLE("map", "\x82\x01\x02\xa1k\x03", "\x82\x01\x02\xa2\x03k\x03"),
    SAMPLE("ordered maps in a list", "\x92\xc9\x00\x00\x00\x04\x03\x81\xa1k\x01\x05",
           "\x92\x82\xc7\x00\x01\xc0\xa2\x03k\x01\x05"),
    SAMPLE("ordered map", "\xc9\x00\x00\x00\x04\x03\x81\xa1k\x01",
           "\x82\xc7\x00\x01\xc0\xa2\x03k\x01"),
};

/* What the way to the server alone has. */
static const sample requests[] = {
    SAMPLE("finished bytes", "\x92\xc7\x03\x0a\xa2xy\x01", "\x92\xa2xy\x01"),
    SAMPLE("a sequence", "\xc7\x04\x0b\x92\x01\xa1s", "\x01\xa2\x03s"),
    SAMPLE("a sequence with its headers",
           "\x92\x7f\xc7\x0b\x0b\x95\xc7\x01\x0a\x93\x01\x02\xc7\x00\x04\x05",
           "\x92\x7f\x93\x01\x02\xd4\xff\x00\x05"),
    SAMPLE("sequences in a sequence", "\xc7\x0a\x0b\x93\xc7\x02\x0b\x91\x01\xd4\x0b\x90\x05",
           "\x01\x05"),
    SAMPLE("an ordered map whose keys are in no order",
           "\xc7\x0c\x03\x84\xc4\x01\x61\x01\xa1\x61\x02\x03\x03\xff\x04",
           "\x85\xc7\x00\x01\xc0\xff\x04\x03\x03\xa2\x03\x61\x02\xa2\x04\x61\x01"),
};

/* Maps in maps, to be sorted, and the same as they come. */
static const sample sorted[] = {
    SAMPLE("maps", "\x82\x02\x82\xa1z\x01\xa1\x61\xc0\x01\x80",
           "\x82\x01\x80\x02\x82\xa2\x03\x61\xc0\xa2\x03z\x01"),
    SAMPLE("maps in a list", "\x91\x82\x02\x01\x01\x02", "\x91\x82\x01\x02\x02\x01"),
};

static const sample replies[] = {
    SAMPLE("an item alone", "\xc7\x02\x01{}", "\xc1\x92\xa2{}\x91\x93\x00\x01\x00"),
    SAMPLE("no item", "\x91\x01", "\xc1\x92\x91\x01\x90"),
    SAMPLE("GeoJSON that is not text", "\xc7\x01\x01\xff",
           "\xc1\x92\xc4\x01\xff\x91\x93\x00\x08\x00"),
    SAMPLE("the way to the item before",
           "\x92\x82\xa1\x61\xc7\x01\x02h\xa1\x62\x91\xc7\x01\x06x\xc7\x01\x07y",
           "\xc1\x92\x92\x82\xa1\x61\xc4\x01h\xa1\x62\x91\xc4\x01x\xc4\x01y"
           "\x93\x95\x00\x02\x00\x00\xa1\x61\x94\x02\x06\xa1\x62\x00\x93\x01\x07\x01"),
    SAMPLE("an ordered map in one",
           "\x91\xc9\x00\x00\x00\x0a\x03\x81\xa1k\xc9\x00\x00\x00\x01\x03\x80",
           "\xc1\x92\x91\x81\xa1k\x80\x92\x95\x00\x03\x00\x00\xa1k\x93\x01\x03\x00"),
    SAMPLE("keys that are one in Python", "\x82\x01\xc7\x01\x02h\xc3\x02",
           "\xc1\x92\x94\x01\xc4\x01h\xc3\x02\x92\x94\x00\x02\x00\x01\x93\x00\x0c\x00"),
    SAMPLE("two results of a bin", "\x83\xa1z\x01\xa1\x61\xc7\x01\x02h\xa1z\x02",
           "\xc1\x92\x96\xa1z\x01\xa1\x61\xc4\x01h\xa1z\x02"
           "\x92\x94\x00\x02\x00\x03\x93\x00\x0c\x00"),
    SAMPLE("bins in no order", "\x82\xa1z\x01\xa1\x61\xc7\x01\x02h",
           "\xc1\x92\x82\xa1z\x01\xa1\x61\xc4\x01h\x91\x94\x00\x02\x00\xa1\x61"),
    SAMPLE("what was nested already", "\x91\xc7\x05\x09\x91\xc7\x01\x02h",
           "\xc1\x92\x91\x91\xc4\x01h\x91\x95\x00\x02\x00\x00\x00"),
};

/* What one side has and the other must refuse, or has in another form. */
static void check_refusals(void)
{
    static const struct {
        const char *plain;
        size_t size;
        codec_status status;
    } refused[] = {
        {"", 0, CODEC_MALFORMED},
        {"\xc1", 1, CODEC_MALFORMED},
        {"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", 9, CODEC_INTEGER_RANGE},
        {"\x81\xcb\x00\x00\x00\x00\x00\x00\x00\x00\x01", 11, CODEC_MAP_KEY},
        {"\x81\xc0\x01", 3, CODEC_MAP_KEY},
        {"\xdd\xff\xff\xff\xff", 5, CODEC_MALFORMED},
        {"\xdf\xff\xff\xff\xff", 5, CODEC_MALFORMED},
        {"\xc6\xff\xff\xff\xff", 5, CODEC_MALFORMED},
        {"\xc7\x00\x63", 3, CODEC_UNKNOWN_TYPE},
        {"\xc7\x01\x0b\x01", 4, CODEC_MALFORMED},
        {"\xc7\x01\x0b\x92", 4, CODEC_MALFORMED},
        {"\xc7\x00\x0b", 3, CODEC_MALFORMED},
        {"\x81\xc7\x00\x0a\x01", 5, CODEC_MAP_KEY},
    };

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const uint8_t *plain = (const uint8_t *)refused[i].plain;
        reader in = {plain, plain + refused[i].size};
        buffer out = {0};

        assert(codec_to_aerospike(&in, &out, 0) == refused[i].status);
        buffer_free(&out);
    }
}

/* Lists in lists of the server, and what one side makes of what the other has made. */
static codec_status there_and_back(const uint8_t *lists, size_t size, bool *same)
{
    buffer plain = {0};
    buffer back = {0};
    codec_status status = codec_to_plain(lists, size, &plain, 0);

    if (status == CODEC_OK) {
        reader in = {plain.data, plain.data + plain.size};

        status = codec_to_aerospike(&in, &back, 0);
        *same = in.p == in.end && back.size == size && memcmp(back.data, lists, size) == 0;
    }
    buffer_free(&plain);
    buffer_free(&back);
    return status;
}

static void check_depth(void)
{
    enum {
        DEEP = 100000
    };
    static uint8_t lists[DEEP + 1];
    static const size_t depths[] = {1, 63, 64, 65, 128, 1000, 3060, CODEC_MAX_DEPTH};
    buffer out = {0};
    reader in = {lists, lists + sizeof(lists)};
    bool same = false;

    memset(lists, 0x91, DEEP);
    lists[DEEP] = 0xc0;
    assert(codec_to_aerospike(&in, &out, 0) == CODEC_TOO_DEEP);
    assert(codec_to_plain(lists, sizeof(lists), &out, 0) == CODEC_TOO_DEEP);
    buffer_free(&out);
    for (size_t i = 0; i < sizeof(depths) / sizeof(depths[0]); i++) {
        size_t size = depths[i] + 1;

        assert(there_and_back(lists + sizeof(lists) - size, size, &same) == CODEC_OK && same);
    }
    assert(there_and_back(lists + DEEP - CODEC_MAX_DEPTH - 1, CODEC_MAX_DEPTH + 2, &same) ==
           CODEC_TOO_DEEP);
}

/* Unsorted maps in maps, so that each level is moved when it ends. */
static void check_deep_maps(void)
{
    enum {
        DEEP = 300
    };
    uint8_t maps[DEEP * 4 + 1];
    buffer out = {0};
    buffer reply = {0};

    for (size_t i = 0; i < DEEP; i++) {
        memcpy(maps + i * 4, "\x82\x02\xc0\x01", 4);
    }
    maps[DEEP * 4] = 0xc0;
    assert(codec_to_plain(maps, sizeof(maps), &out, 0) == CODEC_OK);
    reader in = {out.data, out.data + out.size};
    buffer back = {0};

    assert(codec_to_aerospike(&in, &back, 0) == CODEC_OK && back.size == sizeof(maps));
    assert(place(out.data, out.size, &reply) == CODEC_OK);
    buffer_free(&reply);
    buffer_free(&back);
    buffer_free(&out);
}

/* A list of 16 pairs has a longer header than a map of them. */
static void check_large_pairs(void)
{
    enum {
        MANY = 40000
    };
    static const uint32_t counts[] = {7, 8, 15, 16, 17, 255, 32767, 32768, MANY};

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        buffer out = {0};

        write_map(&out, counts[i]);
        for (uint32_t key = 0; key + 1 < counts[i]; key++) {
            write_int(&out, key);
            write_nil(&out);
        }
        write_bool(&out, true);
        write_ext(&out, CODEC_EXT_HLL, "h", 1);
        assert(codec_place_items(&out) == CODEC_OK);
        check_placed(&out);
        reader in = {out.data + 1, out.data + out.size};
        item pair, pairs;

        assert(read_kind(&in, ITEM_ARRAY, &pair) && read_kind(&in, ITEM_ARRAY, &pairs));
        assert(pairs.count == counts[i] * 2);
        buffer_free(&out);
    }
}

/* Ordered maps in ordered maps. None of them makes the result deeper. */
static void check_deep_items(void)
{
    static const size_t depths[] = {63, 64, 65, 129, 1000, 9000};

    for (size_t i = 0; i < sizeof(depths) / sizeof(depths[0]); i++) {
        buffer packed = {0};
        buffer plain = {0};

        for (size_t depth = 0; depth < depths[i]; depth++) {
            buffer_append(&packed, "\x82\xc7\x00\x01\xc0\xa2\x03k", 8);
        }
        write_nil(&packed);
        assert(codec_to_plain(packed.data, packed.size, &plain, 0) == CODEC_OK && plain.items);
        assert(codec_place_items(&plain) == CODEC_OK && !plain.items);
        check_placed(&plain);
        buffer_free(&packed);
        buffer_free(&plain);
    }
}

static void check_order(void)
{
    static const char unsorted[] = "\x84\xa2\x03z\x01\x05\x02\xa2\x03\x61\x03\xff\x04";
    static const char sorted[] = "\x84\xff\x04\x05\x02\xa1\x61\x03\xa1z\x01";
    buffer out = {0};

    assert(codec_to_plain((const uint8_t *)unsorted, sizeof(unsorted) - 1, &out, 0) == CODEC_OK);
    assert(out.size == sizeof(sorted) - 1 && memcmp(out.data, sorted, out.size) == 0);
    buffer_free(&out);
}

static void check_utf8(void)
{
    static const struct {
        const char *text;
        bool valid;
    } texts[] = {
        {"plain text that is long enough", true},
        {"Z\xc3\xbcrich", true},
        {"\xe5\x8c\x97\xe4\xba\xac", true},
        {"\xf0\x9f\x9a\x80", true},
        {"\xff", false},
        {"\xc0\x80", false},
        {"\xed\xa0\x80", false},
        {"\xf4\x90\x80\x80", false},
        {"\xe5\x8c", false},
        {"eight b \x80", false},
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert(utf8_valid((const uint8_t *)texts[i].text, strlen(texts[i].text)) == texts[i].valid);
    }
}

static void check_samples(void)
{
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        const sample *one = &samples[i];
        const uint8_t *plain = (const uint8_t *)one->plain;
        reader in = {plain, plain + one->plain_size};
        buffer out = {0};
        codec_status status = codec_to_aerospike(&in, &out, 0);

        if (status != CODEC_OK || out.size != one->packed_size ||
            memcmp(out.data, one->packed, out.size) != 0) {
            printf("%s: wrong on the way to the server\n", one->name);
            exit(1);
        }
        buffer_free(&out);
        status = codec_to_plain((const uint8_t *)one->packed, one->packed_size, &out, 0);
        if (status != CODEC_OK || out.size != one->plain_size ||
            memcmp(out.data, one->plain, out.size) != 0) {
            printf("%s: wrong on the way back\n", one->name);
            exit(1);
        }
        buffer_free(&out);
    }
}

static void check_one_way(const char *name, const sample *one, codec_status status, buffer *out)
{
    if (status != CODEC_OK || out->size != one->packed_size ||
        memcmp(out->data, one->packed, out->size) != 0) {
        printf("%s: %s is wrong\n", name, one->name);
        exit(1);
    }
    buffer_free(out);
}

static void check_requests(const sample *all, size_t count, unsigned flags)
{
    for (size_t i = 0; i < count; i++) {
        const uint8_t *plain = (const uint8_t *)all[i].plain;
        reader in = {plain, plain + all[i].plain_size};
        buffer out = {0};
        codec_status status = codec_to_aerospike(&in, &out, flags);

        assert(in.p == in.end);
        check_one_way("a request", &all[i], status, &out);
    }
}

static void check_replies(void)
{
    for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
        buffer out = {0};
        codec_status status = place((const uint8_t *)replies[i].plain, replies[i].plain_size, &out);

        check_one_way("a reply", &replies[i], status, &out);
    }
}

static uint32_t random_state = 2463534242u;

static uint32_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static const sample *random_sample(void)
{
    static const struct {
        const sample *samples;
        uint32_t count;
    } all[] = {
        {samples, sizeof(samples) / sizeof(samples[0])},
        {requests, sizeof(requests) / sizeof(requests[0])},
        {replies, sizeof(replies) / sizeof(replies[0])},
    };
    uint32_t kind = next_random() % 3;

    return &all[kind].samples[next_random() % all[kind].count];
}

static void mutate(unsigned long rounds)
{
    uint8_t data[256];

    for (unsigned long round = 0; round < rounds; round++) {
        size_t size = 0;

        for (unsigned parts = next_random() % 6; parts || size == 0; parts -= parts != 0) {
            const sample *one = random_sample();
            bool plain = next_random() % 2;
            size_t length = plain ? one->plain_size : one->packed_size;

            if (size + length + 1 > sizeof(data)) {
                break;
            }
            if (next_random() % 3 == 0) {
                data[size++] = (uint8_t)((next_random() % 2 ? 0x90 : 0x80) | next_random() % 6);
            }
            memcpy(data + size, plain ? one->plain : one->packed, length);
            size += length;
        }
        for (unsigned changes = next_random() % 8; changes; changes--) {
            data[next_random() % size] = (uint8_t)next_random();
        }
        try_both_ways(data, next_random() % 4 ? size : next_random() % (size + 1));
    }
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;

    check_samples();
    check_requests(requests, sizeof(requests) / sizeof(requests[0]), 0);
    check_requests(sorted, sizeof(sorted) / sizeof(sorted[0]), CODEC_SORT_MAPS);
    check_replies();
    check_refusals();
    check_large_pairs();
    check_deep_items();
    check_depth();
    check_deep_maps();
    check_order();
    check_utf8();
    mutate(rounds);
    printf("codec: %zu samples, %lu mutations\n", sizeof(samples) / sizeof(samples[0]), rounds);
    return 0;
}

#endif
