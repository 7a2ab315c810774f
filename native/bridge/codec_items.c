/*
 * A reply with ext types as one without, which a reader needs no hook for: codec_place_items().
 *
 * What stands deeper than CODEC_SEGMENT levels is a reply of its own, in the bytes of the one
 * around it. Each such segment has its own value and its own list of items.
 */
#include <stdlib.h>
#include <string.h>

#include "codec_levels.h"

typedef struct {
    buffer items;
    uint32_t count;      /* of the items */
    size_t start;        /* where the segment begins in the output */
    size_t first;        /* its outermost level: [value, items] */
    unsigned containers; /* that are open inside of it */
} segment;

typedef struct {
    reader in;
    buffer out;
    levels open;
    segment *segments;
    size_t size;
    size_t capacity;
} placing;

enum {
    /* So many keys in no order are compared each with each. */
    FEW_KEYS = 16,
    BYTES_HEADER = 5
};

static segment *current(const placing *all)
{
    return &all->segments[all->size - 1];
}

/* Whether all keys of a map are different in Python, where 1, 1.0 and True are one. */
static bool keys_differ(reader in, uint32_t count)
{
    item seen[FEW_KEYS];
    bool sorted = true;

    for (uint32_t i = 0; i < count; i++) {
        item *key = &seen[i % FEW_KEYS];
        const item *before = &seen[(i + FEW_KEYS - 1) % FEW_KEYS];

        if (read_item(&in, key) != CODEC_OK || key->kind == ITEM_BOOL || key->kind == ITEM_DOUBLE ||
            skip_value(&in) != CODEC_OK) {
            return false;
        }
        sorted = sorted && (i == 0 || compare_keys(before, key) < 0);
        if (!sorted && count > FEW_KEYS) {
            return false;
        }
    }
    for (uint32_t i = 0; i < count && !sorted; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (compare_keys(&seen[i], &seen[j]) == 0) {
                return false;
            }
        }
    }
    return true;
}

/* A big-endian number. */
static void put_number(uint8_t *p, uint32_t value, unsigned width)
{
    while (width--) {
        *p++ = (uint8_t)(value >> (width * 8));
    }
}

/* A map's header, of the size that the header of a list of its keys and values has. */
static void write_map_header(buffer *out, uint32_t count)
{
    uint8_t header[5] = {0xdf};
    unsigned width = count < 8 ? 0 : count <= UINT16_MAX / 2 ? 2 : 4;

    if (width == 0) {
        header[0] = (uint8_t)(0x80 | count);
    }
    else if (width == 2) {
        header[0] = 0xde;
    }
    put_number(header + 1, count, width);
    buffer_append(out, header, 1 + width);
}

/* Makes a list of a map that is being written. */
static void turn_into_pairs(buffer *out, level *map)
{
    uint8_t *header = out->data + map->header;

    map->is_pairs = true;
    if (*header < 0x90) {
        *header = (uint8_t)(0x90 | map->count * 2);
        return;
    }
    put_number(header + 1, map->count * 2, *header == 0xde ? 2 : 4);
    *header -= 2;
}

/* Where in a container the value is that has just been written. */
static void write_position(buffer *items, const buffer *out, const level *container)
{
    if (!container->is_map) {
        write_int(items, (int64_t)(container->count - container->left) - 1);
    }
    else if (container->is_pairs) {
        write_int(items, (int64_t)(container->count * (uint64_t)2 - container->left) - 1);
    }
    else {
        buffer_append(items, out->data + container->start, container->previous - container->start);
    }
}

/* What has just been written is an item. */
static codec_status add_item(placing *all, int8_t tag)
{
    segment *own = current(all);
    level *known = NULL;
    int64_t keep = -1;
    uint32_t more = 0;

    for (level *one = &all->open.at[own->first]; one < all->open.at + all->open.size; one++) {
        if (one->has_input) {
            continue;
        }
        if (one->is_placed) {
            known = one;
            keep++;
            continue;
        }
        more++;
        if (one->is_map && !keys_differ(one->outer, one->count) && !all->out.failed) {
            turn_into_pairs(&all->out, one);
        }
    }
    own->count++;
    write_array(&own->items, 3 + more);
    write_int(&own->items, keep);
    write_int(&own->items, tag);
    for (level *one = known; one < all->open.at + all->open.size; one++) {
        if (!one->has_input) {
            write_position(&own->items, &all->out, one);
            one->is_placed = true;
        }
    }
    return own->items.failed || all->out.failed ? CODEC_NO_MEMORY : CODEC_OK;
}

static codec_status open_segment(placing *all)
{
    if (all->size == all->capacity) {
        size_t capacity = all->capacity ? all->capacity * 2 : 4;
        segment *grown = realloc(all->segments, capacity * sizeof(segment));

        if (!grown) {
            return CODEC_NO_MEMORY;
        }
        all->segments = grown;
        all->capacity = capacity;
    }
    codec_status status = CODEC_OK;
    level *pair = levels_push(&all->open, &status);

    if (!pair) {
        return status;
    }
    /* The value of an inner segment is read already: it is the container that did not fit. */
    pair->count = 1;
    pair->left = all->size == 0;
    pair->is_placed = true;
    all->segments[all->size++] =
        (segment){.start = all->out.size, .first = all->open.size - 1, .containers = 0};
    if (all->size > 1) {
        buffer_append(&all->out, (uint8_t[BYTES_HEADER]){0xc6}, BYTES_HEADER);
    }
    buffer_byte(&all->out, CODEC_HAS_ITEMS);
    write_array(&all->out, 2);
    return CODEC_OK;
}

static codec_status close_segment(placing *all)
{
    segment *own = current(all);

    all->open.size--;
    write_array(&all->out, own->count);
    buffer_append(&all->out, own->items.data, own->items.size);
    buffer_free(&own->items);
    if (all->out.failed) {
        return CODEC_NO_MEMORY;
    }
    if (--all->size == 0) {
        return CODEC_OK;
    }
    size_t size = all->out.size - own->start - BYTES_HEADER;

    if (size > UINT32_MAX) {
        return CODEC_MALFORMED;
    }
    put_number(all->out.data + own->start + 1, (uint32_t)size, 4);
    return add_item(all, CODEC_EXT_NESTED);
}

static codec_status open_container(placing *all, const item *header)
{
    codec_status status = CODEC_OK;

    if (current(all)->containers == CODEC_SEGMENT) {
        status = open_segment(all);
    }
    level *top = status == CODEC_OK ? levels_push(&all->open, &status) : NULL;

    if (!top) {
        return status;
    }
    current(all)->containers++;
    top->count = header->count;
    top->header = all->out.size;
    if (header->kind == ITEM_ARRAY) {
        top->left = header->count;
        write_array(&all->out, header->count);
        return CODEC_OK;
    }
    if (header->count > UINT32_MAX / 2) {
        return CODEC_MALFORMED;
    }
    top->is_map = true;
    top->left = (uint64_t)header->count * 2;
    top->outer = all->in;
    write_map_header(&all->out, header->count);
    return CODEC_OK;
}

static codec_status place_ext(placing *all, const item *ext)
{
    codec_status status = CODEC_OK;
    int8_t tag = ext->tag;

    if (tag == CODEC_EXT_ORDERED_MAP || tag == CODEC_EXT_NESTED) {
        level *top = levels_push(&all->open, &status);

        if (top) {
            top->tag = tag;
            top->left = 1;
            top->has_input = true;
            top->outer = all->in;
            all->in = (reader){ext->bytes, ext->bytes + ext->size};
        }
        return status;
    }
    if (tag == CODEC_EXT_GEOJSON && utf8_valid(ext->bytes, ext->size)) {
        write_text(&all->out, ext->bytes, ext->size);
        return add_item(all, tag);
    }
    write_bin(&all->out, ext->bytes, ext->size);
    return add_item(all, tag == CODEC_EXT_GEOJSON ? CODEC_EXT_RAW_STRING : tag);
}

static codec_status close_level(placing *all)
{
    if (current(all)->first == all->open.size - 1) {
        return close_segment(all);
    }
    const level *top = &all->open.at[--all->open.size];

    if (top->has_input) {
        all->in = top->outer;
        return top->tag == CODEC_EXT_NESTED ? CODEC_OK : add_item(all, top->tag);
    }
    current(all)->containers--;
    return top->is_pairs ? add_item(all, CODEC_EXT_PAIRS) : CODEC_OK;
}

static bool is_container(const item *value)
{
    return value->kind == ITEM_ARRAY || value->kind == ITEM_MAP;
}

/* The next key or value of the innermost level, or its end. */
static codec_status place_step(placing *all)
{
    level *top = &all->open.at[all->open.size - 1];

    if (!top->left) {
        return close_level(all);
    }
    const uint8_t *from = all->in.p;
    bool at_key = top->is_map && top->left % 2 == 0;
    item next;
    codec_status status = read_item(&all->in, &next);

    if (status != CODEC_OK) {
        return status;
    }
    top->left--;
    if (at_key) {
        if (next.kind == ITEM_EXT || is_container(&next)) {
            return CODEC_MALFORMED;
        }
        top->start = all->out.size;
    }
    else if (next.kind == ITEM_EXT) {
        return place_ext(all, &next);
    }
    else if (is_container(&next)) {
        return open_container(all, &next);
    }
    buffer_append(&all->out, from, (size_t)(all->in.p - from));
    if (at_key) {
        top->previous = all->out.size;
    }
    return CODEC_OK;
}

codec_status codec_place_items(buffer *reply)
{
    placing all = {.in = {reply->data, reply->data + reply->size}};

    /* Ext types have levels of their own, and so have segments. */
    levels_init(&all.open, CODEC_MAX_DEPTH * 3);
    codec_status status = open_segment(&all);

    while (status == CODEC_OK && all.size) {
        status = place_step(&all);
    }
    if (status == CODEC_OK && all.in.p != all.in.end) {
        status = CODEC_MALFORMED;
    }
    if (status == CODEC_OK) {
        buffer_move(reply, &all.out);
    }
    while (all.size) {
        buffer_free(&all.segments[--all.size].items);
    }
    free(all.segments);
    levels_free(&all.open);
    buffer_free(&all.out);
    return status;
}
