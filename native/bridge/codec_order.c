/* The order of the keys of a map, which is that of the C client. */
#include <stdlib.h>
#include <string.h>

#include "codec_levels.h"

/* The rank of a key's type among map keys, as the C client sorts them. */
static int key_rank(const item *key)
{
    static const int ranks[] = {
        [ITEM_NIL] = 0, [ITEM_BOOL] = 1, [ITEM_INT] = 2,    [ITEM_STR] = 3, [ITEM_ARRAY] = 4,
        [ITEM_MAP] = 5, [ITEM_BIN] = 6,  [ITEM_DOUBLE] = 7, [ITEM_EXT] = 8,
    };
    return ranks[key->kind];
}

int compare_keys(const item *a, const item *b)
{
    int rank = key_rank(a) - key_rank(b);

    if (rank) {
        return rank;
    }
    switch (a->kind) {
    case ITEM_BOOL:
    case ITEM_INT:
        return a->integer < b->integer ? -1 : a->integer > b->integer;
    case ITEM_DOUBLE:
        return a->number < b->number ? -1 : a->number > b->number;
    case ITEM_STR:
    case ITEM_BIN: {
        uint32_t common = a->size < b->size ? a->size : b->size;
        int order = common ? memcmp(a->bytes, b->bytes, common) : 0;

        return order ? order : (a->size > b->size) - (a->size < b->size);
    }
    default:
        return 0;
    }
}

typedef struct {
    item key;
    size_t start;
    size_t end;
} entry;

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a;
    const entry *y = b;
    int order = compare_keys(&x->key, &y->key);

    return order ? order : (x->start > y->start) - (x->start < y->start);
}

codec_status sort_pairs(buffer *out, const level *map)
{
    size_t size = out->size - map->start;
    entry *entries = calloc(map->count, sizeof(entry));
    uint8_t *copy = malloc(size);
    codec_status status = entries && copy ? CODEC_OK : CODEC_NO_MEMORY;

    if (status == CODEC_OK) {
        memcpy(copy, out->data + map->start, size);
        reader in = {copy, copy + size};

        for (uint32_t i = 0; i < map->count && status == CODEC_OK; i++) {
            entries[i].start = (size_t)(in.p - copy);
            if (read_item(&in, &entries[i].key) != CODEC_OK) {
                status = CODEC_MALFORMED;
                break;
            }
            status = skip_value(&in);
            entries[i].end = (size_t)(in.p - copy);
        }
    }
    if (status == CODEC_OK) {
        qsort(entries, map->count, sizeof(entry), compare_entries);
        out->size = map->start;
        for (uint32_t i = 0; i < map->count; i++) {
            buffer_append(out, copy + entries[i].start, entries[i].end - entries[i].start);
        }
    }
    free(entries);
    free(copy);
    return status;
}

void begin_keys(const buffer *out, level *map, uint32_t count)
{
    map->is_ordered = map->is_sorted = true;
    map->count = count;
    map->start = map->previous = out->size;
}

void note_key(const buffer *out, level *map, size_t at)
{
    if (map->is_sorted && at != map->start && !out->failed) {
        reader before = {out->data + map->previous, out->data + at};
        reader here = {out->data + at, out->data + out->size};
        item a, b;

        map->is_sorted = read_item(&before, &a) == CODEC_OK && read_item(&here, &b) == CODEC_OK &&
                         compare_keys(&a, &b) < 0;
    }
    map->previous = at;
}
