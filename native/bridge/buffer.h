/*
 * A growing byte buffer, and the writers of plain msgpack on top of it.
 *
 * A failed allocation sets `failed`; every later write is a no-op, so that a
 * writer checks once, at the end. The owner releases it with buffer_free().
 */
#ifndef BRIDGE_BUFFER_H
#define BRIDGE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint8_t *data;
    size_t size;
    size_t capacity;
    uint8_t *fixed; /* memory that the caller lends, for what is small; or NULL */
    size_t fixed_capacity;
    bool failed;
    bool items; /* ext types are in it */
} buffer;

void buffer_free(buffer *out);

/* Empties the buffer and goes back to the lent memory. */
void buffer_reset(buffer *out);

/* Moves the contents of a buffer that was lent no memory to another one. */
void buffer_move(buffer *out, buffer *from);

/* Appends the contents of another buffer. */
void buffer_join(buffer *out, const buffer *more);

/* Makes room for `extra` more bytes; false when memory is out. */
bool buffer_reserve(buffer *out, size_t extra);

void buffer_append(buffer *out, const void *data, size_t size);
void buffer_byte(buffer *out, uint8_t byte);

void write_nil(buffer *out);
void write_bool(buffer *out, bool value);
void write_int(buffer *out, int64_t value);
void write_double(buffer *out, double value);
void write_array(buffer *out, uint32_t count);
void write_map(buffer *out, uint32_t count);
void write_bin(buffer *out, const void *data, size_t size);
void write_ext_header(buffer *out, int8_t tag, size_t size);
void write_ext(buffer *out, int8_t tag, const void *data, size_t size);

/* A string header alone: `size` bytes of UTF-8 must follow. */
void write_str_header(buffer *out, size_t size);

/* A string; what is not UTF-8 becomes the ext type CODEC_EXT_RAW_STRING. */
void write_text(buffer *out, const void *data, size_t size);

/* A NUL-terminated string, nil when it is NULL. */
void write_cstring(buffer *out, const char *text);

bool utf8_valid(const uint8_t *text, size_t size);

#endif
