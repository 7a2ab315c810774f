#include "buffer.h"

#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "portable.h"

#define BUFFER_FIRST 1024u

static void release(buffer *out)
{
    if (out->data != out->fixed) {
        portable_block_free(out->data, out->capacity);
    }
}

void buffer_free(buffer *out)
{
    release(out);
    memset(out, 0, sizeof(*out));
}

void buffer_reset(buffer *out)
{
    release(out);
    out->data = out->fixed;
    out->capacity = out->fixed_capacity;
    out->size = 0;
    out->failed = false;
    out->items = false;
}

void buffer_move(buffer *out, buffer *from)
{
    buffer_reset(out);
    out->failed = from->failed;
    out->items = from->items;
    if (from->size <= out->fixed_capacity) {
        buffer_append(out, from->data, from->size);
        buffer_free(from);
        return;
    }
    out->data = from->data;
    out->size = from->size;
    out->capacity = from->capacity;
    memset(from, 0, sizeof(*from));
}

/* Moves the contents to a block of the heap, or enlarges the one that they are in. */
static bool grow(buffer *out, size_t wanted)
{
    bool lent = out->data == out->fixed;
    uint8_t *grown =
        portable_block_resize(lent ? NULL : out->data, lent ? 0 : out->capacity, wanted);

    if (!grown) {
        out->failed = true;
        return false;
    }
    if (lent && out->size) {
        memcpy(grown, out->fixed, out->size);
    }
    out->data = grown;
    out->capacity = wanted;
    return true;
}

bool buffer_reserve(buffer *out, size_t extra)
{
    if (out->failed) {
        return false;
    }
    if (extra <= out->capacity - out->size) {
        return true;
    }
    if (extra > SIZE_MAX / 4 - out->size) {
        out->failed = true;
        return false;
    }
    size_t wanted = out->capacity ? out->capacity * 2 : BUFFER_FIRST;

    while (wanted < out->size + extra) {
        wanted *= 2;
    }
    return grow(out, wanted);
}

void buffer_append(buffer *out, const void *data, size_t size)
{
    if (size && buffer_reserve(out, size)) {
        memcpy(out->data + out->size, data, size);
        out->size += size;
    }
}

void buffer_join(buffer *out, const buffer *more)
{
    buffer_append(out, more->data, more->size);
    out->items |= more->items;
}

void buffer_byte(buffer *out, uint8_t byte)
{
    if (buffer_reserve(out, 1)) {
        out->data[out->size++] = byte;
    }
}

/* A type byte followed by `width` bytes of a big-endian number. */
static void write_number(buffer *out, uint8_t type, uint64_t value, unsigned width)
{
    if (!buffer_reserve(out, 1 + width)) {
        return;
    }
    uint8_t *p = out->data + out->size;

    *p++ = type;
    for (unsigned shift = width * 8; shift; shift -= 8) {
        *p++ = (uint8_t)(value >> (shift - 8));
    }
    out->size += 1 + width;
}

void write_nil(buffer *out)
{
    buffer_byte(out, 0xc0);
}

void write_bool(buffer *out, bool value)
{
    buffer_byte(out, value ? 0xc3 : 0xc2);
}

void write_int(buffer *out, int64_t value)
{
    if (value >= -32 && value < 0x80) {
        buffer_byte(out, (uint8_t)value);
        return;
    }
    /* A negative number needs one bit more, for its sign. */
    uint64_t bits = value < 0 ? ~(uint64_t)value << 1 : (uint64_t)value;
    unsigned step = bits > UINT32_MAX ? 3 : bits > UINT16_MAX ? 2 : bits > UINT8_MAX ? 1 : 0;

    write_number(out, (uint8_t)((value < 0 ? 0xd0 : 0xcc) + step), (uint64_t)value, 1u << step);
}

void write_double(buffer *out, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    write_number(out, 0xcb, bits, 8);
}

void write_array(buffer *out, uint32_t count)
{
    if (count < 16) {
        buffer_byte(out, (uint8_t)(0x90 | count));
        return;
    }
    write_number(out, count > UINT16_MAX ? 0xdd : 0xdc, count, count > UINT16_MAX ? 4 : 2);
}

void write_map(buffer *out, uint32_t count)
{
    if (count < 16) {
        buffer_byte(out, (uint8_t)(0x80 | count));
        return;
    }
    write_number(out, count > UINT16_MAX ? 0xdf : 0xde, count, count > UINT16_MAX ? 4 : 2);
}

/* The type for sizes of one byte is followed by those for two and for four. */
static void write_size(buffer *out, uint8_t type, size_t size)
{
    unsigned step = size > UINT16_MAX ? 2 : size > UINT8_MAX ? 1 : 0;

    write_number(out, (uint8_t)(type + step), size, 1u << step);
}

void write_str_header(buffer *out, size_t size)
{
    if (size < 32) {
        buffer_byte(out, (uint8_t)(0xa0 | size));
        return;
    }
    write_size(out, 0xd9, size);
}

void write_bin(buffer *out, const void *data, size_t size)
{
    write_size(out, 0xc4, size);
    buffer_append(out, data, size);
}

void write_ext_header(buffer *out, int8_t tag, size_t size)
{
    write_size(out, 0xc7, size);
    buffer_byte(out, (uint8_t)tag);
}

void write_ext(buffer *out, int8_t tag, const void *data, size_t size)
{
    out->items = true;
    write_ext_header(out, tag, size);
    buffer_append(out, data, size);
}

void write_text(buffer *out, const void *data, size_t size)
{
    if (!utf8_valid(data, size)) {
        write_ext(out, CODEC_EXT_RAW_STRING, data, size);
        return;
    }
    write_str_header(out, size);
    buffer_append(out, data, size);
}

void write_cstring(buffer *out, const char *text)
{
    if (text) {
        write_text(out, text, strlen(text));
    }
    else {
        write_nil(out);
    }
}

/* The number of continuation bytes after a lead byte, and the range of the first of them. */
static unsigned utf8_follow(uint8_t lead, uint8_t *low, uint8_t *high)
{
    *low = 0x80;
    *high = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) {
        return 1;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        *low = lead == 0xe0 ? 0xa0 : 0x80;
        *high = lead == 0xed ? 0x9f : 0xbf;
        return 2;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        *low = lead == 0xf0 ? 0x90 : 0x80;
        *high = lead == 0xf4 ? 0x8f : 0xbf;
        return 3;
    }
    return 0;
}

bool utf8_valid(const uint8_t *text, size_t size)
{
    const uint8_t *end = text + size;

    while (text < end) {
        uint64_t word;

        while ((size_t)(end - text) >= sizeof(word)) {
            memcpy(&word, text, sizeof(word));
            if (word & 0x8080808080808080u) {
                break;
            }
            text += sizeof(word);
        }
        if (text == end) {
            break;
        }
        if (*text < 0x80) {
            text++;
            continue;
        }
        uint8_t low, high;
        unsigned follow = utf8_follow(*text++, &low, &high);

        if (!follow || (size_t)(end - text) < follow || *text < low || *text > high) {
            return false;
        }
        for (text++; --follow; text++) {
            if (*text < 0x80 || *text > 0xbf) {
                return false;
            }
        }
    }
    return true;
}
