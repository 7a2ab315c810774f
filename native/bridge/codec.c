#include "codec.h"

#include <stdlib.h>
#include <string.h>

#include <aerospike/as_bytes.h>
#include <aerospike/as_msgpack.h>
#include <aerospike/as_val.h>

const char *codec_message(codec_status status)
{
    switch (status) {
    case CODEC_OK:
        return "";
    case CODEC_MALFORMED:
        return "malformed value";
    case CODEC_TOO_DEEP:
        return "value is nested too deeply";
    case CODEC_INTEGER_RANGE:
        return "integer value exceeds sys.maxsize";
    case CODEC_MAP_KEY:
        return "invalid map key type";
    case CODEC_UNHASHABLE_KEY:
        return "Unable to use unhashable type as a dictionary key";
    case CODEC_UNKNOWN_TYPE:
        return "Unknown type for value";
    case CODEC_WILDCARD_VALUE:
        return "Invalid value type: 13";
    case CODEC_INFINITE_VALUE:
        return "Invalid value type: 14";
    case CODEC_NO_MEMORY:
        return "out of memory";
    }
    return "";
}

/*
 * Reading msgpack. Both dialects share the item headers.
 */

static uint64_t big_endian(const uint8_t *p, unsigned width)
{
    uint64_t value = 0;

    while (width--) {
        value = value << 8 | *p++;
    }
    return value;
}

static size_t left(const reader *in)
{
    return (size_t)(in->end - in->p);
}

/* Reads a length of `width` bytes and checks that as many bytes follow it. */
static codec_status read_bytes(reader *in, unsigned width, item *out)
{
    if (left(in) < width) {
        return CODEC_MALFORMED;
    }
    out->size = (uint32_t)big_endian(in->p, width);
    in->p += width;
    if (out->kind == ITEM_EXT) {
        if (left(in) < 1) {
            return CODEC_MALFORMED;
        }
        out->tag = (int8_t)*in->p++;
    }
    if (left(in) < out->size) {
        return CODEC_MALFORMED;
    }
    out->bytes = in->p;
    in->p += out->size;
    return CODEC_OK;
}

static codec_status read_count(reader *in, unsigned width, item *out)
{
    if (left(in) < width) {
        return CODEC_MALFORMED;
    }
    out->count = (uint32_t)big_endian(in->p, width);
    in->p += width;
    return CODEC_OK;
}

/* An element takes a byte at least: what is left bounds every count. */
static codec_status check_count(const reader *in, const item *out)
{
    size_t each = out->kind == ITEM_MAP ? 2 : 1;

    return out->count <= left(in) / each ? CODEC_OK : CODEC_MALFORMED;
}

static codec_status read_integer(reader *in, unsigned width, bool is_signed, item *out)
{
    if (left(in) < width) {
        return CODEC_MALFORMED;
    }
    uint64_t raw = big_endian(in->p, width);

    in->p += width;
    out->kind = ITEM_INT;
    if (!is_signed) {
        out->integer = (int64_t)raw;
        return raw > INT64_MAX ? CODEC_INTEGER_RANGE : CODEC_OK;
    }
    unsigned shift = 64 - width * 8;

    out->integer = (int64_t)(raw << shift) >> shift;
    return CODEC_OK;
}

static codec_status read_double(reader *in, unsigned width, item *out)
{
    if (left(in) < width) {
        return CODEC_MALFORMED;
    }
    uint64_t raw = big_endian(in->p, width);

    in->p += width;
    out->kind = ITEM_DOUBLE;
    if (width == 4) {
        uint32_t bits = (uint32_t)raw;
        float narrow;

        memcpy(&narrow, &bits, sizeof(narrow));
        out->number = narrow;
    }
    else {
        memcpy(&out->number, &raw, sizeof(out->number));
    }
    return CODEC_OK;
}

static codec_status read_sized(reader *in, item *out, item_kind kind, unsigned width)
{
    out->kind = kind;
    return read_bytes(in, width, out);
}

static codec_status read_container(reader *in, item *out, item_kind kind, unsigned width)
{
    out->kind = kind;
    codec_status status = read_count(in, width, out);

    return status == CODEC_OK ? check_count(in, out) : status;
}

static codec_status read_fix_container(reader *in, item *out, item_kind kind, uint32_t count)
{
    out->kind = kind;
    out->count = count;
    return check_count(in, out);
}

static codec_status read_fix_bytes(reader *in, item *out, item_kind kind, uint32_t size)
{
    out->kind = kind;
    if (kind == ITEM_EXT) {
        if (left(in) < 1) {
            return CODEC_MALFORMED;
        }
        out->tag = (int8_t)*in->p++;
    }
    if (left(in) < size) {
        return CODEC_MALFORMED;
    }
    out->size = size;
    out->bytes = in->p;
    in->p += size;
    return CODEC_OK;
}

codec_status read_item(reader *in, item *out)
{
    if (in->p >= in->end) {
        return CODEC_MALFORMED;
    }
    uint8_t type = *in->p++;

    if (type < 0x80 || type >= 0xe0) {
        out->kind = ITEM_INT;
        out->integer = (int8_t)type;
        return CODEC_OK;
    }
    if (type < 0x90) {
        return read_fix_container(in, out, ITEM_MAP, type & 0x0f);
    }
    if (type < 0xa0) {
        return read_fix_container(in, out, ITEM_ARRAY, type & 0x0f);
    }
    if (type < 0xc0) {
        return read_fix_bytes(in, out, ITEM_STR, type & 0x1f);
    }
    switch (type) {
    case 0xc0:
        out->kind = ITEM_NIL;
        return CODEC_OK;
    case 0xc2:
    case 0xc3:
        out->kind = ITEM_BOOL;
        out->integer = type & 1;
        return CODEC_OK;
    case 0xc4:
    case 0xc5:
    case 0xc6:
        return read_sized(in, out, ITEM_BIN, 1u << (type - 0xc4));
    case 0xc7:
    case 0xc8:
    case 0xc9:
        return read_sized(in, out, ITEM_EXT, 1u << (type - 0xc7));
    case 0xca:
    case 0xcb:
        return read_double(in, type == 0xca ? 4 : 8, out);
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
        return read_integer(in, 1u << (type - 0xcc), false, out);
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
        return read_integer(in, 1u << (type - 0xd0), true, out);
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
        return read_fix_bytes(in, out, ITEM_EXT, 1u << (type - 0xd4));
    case 0xd9:
    case 0xda:
    case 0xdb:
        return read_sized(in, out, ITEM_STR, 1u << (type - 0xd9));
    case 0xdc:
    case 0xdd:
        return read_container(in, out, ITEM_ARRAY, type == 0xdc ? 2 : 4);
    case 0xde:
    case 0xdf:
        return read_container(in, out, ITEM_MAP, type == 0xde ? 2 : 4);
    default:
        return CODEC_MALFORMED;
    }
}

bool read_kind(reader *in, item_kind kind, item *out)
{
    return read_item(in, out) == CODEC_OK && out->kind == kind;
}

/*
 * Plain msgpack to Aerospike's dialect.
 */

static codec_status encode_item(reader *in, const item *first, buffer *out, unsigned flags,
                                unsigned depth);

static codec_status encode_next(reader *in, buffer *out, unsigned flags, unsigned depth)
{
    item next;
    codec_status status = read_item(in, &next);

    return status == CODEC_OK ? encode_item(in, &next, out, flags, depth) : status;
}

static void encode_typed(buffer *out, uint8_t particle, const item *value)
{
    write_str_header(out, (size_t)value->size + 1);
    buffer_byte(out, particle);
    buffer_append(out, value->bytes, value->size);
}

static codec_status encode_pairs(reader *in, uint32_t count, buffer *out, unsigned flags,
                                 unsigned depth)
{
    while (count--) {
        item key;
        codec_status status = read_item(in, &key);

        if (status != CODEC_OK) {
            return status;
        }
        bool integer =
            key.kind == ITEM_INT || (key.kind == ITEM_BOOL && (flags & CODEC_BOOL_AS_INTEGER));

        if (!integer && key.kind != ITEM_STR && key.kind != ITEM_BIN) {
            return CODEC_MAP_KEY;
        }
        status = encode_item(in, &key, out, flags, depth);
        if (status == CODEC_OK) {
            status = encode_next(in, out, flags, depth);
        }
        if (status != CODEC_OK) {
            return status;
        }
    }
    return CODEC_OK;
}

/* The ext type's bytes are a plain map whose keys are sorted already. */
static codec_status encode_ordered_map(const item *ext, buffer *out, unsigned flags, unsigned depth)
{
    reader in = {ext->bytes, ext->bytes + ext->size};
    item map;
    codec_status status = read_item(&in, &map);

    if (status != CODEC_OK) {
        return status;
    }
    if (map.kind != ITEM_MAP || map.count == UINT32_MAX) {
        return CODEC_MALFORMED;
    }
    write_map(out, map.count + 1);
    write_ext_header(out, AS_PACKED_MAP_FLAG_K_ORDERED, 0);
    write_nil(out);
    return encode_pairs(&in, map.count, out, flags, depth);
}

static codec_status encode_ext(const item *ext, buffer *out, unsigned flags, unsigned depth)
{
    static const uint8_t wildcard[] = {0xd4, 0xff, 0x00};
    static const uint8_t infinite[] = {0xd4, 0xff, 0x01};

    switch (ext->tag) {
    case CODEC_EXT_GEOJSON:
        encode_typed(out, AS_BYTES_GEOJSON, ext);
        return CODEC_OK;
    case CODEC_EXT_HLL:
        encode_typed(out, AS_BYTES_HLL, ext);
        return CODEC_OK;
    case CODEC_EXT_ORDERED_MAP:
        return encode_ordered_map(ext, out, flags, depth);
    case CODEC_EXT_WILDCARD:
        buffer_append(out, wildcard, sizeof(wildcard));
        return CODEC_OK;
    case CODEC_EXT_INFINITE:
        buffer_append(out, infinite, sizeof(infinite));
        return CODEC_OK;
    default:
        return CODEC_UNKNOWN_TYPE;
    }
}

static codec_status encode_item(reader *in, const item *first, buffer *out, unsigned flags,
                                unsigned depth)
{
    if (depth > CODEC_MAX_DEPTH) {
        return CODEC_TOO_DEEP;
    }
    switch (first->kind) {
    case ITEM_NIL:
        write_nil(out);
        return CODEC_OK;
    case ITEM_BOOL:
        if (flags & CODEC_BOOL_AS_INTEGER) {
            write_int(out, first->integer);
        }
        else {
            write_bool(out, first->integer);
        }
        return CODEC_OK;
    case ITEM_INT:
        write_int(out, first->integer);
        return CODEC_OK;
    case ITEM_DOUBLE:
        write_double(out, first->number);
        return CODEC_OK;
    case ITEM_STR:
        encode_typed(out, AS_BYTES_STRING, first);
        return CODEC_OK;
    case ITEM_BIN:
        encode_typed(out, AS_BYTES_BLOB, first);
        return CODEC_OK;
    case ITEM_EXT:
        return encode_ext(first, out, flags, depth + 1);
    case ITEM_MAP:
        write_map(out, first->count);
        return encode_pairs(in, first->count, out, flags, depth + 1);
    case ITEM_ARRAY:
        break;
    }
    write_array(out, first->count);
    for (uint32_t i = 0; i < first->count; i++) {
        codec_status status = encode_next(in, out, flags, depth + 1);

        if (status != CODEC_OK) {
            return status;
        }
    }
    return CODEC_OK;
}

codec_status codec_item_to_aerospike(reader *in, const item *first, buffer *out, unsigned flags)
{
    codec_status status = encode_item(in, first, out, flags, 0);

    return status == CODEC_OK && out->failed ? CODEC_NO_MEMORY : status;
}

codec_status codec_to_aerospike(reader *in, buffer *out, unsigned flags)
{
    codec_status status = encode_next(in, out, flags, 0);

    return status == CODEC_OK && out->failed ? CODEC_NO_MEMORY : status;
}

/*
 * Aerospike's dialect to plain msgpack.
 */

void codec_write_blob(buffer *out, uint8_t particle, const void *data, size_t size, unsigned flags)
{
    switch (particle) {
    case AS_BYTES_HLL:
        write_ext(out, CODEC_EXT_HLL, data, size);
        break;
    case AS_BYTES_PYTHON:
        write_ext(out, CODEC_EXT_PYTHON_BLOB, data, size);
        break;
    case AS_BYTES_BLOB:
        if (flags & CODEC_BLOB_AS_EXT) {
            write_ext(out, CODEC_EXT_BLOB, data, size);
            break;
        }
        /* fall through */
    default:
        write_bin(out, data, size);
    }
}

static codec_status decode_next(reader *in, buffer *out, unsigned flags, unsigned depth);

/* A string or blob: the first of its bytes is the particle type. */
static codec_status decode_typed(const item *value, buffer *out, unsigned flags)
{
    if (value->size == 0) {
        write_bin(out, NULL, 0);
        return CODEC_OK;
    }
    const uint8_t *data = value->bytes + 1;
    size_t size = value->size - 1;

    switch (value->bytes[0]) {
    case AS_BYTES_STRING:
        write_text(out, data, size);
        break;
    case AS_BYTES_GEOJSON:
        write_ext(out, CODEC_EXT_GEOJSON, data, size);
        break;
    default:
        codec_write_blob(out, value->bytes[0], data, size, flags);
    }
    return CODEC_OK;
}

/* A container's metadata stands in front of its elements as an ext item. */
static bool at_ext(const reader *in)
{
    if (in->p >= in->end) {
        return false;
    }
    uint8_t type = *in->p;

    return (type >= 0xc7 && type <= 0xc9) || (type >= 0xd4 && type <= 0xd8);
}

/* Wildcard and infinity are ext items too, but values. */
static bool is_value_ext(const item *ext)
{
    return ext->tag == -1;
}

static codec_status decode_list(reader *in, uint32_t count, buffer *out, unsigned flags,
                                unsigned depth)
{
    if (count && at_ext(in)) {
        reader ahead = *in;
        item ext;

        if (read_item(&ahead, &ext) != CODEC_OK) {
            return CODEC_MALFORMED;
        }
        if (!is_value_ext(&ext)) {
            *in = ahead;
            count--;
        }
    }
    write_array(out, count);
    while (count--) {
        codec_status status = decode_next(in, out, flags, depth);

        if (status != CODEC_OK) {
            return status;
        }
    }
    return CODEC_OK;
}

codec_status skip_value(reader *in, unsigned depth)
{
    item next;
    codec_status status = read_item(in, &next);

    if (status == CODEC_INTEGER_RANGE) {
        return CODEC_OK;
    }
    if (status != CODEC_OK) {
        return status;
    }
    if (depth > CODEC_MAX_DEPTH + 8) {
        return CODEC_TOO_DEEP;
    }
    uint64_t count = next.kind == ITEM_ARRAY ? next.count
                     : next.kind == ITEM_MAP ? (uint64_t)next.count * 2
                                             : 0;

    while (count--) {
        status = skip_value(in, depth + 1);
        if (status != CODEC_OK) {
            return status;
        }
    }
    return CODEC_OK;
}

/* The rank of a key's type among map keys, as the C client sorts them. */
static int key_rank(const item *key)
{
    static const int ranks[] = {
        [ITEM_NIL] = 0, [ITEM_BOOL] = 1, [ITEM_INT] = 2,    [ITEM_STR] = 3, [ITEM_ARRAY] = 4,
        [ITEM_MAP] = 5, [ITEM_BIN] = 6,  [ITEM_DOUBLE] = 7, [ITEM_EXT] = 8,
    };
    return ranks[key->kind];
}

static int compare_keys(const item *a, const item *b)
{
    int rank = key_rank(a) - key_rank(b);

    if (rank) {
        return rank;
    }
    switch (a->kind) {
    case ITEM_BOOL:
    case ITEM_INT:
        return a->integer < b->integer ? -1 : a->integer > b->integer;
    case ITEM_DOUBLE:
        return a->number < b->number ? -1 : a->number > b->number;
    case ITEM_STR:
    case ITEM_BIN: {
        uint32_t common = a->size < b->size ? a->size : b->size;
        int order = common ? memcmp(a->bytes, b->bytes, common) : 0;

        return order ? order : (a->size > b->size) - (a->size < b->size);
    }
    default:
        return 0;
    }
}

typedef struct {
    item key;
    size_t start;
    size_t end;
} entry;

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a;
    const entry *y = b;
    int order = compare_keys(&x->key, &y->key);

    return order ? order : (x->start > y->start) - (x->start < y->start);
}

/* Reorders `count` key-value pairs that lie behind `start` in `out`, by key. */
static codec_status sort_pairs(buffer *out, size_t start, uint32_t count)
{
    size_t size = out->size - start;
    entry *entries = calloc(count, sizeof(entry));
    uint8_t *copy = malloc(size);
    codec_status status = entries && copy ? CODEC_OK : CODEC_NO_MEMORY;

    if (status == CODEC_OK) {
        memcpy(copy, out->data + start, size);
        reader in = {copy, copy + size};

        for (uint32_t i = 0; i < count && status == CODEC_OK; i++) {
            entries[i].start = (size_t)(in.p - copy);
            if (read_item(&in, &entries[i].key) != CODEC_OK) {
                status = CODEC_MALFORMED;
                break;
            }
            status = skip_value(&in, 0);
            entries[i].end = (size_t)(in.p - copy);
        }
    }
    if (status == CODEC_OK) {
        qsort(entries, count, sizeof(entry), compare_entries);
        out->size = start;
        for (uint32_t i = 0; i < count; i++) {
            buffer_append(out, copy + entries[i].start, entries[i].end - entries[i].start);
        }
    }
    free(entries);
    free(copy);
    return status;
}

/* A map key must be hashable in Python and a type that ormsgpack takes as one. */
static codec_status decode_key(reader *in, buffer *out)
{
    item key;
    codec_status status = read_item(in, &key);

    if (status != CODEC_OK) {
        return status;
    }
    switch (key.kind) {
    case ITEM_NIL:
        write_nil(out);
        return CODEC_OK;
    case ITEM_BOOL:
        write_bool(out, key.integer);
        return CODEC_OK;
    case ITEM_INT:
        write_int(out, key.integer);
        return CODEC_OK;
    case ITEM_DOUBLE:
        write_double(out, key.number);
        return CODEC_OK;
    case ITEM_STR:
    case ITEM_BIN:
        if (key.size && key.bytes[0] == AS_BYTES_STRING &&
            utf8_valid(key.bytes + 1, key.size - 1)) {
            write_str_header(out, key.size - 1);
            buffer_append(out, key.bytes + 1, key.size - 1);
        }
        else {
            write_bin(out, key.size ? key.bytes + 1 : NULL, key.size ? key.size - 1 : 0);
        }
        return CODEC_OK;
    case ITEM_EXT:
        return CODEC_UNKNOWN_TYPE;
    default:
        return CODEC_UNHASHABLE_KEY;
    }
}

static codec_status decode_pairs(reader *in, uint32_t count, buffer *out, unsigned flags,
                                 unsigned depth)
{
    size_t start = out->size;
    size_t previous = start;
    bool sorted = true;

    for (uint32_t i = 0; i < count; i++) {
        size_t at = out->size;
        codec_status status = decode_key(in, out);

        if (status != CODEC_OK) {
            return status;
        }
        if (out->failed) {
            return CODEC_NO_MEMORY;
        }
        if (i && sorted) {
            reader before = {out->data + previous, out->data + at};
            reader here = {out->data + at, out->data + out->size};
            item a, b;

            sorted = read_item(&before, &a) == CODEC_OK && read_item(&here, &b) == CODEC_OK &&
                     compare_keys(&a, &b) < 0;
        }
        previous = at;
        status = decode_next(in, out, flags, depth);
        if (status != CODEC_OK) {
            return status;
        }
    }
    if (out->failed) {
        return CODEC_NO_MEMORY;
    }
    return sorted ? CODEC_OK : sort_pairs(out, start, count);
}

/* The pairs of a result that keeps its order come as one flat list. */
static codec_status decode_flat_pairs(reader *in, uint32_t count, buffer *out, unsigned flags,
                                      unsigned depth)
{
    if (count > UINT32_MAX / 2) {
        return CODEC_MALFORMED;
    }
    write_array(out, count * 2);
    for (uint32_t i = 0; i < count * 2; i++) {
        codec_status status = decode_next(in, out, flags, depth);

        if (status != CODEC_OK) {
            return status;
        }
    }
    return CODEC_OK;
}

/* An ordered map is an ext item around a plain map: its header is written last. */
static codec_status decode_ordered_map(reader *in, uint32_t count, buffer *out, unsigned flags,
                                       unsigned depth)
{
    enum {
        HEADER = 6
    };

    if (!buffer_reserve(out, HEADER)) {
        return CODEC_NO_MEMORY;
    }
    size_t header = out->size;

    out->size += HEADER;
    write_map(out, count);
    codec_status status = decode_pairs(in, count, out, flags, depth);

    if (status != CODEC_OK) {
        return status;
    }
    size_t size = out->size - header - HEADER;

    if (size > UINT32_MAX) {
        return CODEC_MALFORMED;
    }
    uint8_t *p = out->data + header;

    *p++ = 0xc9;
    for (unsigned shift = 32; shift; shift -= 8) {
        *p++ = (uint8_t)(size >> (shift - 8));
    }
    *p = CODEC_EXT_ORDERED_MAP;
    return CODEC_OK;
}

static codec_status decode_map(reader *in, uint32_t count, buffer *out, unsigned flags,
                               unsigned depth)
{
    uint8_t order = 0;

    if (count && at_ext(in)) {
        item ext;

        if (read_item(in, &ext) != CODEC_OK || skip_value(in, depth) != CODEC_OK) {
            return CODEC_MALFORMED;
        }
        order = (uint8_t)ext.tag;
        count--;
    }
    if (order & AS_PACKED_MAP_FLAG_PRESERVE_ORDER) {
        return decode_flat_pairs(in, count, out, flags, depth);
    }
    /* Only the plain key order has a class in Python, as in the official package. */
    if (order == AS_PACKED_MAP_FLAG_K_ORDERED) {
        return decode_ordered_map(in, count, out, flags, depth);
    }
    write_map(out, count);
    return decode_pairs(in, count, out, flags, depth);
}

static codec_status decode_next(reader *in, buffer *out, unsigned flags, unsigned depth)
{
    item next;
    codec_status status = read_item(in, &next);

    if (status != CODEC_OK) {
        return status;
    }
    if (depth > CODEC_MAX_DEPTH) {
        return CODEC_TOO_DEEP;
    }
    switch (next.kind) {
    case ITEM_NIL:
        write_nil(out);
        return CODEC_OK;
    case ITEM_BOOL:
        write_bool(out, next.integer);
        return CODEC_OK;
    case ITEM_INT:
        write_int(out, next.integer);
        return CODEC_OK;
    case ITEM_DOUBLE:
        write_double(out, next.number);
        return CODEC_OK;
    case ITEM_STR:
    case ITEM_BIN:
        return decode_typed(&next, out, flags);
    case ITEM_ARRAY:
        return decode_list(in, next.count, out, flags, depth + 1);
    case ITEM_MAP:
        return decode_map(in, next.count, out, flags, depth + 1);
    case ITEM_EXT:
        break;
    }
    return CODEC_UNKNOWN_TYPE;
}

codec_status codec_to_plain(const uint8_t *data, size_t size, buffer *out, unsigned flags)
{
    reader in = {data, data + size};
    size_t start = out->size;
    codec_status status = decode_next(&in, out, flags, 0);

    if (status == CODEC_OK && out->failed) {
        status = CODEC_NO_MEMORY;
    }
    if (status != CODEC_OK) {
        out->size = start;
    }
    return status;
}
