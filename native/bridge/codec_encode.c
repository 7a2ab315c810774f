/* Plain msgpack to Aerospike's dialect. */
#include <string.h>

#include <aerospike/as_bytes.h>
#include <aerospike/as_msgpack.h>

#include "codec_levels.h"

static void encode_typed(buffer *out, uint8_t particle, const item *value)
{
    write_str_header(out, (size_t)value->size + 1);
    buffer_byte(out, particle);
    buffer_append(out, value->bytes, value->size);
}

/* An ext type's bytes are the next to be read, and then what stands after it. */
static codec_status open_ext(reader *in, const item *ext, levels *open, uint64_t left, bool is_map)
{
    codec_status status = CODEC_OK;
    level *top = levels_push(open, &status);

    if (!top) {
        return status;
    }
    top->left = left;
    top->is_map = is_map;
    top->has_input = true;
    top->outer = *in;
    *in = (reader){ext->bytes, ext->bytes + ext->size};
    return CODEC_OK;
}

/* The bytes are a plain map. */
static codec_status open_ordered_map(reader *in, const item *ext, buffer *out, levels *open)
{
    codec_status status = open_ext(in, ext, open, 0, true);
    item map;

    if (status == CODEC_OK) {
        status = read_item(in, &map);
    }
    if (status != CODEC_OK) {
        return status;
    }
    if (map.kind != ITEM_MAP || map.count == UINT32_MAX) {
        return CODEC_MALFORMED;
    }
    level *top = &open->at[open->size - 1];

    top->left = (uint64_t)map.count * 2;
    write_map(out, map.count + 1);
    write_ext_header(out, AS_PACKED_MAP_FLAG_K_ORDERED, 0);
    write_nil(out);
    begin_keys(out, top, map.count);
    return CODEC_OK;
}

/* The bytes are an array, whose elements are written one after the other. */
static codec_status open_sequence(reader *in, const item *ext, levels *open)
{
    codec_status status = open_ext(in, ext, open, 0, false);
    item array;

    if (status != CODEC_OK) {
        return status;
    }
    if (!read_kind(in, ITEM_ARRAY, &array)) {
        return CODEC_MALFORMED;
    }
    open->at[open->size - 1].left = array.count;
    return CODEC_OK;
}

static codec_status encode_ext(reader *in, const item *ext, buffer *out, levels *open)
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
        return open_ordered_map(in, ext, out, open);
    case CODEC_EXT_NESTED:
        return open_ext(in, ext, open, 1, false);
    case CODEC_EXT_SEQUENCE:
        return open_sequence(in, ext, open);
    case CODEC_EXT_PACKED:
        buffer_append(out, ext->bytes, ext->size);
        return CODEC_OK;
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

static codec_status open_container(const item *header, buffer *out, unsigned flags, levels *open)
{
    codec_status status = CODEC_OK;
    level *top = levels_push(open, &status);

    if (!top) {
        return status;
    }
    if (header->kind == ITEM_ARRAY) {
        write_array(out, header->count);
        top->left = header->count;
        return CODEC_OK;
    }
    write_map(out, header->count);
    top->is_map = true;
    top->left = (uint64_t)header->count * 2;
    if (flags & CODEC_SORT_MAPS) {
        begin_keys(out, top, header->count);
    }
    return CODEC_OK;
}

/* One item; of a container, its header. */
static codec_status encode_item(reader *in, const item *next, buffer *out, unsigned flags,
                                levels *open)
{
    switch (next->kind) {
    case ITEM_NIL:
        write_nil(out);
        return CODEC_OK;
    case ITEM_BOOL:
        if (flags & CODEC_BOOL_AS_INTEGER) {
            write_int(out, next->integer);
        }
        else {
            write_bool(out, next->integer);
        }
        return CODEC_OK;
    case ITEM_INT:
        write_int(out, next->integer);
        return CODEC_OK;
    case ITEM_DOUBLE:
        write_double(out, next->number);
        return CODEC_OK;
    case ITEM_STR:
        encode_typed(out, AS_BYTES_STRING, next);
        return CODEC_OK;
    case ITEM_BIN:
        encode_typed(out, AS_BYTES_BLOB, next);
        return CODEC_OK;
    case ITEM_EXT:
        return encode_ext(in, next, out, open);
    case ITEM_MAP:
    case ITEM_ARRAY:
        break;
    }
    return open_container(next, out, flags, open);
}

static bool is_key(const item *key, unsigned flags)
{
    return key->kind == ITEM_INT || key->kind == ITEM_STR || key->kind == ITEM_BIN ||
           (key->kind == ITEM_BOOL && (flags & CODEC_BOOL_AS_INTEGER));
}

static codec_status close_container(reader *in, buffer *out, levels *open)
{
    const level *top = &open->at[--open->size];

    if (top->has_input) {
        *in = top->outer;
    }
    if (out->failed) {
        return CODEC_NO_MEMORY;
    }
    return top->is_ordered && !top->is_sorted ? sort_pairs(out, top) : CODEC_OK;
}

/* The next item of the innermost container, or its end. */
static codec_status encode_step(reader *in, buffer *out, unsigned flags, levels *open)
{
    level *top = &open->at[open->size - 1];

    if (!top->left) {
        return close_container(in, out, open);
    }
    item next;
    codec_status status = read_item(in, &next);

    if (status != CODEC_OK) {
        return status;
    }
    /* An even number of what is left begins with a key. */
    bool at_key = top->is_map && top->left % 2 == 0;

    top->left--;
    if (!at_key) {
        return encode_item(in, &next, out, flags, open);
    }
    if (!is_key(&next, flags)) {
        return CODEC_MAP_KEY;
    }
    size_t at = out->size;

    status = encode_item(in, &next, out, flags, open);
    if (top->is_ordered) {
        note_key(out, top, at);
    }
    return status;
}

codec_status codec_item_to_aerospike(reader *in, const item *first, buffer *out, unsigned flags)
{
    levels open;

    /* The items that containers are wrapped in have levels of their own. */
    levels_init(&open, CODEC_MAX_DEPTH + CODEC_MAX_DEPTH / CODEC_SEGMENT);
    codec_status status = encode_item(in, first, out, flags, &open);

    while (status == CODEC_OK && open.size) {
        status = encode_step(in, out, flags, &open);
    }
    levels_free(&open);
    return status == CODEC_OK && out->failed ? CODEC_NO_MEMORY : status;
}

codec_status codec_to_aerospike(reader *in, buffer *out, unsigned flags)
{
    item first;
    codec_status status = read_item(in, &first);

    return status == CODEC_OK ? codec_item_to_aerospike(in, &first, out, flags) : status;
}
