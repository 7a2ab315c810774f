/* Plain msgpack to Aerospike's dialect. */
#include <string.h>

#include <aerospike/as_bytes.h>
#include <aerospike/as_msgpack.h>

#include "codec.h"

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
