#include "arena.h"

#include <stdlib.h>
#include <string.h>

enum {
#ifdef __SANITIZE_ADDRESS__
    BLOCK = 0, /* each allocation has its own block: the sanitizer sees every byte too many */
#else
    BLOCK = 8 * 1024,
#endif
    ALIGNMENT = sizeof(uint64_t)
};

struct arena_block {
    arena_block *next;
    uint64_t data[];
};

void arena_lend(arena *memory, uint64_t *space, size_t size)
{
    memory->next = (uint8_t *)space;
    memory->left = BLOCK ? size : 0;
}

void *arena_alloc(arena *memory, size_t size)
{
    /* Never nothing: NULL says that memory is out. */
    size = (size / ALIGNMENT + 1) * ALIGNMENT;
    if (size > memory->left) {
        size_t capacity = size > BLOCK ? size : BLOCK;
        arena_block *block = malloc(sizeof(arena_block) + capacity);

        if (!block) {
            memory->failed = true;
            return NULL;
        }
        block->next = memory->blocks;
        memory->blocks = block;
        memory->next = (uint8_t *)block->data;
        memory->left = capacity;
    }
    void *result = memory->next;

    memory->next += size;
    memory->left -= size;
    return result;
}

char *arena_text(arena *memory, const void *text, size_t size)
{
    char *copy = arena_alloc(memory, size + 1);

    if (copy) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

void arena_free(arena *memory)
{
    while (memory->blocks) {
        arena_block *next = memory->blocks->next;

        free(memory->blocks);
        memory->blocks = next;
    }
}
