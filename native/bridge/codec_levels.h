/*
 * The containers that are open, from the outermost to the innermost, for a
 * transcoder that does not recurse: however deep a value is, the C stack is not.
 *
 * The first levels lie in the structure itself, more of them on the heap. The
 * owner releases them with levels_free().
 */
#ifndef BRIDGE_CODEC_LEVELS_H
#define BRIDGE_CODEC_LEVELS_H

#include "codec.h"

enum {
    LEVELS_FIRST = 16
};

typedef struct {
    uint64_t left;   /* keys and elements that are not read yet */
    bool is_map;     /* whether every other of them is a key */
    bool is_sorted;  /* reading: whether the keys so far are in order */
    bool is_ext;     /* reading: whether an ext header wants its size at the end */
    bool has_input;  /* writing: whether the elements come from an ext type's bytes */
    int8_t tag;      /* of the ext header */
    uint32_t count;  /* pairs of a map */
    size_t header;   /* where the ext header stands in the output */
    size_t start;    /* where the first pair stands in the output */
    size_t previous; /* where the last key stands in the output */
    reader outer;    /* what is read on when the ext type's bytes are through */
} level;

typedef struct {
    level *at;
    size_t size;
    size_t capacity;
    size_t limit;
    level first[LEVELS_FIRST];
} levels;

/* At most `limit` levels can be open at a time. */
void levels_init(levels *open, size_t limit);
void levels_free(levels *open);

/* Opens a level, all zero; NULL and CODEC_TOO_DEEP or CODEC_NO_MEMORY where it cannot. */
level *levels_push(levels *open, codec_status *status);

#endif
