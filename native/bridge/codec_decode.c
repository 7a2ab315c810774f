/* Aerospike's dialect to plain msgpack. */
#include <stdlib.h>
#include <string.h>

#include <aerospike/as_bytes.h>
#include <aerospike/as_msgpack.h>

#include "codec_levels.h"

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

/* A level whose elements follow; every so many levels it is an ext type of its own. */
static level *open_level(levels *open, codec_status *status)
{
    level *top = levels_push(open, status);

    if (top && open->size % CODEC_SEGMENT == 0) {
        top->is_ext = true;
        top->tag = CODEC_EXT_NESTED;
    }
    return top;
}

enum {
    EXT_HEADER = 6
};

/* Leaves room for the header of an ext type, which is written last. */
static bool begin_ext(buffer *out, level *top)
{
    if (!top->is_ext) {
        return true;
    }
    if (!buffer_reserve(out, EXT_HEADER)) {
        return false;
    }
    out->items = true;
    top->header = out->size;
    out->size += EXT_HEADER;
    return true;
}

static codec_status end_ext(buffer *out, const level *top)
{
    size_t size = out->size - top->header - EXT_HEADER;

    if (size > UINT32_MAX) {
        return CODEC_MALFORMED;
    }
    uint8_t *p = out->data + top->header;

    *p++ = 0xc9;
    for (unsigned shift = 32; shift; shift -= 8) {
        *p++ = (uint8_t)(size >> (shift - 8));
    }
    *p = (uint8_t)top->tag;
    return CODEC_OK;
}

static codec_status open_list(reader *in, uint64_t count, buffer *out, levels *open)
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
    codec_status status = CODEC_OK;
    level *top = open_level(open, &status);

    if (!top) {
        return status;
    }
    if (!begin_ext(out, top)) {
        return CODEC_NO_MEMORY;
    }
    top->left = count;
    write_array(out, (uint32_t)count);
    return CODEC_OK;
}

static codec_status open_map(reader *in, uint32_t count, buffer *out, levels *open)
{
    uint8_t order = 0;

    if (count && at_ext(in)) {
        item ext;

        if (read_item(in, &ext) != CODEC_OK || skip_value(in) != CODEC_OK) {
            return CODEC_MALFORMED;
        }
        order = (uint8_t)ext.tag;
        count--;
    }
    bool is_flat = order & AS_PACKED_MAP_FLAG_PRESERVE_ORDER;
    codec_status status = CODEC_OK;
    level *top = open_level(open, &status);

    if (!top) {
        return status;
    }
    /* Only the plain key order has a class in Python, as in the official package. */
    if (order == AS_PACKED_MAP_FLAG_K_ORDERED) {
        top->is_ext = true;
        top->tag = CODEC_EXT_ORDERED_MAP;
    }
    if (!begin_ext(out, top)) {
        return CODEC_NO_MEMORY;
    }
    top->left = (uint64_t)count * 2;
    /* The pairs of a result that keeps its order come as one flat list. */
    if (is_flat) {
        if (count > UINT32_MAX / 2) {
            return CODEC_MALFORMED;
        }
        write_array(out, count * 2);
        return CODEC_OK;
    }
    write_map(out, count);
    top->is_map = true;
    begin_keys(out, top, count);
    return out->failed ? CODEC_NO_MEMORY : CODEC_OK;
}

static codec_status close_level(buffer *out, levels *open)
{
    const level *top = &open->at[--open->size];
    codec_status status = CODEC_OK;

    if (out->failed) {
        return CODEC_NO_MEMORY;
    }
    if (top->is_ordered && !top->is_sorted) {
        status = sort_pairs(out, top);
    }
    return status == CODEC_OK && top->is_ext ? end_ext(out, top) : status;
}

static codec_status decode_next_key(reader *in, buffer *out, level *top)
{
    size_t at = out->size;
    codec_status status = decode_key(in, out);

    if (status != CODEC_OK) {
        return status;
    }
    note_key(out, top, at);
    return out->failed ? CODEC_NO_MEMORY : CODEC_OK;
}

/* One value; of a container, its header. */
static codec_status decode_value(reader *in, buffer *out, unsigned flags, levels *open)
{
    item next;
    codec_status status = read_item(in, &next);

    if (status != CODEC_OK) {
        return status;
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
        return open_list(in, next.count, out, open);
    case ITEM_MAP:
        return open_map(in, next.count, out, open);
    case ITEM_EXT:
        break;
    }
    return CODEC_UNKNOWN_TYPE;
}

/* The next key or value of the innermost container, or its end. */
static codec_status decode_step(reader *in, buffer *out, unsigned flags, levels *open)
{
    level *top = &open->at[open->size - 1];

    if (!top->left) {
        return close_level(out, open);
    }
    bool is_key = top->is_map && top->left % 2 == 0;

    top->left--;
    return is_key ? decode_next_key(in, out, top) : decode_value(in, out, flags, open);
}

codec_status codec_to_plain(const uint8_t *data, size_t size, buffer *out, unsigned flags)
{
    reader in = {data, data + size};
    size_t start = out->size;
    levels open;

    levels_init(&open, CODEC_MAX_DEPTH);
    codec_status status = decode_value(&in, out, flags, &open);

    while (status == CODEC_OK && open.size) {
        status = decode_step(&in, out, flags, &open);
    }
    levels_free(&open);
    if (status == CODEC_OK && out->failed) {
        status = CODEC_NO_MEMORY;
    }
    if (status != CODEC_OK) {
        out->size = start;
    }
    return status;
}
