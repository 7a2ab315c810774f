#include <stdlib.h>
#include <string.h>

#include "statement.h"

static size_t size_of(uint16_t count)
{
    return sizeof(positions) + sizeof(position) * count;
}

positions *positions_new(uint16_t begin, uint16_t count)
{
    positions *made = calloc(1, size_of(count));

    if (!made) {
        return NULL;
    }
    made->begin = begin;
    made->count = count;
    made->retry = true;
    for (uint16_t i = 0; i < count; i++) {
        made->parts[i].retry = true;
    }
    return made;
}

positions *positions_copy(const positions *from)
{
    positions *made = malloc(size_of(from->count));

    return made ? memcpy(made, from, size_of(from->count)) : NULL;
}

static bool read_digest(request *in, as_digest *digest)
{
    item given = request_bin_or_nil(in);

    digest->init = given.size == AS_DIGEST_VALUE_SIZE;
    if (digest->init) {
        memcpy(digest->value, given.bytes, AS_DIGEST_VALUE_SIZE);
    }
    return digest->init;
}

/* [done, retry, [[id, digest | nil, retry, bval], ...]] */
static void read_status(request *in, positions *start)
{
    item parts;

    request_array(in, 3);
    start->done = request_bool(in);
    start->retry = request_bool(in);
    if (request_item(in, ITEM_ARRAY, &parts) && parts.count != start->count) {
        request_refuse(in);
    }
    for (uint32_t i = 0; i < start->count && in->status == AEROSPIKE_OK; i++) {
        position *part = &start->parts[i];

        request_array(in, 4);
        /* The C client finds the node of a partition by its id. */
        if (request_int(in) != (int64_t)(start->begin + i)) {
            request_refuse(in);
        }
        read_digest(in, &part->digest);
        part->retry = request_bool(in);
        part->bval = (uint64_t)request_int(in);
    }
}

bool read_filter(request *in, as_partition_filter *filter, positions **start)
{
    memset(filter, 0, sizeof(*filter));
    request_array(in, 4);
    int64_t begin = request_int(in);
    int64_t count = request_int(in);
    bool valid = begin >= 0 && begin < PARTITIONS && count >= 1 && count <= PARTITIONS - begin;
    positions *made = valid ? positions_new((uint16_t)begin, (uint16_t)count) : NULL;

    if (!made) {
        return false;
    }
    filter->begin = made->begin;
    filter->count = made->count;
    if (read_digest(in, &filter->digest)) {
        made->parts[0].digest = filter->digest;
    }
    if (!request_nil(in)) {
        read_status(in, made);
    }
    if (in->status != AEROSPIKE_OK) {
        free(made);
        return false;
    }
    *start = made;
    return true;
}

as_partitions_status *positions_for_client(const positions *from)
{
    size_t size = sizeof(as_partitions_status) + sizeof(as_partition_status) * from->count;
    as_partitions_status *status = cf_malloc(size);

    if (!status) {
        return NULL;
    }
    memset(status, 0, size);
    status->ref_count = 1;
    status->part_begin = from->begin;
    status->part_count = from->count;
    status->done = from->done;
    status->retry = from->retry;
    for (uint16_t i = 0; i < from->count; i++) {
        const position *part = &from->parts[i];

        status->parts[i].part_id = from->begin + i;
        status->parts[i].retry = part->retry;
        status->parts[i].digest = part->digest;
        status->parts[i].bval = part->bval;
    }
    return status;
}

void positions_end(positions *reached, const as_partitions_status *status)
{
    reached->done = status->done;
    reached->retry = status->retry;
    for (uint16_t i = 0; i < reached->count; i++) {
        reached->parts[i].retry = status->parts[i].retry;
    }
}

void positions_advance(positions *reached, const mark *entry)
{
    position *part = &reached->parts[entry->part];

    part->digest.init = true;
    memcpy(part->digest.value, entry->digest, AS_DIGEST_VALUE_SIZE);
    part->bval = entry->bval;
}

codec_status append_mark(marks *marks, const positions *tracked, const as_digest *digest,
                         uint64_t bval)
{
    uint32_t part = partition_id(digest) - tracked->begin;

    if (part >= tracked->count) {
        return CODEC_MALFORMED;
    }
    if (marks->size == marks->capacity) {
        uint32_t capacity = marks->capacity ? marks->capacity * 2 : 256;
        mark *entries = realloc(marks->entries, capacity * sizeof(mark));

        if (!entries) {
            return CODEC_NO_MEMORY;
        }
        marks->entries = entries;
        marks->capacity = capacity;
    }
    mark *entry = &marks->entries[marks->size++];

    entry->part = (uint16_t)part;
    entry->bval = bval;
    memcpy(entry->digest, digest->value, AS_DIGEST_VALUE_SIZE);
    return CODEC_OK;
}

void write_positions(buffer *out, const positions *reached, bool under_way)
{
    if (!reached) {
        write_nil(out);
        return;
    }
    write_array(out, 3);
    write_bool(out, reached->done && !under_way);
    write_bool(out, reached->retry || under_way);
    write_array(out, reached->count);
    for (uint16_t i = 0; i < reached->count; i++) {
        const position *part = &reached->parts[i];

        write_array(out, 5);
        write_int(out, reached->begin + i);
        write_bool(out, part->digest.init);
        write_bool(out, part->retry);
        write_bin(out, part->digest.value, AS_DIGEST_VALUE_SIZE);
        write_int(out, (int64_t)part->bval);
    }
}
