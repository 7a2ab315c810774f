#include "request.h"

#include <string.h>

void request_fail(request *in, int code, const char *message)
{
    if (in->status == AEROSPIKE_OK) {
        in->status = in->memory.failed ? fail_memory(in->call) : fail(in->call, code, message);
    }
    in->in.p = in->in.end;
}

void request_check(request *in, codec_status status)
{
    if (status != CODEC_OK && in->status == AEROSPIKE_OK) {
        in->status = in->memory.failed ? fail_memory(in->call) : fail_codec(in->call, status);
        in->in.p = in->in.end;
    }
}

void request_refuse(request *in)
{
    request_fail(in, BRIDGE_BAD_REQUEST, "the request is invalid");
}

int request_end(request *in)
{
    if (in->in.p != in->in.end) {
        request_refuse(in);
    }
    return in->status;
}

bool request_item(request *in, item_kind kind, item *value)
{
    if (read_kind(&in->in, kind, value)) {
        return true;
    }
    request_refuse(in);
    return false;
}

void request_array(request *in, uint32_t count)
{
    item array;

    if (request_item(in, ITEM_ARRAY, &array) && array.count != count) {
        request_refuse(in);
    }
}

int request_empty(request *in)
{
    request_array(in, 0);
    return request_end(in);
}

void *request_address(request *in)
{
    return request_nil(in) ? NULL : (void *)(uintptr_t)request_uint64(in);
}

void *request_owner(request *in)
{
    void *owner = request_address(in);

    if (!owner) {
        request_refuse(in);
    }
    return owner;
}

int64_t request_int(request *in)
{
    item number;

    return request_item(in, ITEM_INT, &number) ? number.integer : 0;
}

uint64_t request_uint64(request *in)
{
    item number;
    codec_status status = read_item(&in->in, &number);
    bool positive = status == CODEC_OK && number.kind == ITEM_INT && number.integer >= 0;

    if (!positive && status != CODEC_INTEGER_RANGE) {
        request_refuse(in);
        return 0;
    }
    return (uint64_t)number.integer;
}

bool request_bool(request *in)
{
    item value;

    return request_item(in, ITEM_BOOL, &value) && value.integer;
}

item request_bin(request *in)
{
    item value;

    return request_item(in, ITEM_BIN, &value) ? value : (item){0};
}

item request_bin_or_nil(request *in)
{
    return request_nil(in) ? (item){0} : request_bin(in);
}

bool request_nil(request *in)
{
    bool nil = in->in.p < in->in.end && *in->in.p == 0xc0;

    in->in.p += nil;
    return nil;
}

const char *request_text(request *in)
{
    item text;

    if (!request_item(in, ITEM_STR, &text)) {
        return NULL;
    }
    char *copy = text.size && memchr(text.bytes, 0, text.size)
                     ? NULL
                     : arena_text(&in->memory, text.bytes, text.size);

    if (!copy) {
        request_refuse(in);
    }
    return copy;
}

const char *request_text_or_nil(request *in)
{
    return request_nil(in) ? NULL : request_text(in);
}

void request_key(request *in, as_key *key)
{
    if (!read_key(&in->in, key)) {
        request_fail(in, BRIDGE_BAD_KEY, "key is invalid");
    }
}

void request_record_head(request *in, uint32_t count, record_head *head)
{
    request_array(in, count);
    head->policy = request_address(in);
    head->flags = (unsigned)request_int(in);
    request_key(in, &head->key);
}

const char **request_names(request *in, size_t longest, uint32_t *count)
{
    item array;
    const char **names = NULL;

    if (read_kind(&in->in, ITEM_ARRAY, &array)) {
        names = arena_alloc(&in->memory, ((size_t)array.count + 1) * sizeof(char *));
    }
    for (uint32_t i = 0; names && i < array.count; i++) {
        item name;
        bool valid = read_kind(&in->in, ITEM_STR, &name);

        names[i] =
            valid ? arena_text(&in->memory, name.bytes, name.size < longest ? name.size : longest)
                  : NULL;
        if (!names[i]) {
            names = NULL;
        }
    }
    if (!names) {
        request_fail(in, BRIDGE_BAD_REQUEST, "bin names are invalid");
        return NULL;
    }
    names[array.count] = NULL;
    *count = array.count;
    return names;
}

as_list *request_list(request *in, unsigned flags)
{
    as_list *list = NULL;

    request_check(in, read_list(&in->in, flags, &list));
    return list;
}

as_list *request_packed_list(request *in, unsigned flags)
{
    item packed = request_bin(in);
    reader values = {packed.bytes, packed.bytes + packed.size};
    as_list *list = NULL;

    if (in->status == AEROSPIKE_OK) {
        request_check(in, read_list(&values, flags, &list));
    }
    return list;
}

reader request_value(request *in)
{
    reader value = {in->in.p, in->in.p};

    if (skip_value(&in->in) == CODEC_OK) {
        value.end = in->in.p;
    }
    else {
        request_refuse(in);
    }
    return value;
}
