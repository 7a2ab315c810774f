/* Reading msgpack. Both dialects share the item headers. */
#include <stdlib.h>
#include <string.h>

#include "codec_levels.h"

const char *codec_message(codec_status status)
{
    switch (status) {
    case CODEC_OK:
        return "";
    case CODEC_MALFORMED:
        return "malformed value";
    case CODEC_TOO_DEEP:
        return "a value is nested too deeply, or contains itself";
    case CODEC_INTEGER_RANGE:
        return "integer value exceeds sys.maxsize";
    case CODEC_MAP_KEY:
        return "invalid map key type";
    case CODEC_UNHASHABLE_KEY:
        return "Unable to use unhashable type as a dictionary key";
    case CODEC_UNKNOWN_TYPE:
        return "Unknown type for value";
    case CODEC_ARGUMENT:
        return "an argument of a function is nested deeper than 64 levels, or has a wildcard or an "
               "infinity in a map";
    case CODEC_WILDCARD_VALUE:
        return "Invalid value type: 13";
    case CODEC_INFINITE_VALUE:
        return "Invalid value type: 14";
    case CODEC_NO_MEMORY:
        return "out of memory";
    }
    return "";
}

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

void levels_init(levels *open, size_t limit)
{
    open->limit = limit;
    open->at = open->first;
    open->size = 0;
    open->capacity = LEVELS_FIRST;
}

void levels_free(levels *open)
{
    if (open->at != open->first) {
        free(open->at);
    }
}

level *levels_push(levels *open, codec_status *status)
{
    if (open->size >= open->limit) {
        *status = CODEC_TOO_DEEP;
        return NULL;
    }
    if (open->size == open->capacity) {
        bool moved = open->at != open->first;
        level *grown = realloc(moved ? open->at : NULL, open->capacity * 2 * sizeof(level));

        if (!grown) {
            *status = CODEC_NO_MEMORY;
            return NULL;
        }
        if (!moved) {
            memcpy(grown, open->first, sizeof(open->first));
        }
        open->at = grown;
        open->capacity *= 2;
    }
    level *top = &open->at[open->size++];

    memset(top, 0, sizeof(*top));
    return top;
}

codec_status skip_value(reader *in)
{
    uint64_t left = 1;

    while (left--) {
        item next;
        codec_status status = read_item(in, &next);

        /* A number that is too large is a value as any other. */
        if (status != CODEC_OK && status != CODEC_INTEGER_RANGE) {
            return status;
        }
        if (next.kind == ITEM_ARRAY) {
            left += next.count;
        }
        else if (next.kind == ITEM_MAP) {
            left += (uint64_t)next.count * 2;
        }
    }
    return CODEC_OK;
}
