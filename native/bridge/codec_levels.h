/*
 * What the parts of the transcoder share.
 *
 * The containers that are open, from the outermost to the innermost, because
 * none of them recurses: however deep a value is, the C stack is not.
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
    bool is_ordered; /* of a map: whether its pairs have to be in the order of their keys */
    bool is_sorted;  /* whether the keys so far are */
    bool is_ext;     /* reading: whether an ext header wants its size at the end */
    bool is_pairs;   /* placing: whether a map is written as a list */
    bool is_placed;  /* placing: whether the reader has the container since the last item */
    bool has_input;  /* writing, placing: whether the elements come from an ext type's bytes */
    int8_t tag;      /* of the ext header */
    uint32_t count;  /* pairs of a map; placing: or elements of a list */
    size_t header;   /* where the ext header, or that of the container, stands in the output */
    size_t start;    /* where the first pair stands in the output; placing: the last key */
    size_t previous; /* where the last key stands in the output; placing: where it ends */
    reader outer;    /* what is read on after the ext type's bytes; placing: or the first key */
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

/* The order of keys as the C client has it, of either dialect. */
int compare_keys(const item *a, const item *b);

/* Call it before the first key of a map that will be sorted, and after each key. */
void begin_keys(const buffer *out, level *map, uint32_t count);
void note_key(const buffer *out, level *map, size_t at);

/* Puts the pairs of a map in order, whose last value has been written. */
codec_status sort_pairs(buffer *out, const level *map);

#endif
