#include <stdlib.h>
#include <string.h>

#include <aerospike/as_boolean.h>
#include <aerospike/as_bytes.h>
#include <aerospike/as_double.h>
#include <aerospike/as_geojson.h>
#include <aerospike/as_integer.h>
#include <aerospike/as_msgpack.h>
#include <aerospike/as_nil.h>
#include <aerospike/as_serializer.h>
#include <aerospike/as_string.h>

#include "internal.h"

struct arena_block {
    arena_block *next;
};

void *arena_take(arena *memory, size_t size)
{
    arena_block *block = malloc(sizeof(arena_block) + size);

    if (!block) {
        memory->failed = true;
        return NULL;
    }
    block->next = memory->blocks;
    memory->blocks = block;
    return block + 1;
}

void arena_free(arena *memory)
{
    while (memory->blocks) {
        arena_block *next = memory->blocks->next;

        free(memory->blocks);
        memory->blocks = next;
    }
}

int fail_request(bridge_call *call, const arena *memory, const char *message)
{
    return memory->failed ? fail_memory(call) : fail(call, BRIDGE_BAD_REQUEST, message);
}

const char **read_names(const uint8_t *data, size_t size, size_t longest, arena *memory,
                        uint32_t *count)
{
    reader in = {data, data + size};
    item array;

    if (!read_kind(&in, ITEM_ARRAY, &array)) {
        return NULL;
    }
    const char **names = arena_take(memory, ((size_t)array.count + 1) * sizeof(char *));

    if (!names) {
        return NULL;
    }
    for (uint32_t i = 0; i < array.count; i++) {
        item name;

        if (!read_kind(&in, ITEM_STR, &name)) {
            return NULL;
        }
        size_t length = name.size < longest ? name.size : longest;
        char *copy = arena_take(memory, length + 1);

        if (!copy) {
            return NULL;
        }
        memcpy(copy, name.bytes, length);
        copy[length] = '\0';
        names[i] = copy;
    }
    names[array.count] = NULL;
    if (count) {
        *count = array.count;
    }
    return names;
}

static void set_bytes(as_bin *bin, const uint8_t *data, uint32_t size, as_bytes_type type)
{
    as_bytes *bytes = (as_bytes *)&bin->value;

    as_bytes_init_wrap(bytes, (uint8_t *)data, size, false);
    bytes->type = type;
    bin->valuep = &bin->value;
}

/* Most of what is packed is smaller than this: the arena gets a copy of the right size. */
enum {
    PACKED_ROOM = 512
};

static codec_status set_packed(as_bin *bin, reader *in, const item *value, as_bytes_type type,
                               unsigned flags, arena *memory)
{
    uint8_t lent[PACKED_ROOM];
    buffer packed = {
        .data = lent, .capacity = sizeof(lent), .fixed = lent, .fixed_capacity = sizeof(lent)};
    codec_status status = codec_item_to_aerospike(in, value, &packed, flags);

    if (status == CODEC_OK && packed.size > UINT32_MAX) {
        status = CODEC_MALFORMED;
    }
    if (status == CODEC_OK) {
        uint8_t *copy = arena_take(memory, packed.size);

        if (copy) {
            memcpy(copy, packed.data, packed.size);
            set_bytes(bin, copy, (uint32_t)packed.size, type);
        }
        else {
            status = CODEC_NO_MEMORY;
        }
    }
    buffer_free(&packed);
    return status;
}

static codec_status set_ext(as_bin *bin, reader *in, const item *value, unsigned flags,
                            arena *memory)
{
    switch (value->tag) {
    case CODEC_EXT_GEOJSON:
        as_geojson_init_wlen((as_geojson *)&bin->value, (char *)value->bytes, value->size, false);
        bin->valuep = &bin->value;
        return CODEC_OK;
    case CODEC_EXT_HLL:
        set_bytes(bin, value->bytes, value->size, AS_BYTES_HLL);
        return CODEC_OK;
    case CODEC_EXT_ORDERED_MAP:
        return set_packed(bin, in, value, AS_BYTES_MAP, flags, memory);
    case CODEC_EXT_WILDCARD:
        return CODEC_WILDCARD_VALUE;
    case CODEC_EXT_INFINITE:
        return CODEC_INFINITE_VALUE;
    default:
        return CODEC_UNKNOWN_TYPE;
    }
}

static bool set_name(as_bin *bin, const char *name, size_t size)
{
    if (size > AS_BIN_NAME_MAX_LEN) {
        return false;
    }
    memcpy(bin->name, name, size);
    bin->name[size] = '\0';
    return true;
}

codec_status bin_from_arguments(as_bin *bin, const char *name, size_t name_size, reader *in,
                                const item *arguments, as_bytes_type type, unsigned flags,
                                arena *memory)
{
    if (!set_name(bin, name, name_size) || arguments->kind != ITEM_ARRAY) {
        return CODEC_MALFORMED;
    }
    return set_packed(bin, in, arguments, type, flags | CODEC_SORT_MAPS, memory);
}

codec_status bin_from_item(as_bin *bin, const char *name, size_t name_size, reader *in,
                           const item *value, unsigned flags, arena *memory)
{
    if (!set_name(bin, name, name_size)) {
        return CODEC_MALFORMED;
    }
    switch (value->kind) {
    case ITEM_NIL:
        bin->valuep = (as_bin_value *)&as_nil;
        return CODEC_OK;
    case ITEM_BOOL:
        if (flags & CODEC_BOOL_AS_INTEGER) {
            as_integer_init((as_integer *)&bin->value, value->integer);
        }
        else {
            as_boolean_init((as_boolean *)&bin->value, value->integer);
        }
        break;
    case ITEM_INT:
        as_integer_init((as_integer *)&bin->value, value->integer);
        break;
    case ITEM_DOUBLE:
        as_double_init((as_double *)&bin->value, value->number);
        break;
    case ITEM_STR:
        as_string_init_wlen((as_string *)&bin->value, (char *)value->bytes, value->size, false);
        break;
    case ITEM_BIN:
        set_bytes(bin, value->bytes, value->size, AS_BYTES_BLOB);
        return CODEC_OK;
    case ITEM_ARRAY:
        return set_packed(bin, in, value, AS_BYTES_LIST, flags, memory);
    case ITEM_MAP:
        return set_packed(bin, in, value, AS_BYTES_MAP, flags, memory);
    case ITEM_EXT:
        return set_ext(bin, in, value, flags, memory);
    }
    bin->valuep = &bin->value;
    return CODEC_OK;
}

static codec_status write_bytes(buffer *out, const as_bytes *bytes, unsigned flags)
{
    bool container = bytes->type == AS_BYTES_LIST || bytes->type == AS_BYTES_MAP;

    if (container && !(flags & CODEC_RAW_CONTAINERS)) {
        return codec_to_plain(bytes->value, bytes->size, out, flags);
    }
    codec_write_blob(out, (uint8_t)bytes->type, bytes->value, bytes->size, flags);
    return CODEC_OK;
}

/*
 * Values that the C client has built itself (results of UDFs and aggregations)
 * come as trees. They are rare: they take the way that all others take.
 */
static codec_status write_tree(buffer *out, const as_val *value, unsigned flags)
{
    as_serializer serializer;
    as_buffer packed = {0};
    codec_status status = CODEC_UNKNOWN_TYPE;

    as_msgpack_init(&serializer);
    if (as_serializer_serialize(&serializer, (as_val *)value, &packed) == 0) {
        status = codec_to_plain(packed.data, packed.size, out, flags);
    }
    as_buffer_destroy(&packed);
    as_serializer_destroy(&serializer);
    return status;
}

codec_status write_value(buffer *out, const as_val *value, unsigned flags)
{
    if (!value) {
        write_nil(out);
        return CODEC_OK;
    }
    switch (as_val_type(value)) {
    case AS_NIL:
        write_nil(out);
        return CODEC_OK;
    case AS_BOOLEAN:
        write_bool(out, as_boolean_get((const as_boolean *)value));
        return CODEC_OK;
    case AS_INTEGER:
        write_int(out, as_integer_get((const as_integer *)value));
        return CODEC_OK;
    case AS_DOUBLE:
        write_double(out, as_double_get((const as_double *)value));
        return CODEC_OK;
    case AS_STRING: {
        as_string *string = (as_string *)value;

        write_text(out, string->value, as_string_len(string));
        return CODEC_OK;
    }
    case AS_GEOJSON: {
        as_geojson *geojson = (as_geojson *)value;

        write_ext(out, CODEC_EXT_GEOJSON, geojson->value, as_geojson_len(geojson));
        return CODEC_OK;
    }
    case AS_BYTES:
        return write_bytes(out, (const as_bytes *)value, flags);
    case AS_LIST:
    case AS_MAP:
        return write_tree(out, value, flags);
    default:
        return CODEC_UNKNOWN_TYPE;
    }
}

codec_status read_list(const uint8_t *data, size_t size, unsigned flags, as_list **list)
{
    reader in = {data, data + size};
    buffer packed = {0};
    as_val *value = NULL;
    codec_status status = codec_to_aerospike(&in, &packed, flags);

    if (status == CODEC_OK) {
        as_serializer serializer;
        as_buffer bytes = {
            .capacity = (uint32_t)packed.size, .size = (uint32_t)packed.size, .data = packed.data};

        as_msgpack_init(&serializer);
        if (as_serializer_deserialize(&serializer, &bytes, &value) != 0) {
            status = CODEC_ARGUMENT;
        }
        as_serializer_destroy(&serializer);
    }
    buffer_free(&packed);
    *list = as_list_fromval(value);
    if (status == CODEC_OK && !*list) {
        as_val_destroy(value);
        status = CODEC_MALFORMED;
    }
    return status;
}

codec_status write_bins(buffer *out, const as_record *record, unsigned flags)
{
    write_map(out, record->bins.size);
    for (uint16_t i = 0; i < record->bins.size; i++) {
        const as_bin *bin = &record->bins.entries[i];
        size_t size = strlen(bin->name);

        if (utf8_valid((const uint8_t *)bin->name, size)) {
            write_str_header(out, size);
            buffer_append(out, bin->name, size);
        }
        else {
            write_bin(out, bin->name, size);
        }
        codec_status status = write_value(out, (const as_val *)bin->valuep, flags);

        if (status != CODEC_OK) {
            return status;
        }
    }
    return CODEC_OK;
}

codec_status write_bin_pairs(buffer *out, const as_record *record, unsigned flags)
{
    write_array(out, record->bins.size);
    for (uint16_t i = 0; i < record->bins.size; i++) {
        const as_bin *bin = &record->bins.entries[i];

        write_array(out, 2);
        write_cstring(out, bin->name);
        codec_status status = write_value(out, (const as_val *)bin->valuep, flags);

        if (status != CODEC_OK) {
            return status;
        }
    }
    return CODEC_OK;
}
