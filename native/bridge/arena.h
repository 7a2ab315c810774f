/*
 * The memory of one command: what is copied or converted from its request lives here until the
 * command has ended. Blocks never move. The owner releases them with arena_free().
 */
#ifndef BRIDGE_ARENA_H
#define BRIDGE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct arena_block arena_block;

typedef struct {
    arena_block *blocks;
    uint8_t *next; /* the free part of the newest block, or of memory that was lent */
    size_t left;
    bool failed; /* an allocation has failed: the request is not to blame */
} arena;

/* Lends an empty arena memory that outlives it, so that small requests allocate nothing. */
void arena_lend(arena *memory, uint64_t *space, size_t size);

/* NULL when memory is out. */
void *arena_alloc(arena *memory, size_t size);

/* A copy of the bytes with a NUL at its end. */
char *arena_text(arena *memory, const void *text, size_t size);

void arena_free(arena *memory);

#endif
