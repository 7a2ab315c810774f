#include <string.h>

#include <aerospike/as_cluster.h>
#include <aerospike/as_partition.h>
#include <citrusleaf/cf_digest.h>

#include "internal.h"

/* The C client copies a user key to the stack to compute the digest. */
enum {
    LONG_KEY = 1024
};

static void digest_long_key(as_key *key, as_bytes_type type, const uint8_t *value, size_t size)
{
    uint8_t type_byte = (uint8_t)type;
    cf_RIPEMD160_CTX context;

    cf_RIPEMD160_Init(&context);
    cf_RIPEMD160_Update(&context, key->set, strlen(key->set));
    cf_RIPEMD160_Update(&context, &type_byte, 1);
    cf_RIPEMD160_Update(&context, value, size);
    cf_RIPEMD160_Final(key->digest.value, &context);
    key->digest.init = true;
}

/* Copies a name into a NUL-terminated field; false when it does not fit. */
static bool copy_name(char *field, size_t capacity, const item *name)
{
    if (name->size >= capacity) {
        return false;
    }
    memcpy(field, name->bytes, name->size);
    field[name->size] = '\0';
    return true;
}

/* The official package hands key strings to C functions that stop at a NUL. */
static size_t until_nul(const item *text)
{
    const uint8_t *nul = text->size ? memchr(text->bytes, 0, text->size) : NULL;

    return nul ? (size_t)(nul - text->bytes) : text->size;
}

static bool read_user_key(reader *in, as_key *key, const char *ns, const char *set)
{
    item value;

    if (read_item(in, &value) != CODEC_OK) {
        return false;
    }
    item_kind kind = value.kind;

    if (kind == ITEM_EXT && value.tag == CODEC_EXT_RAW_STRING) {
        kind = ITEM_STR;
    }
    switch (kind) {
    case ITEM_INT:
    case ITEM_BOOL:
        return as_key_init_int64(key, ns, set, value.integer);
    case ITEM_STR:
        /* The string is not NUL-terminated: its length is given, too. */
        if (!as_key_init_strp(key, ns, set, "", false)) {
            return false;
        }
        key->value.string.value = (char *)value.bytes;
        key->value.string.len = until_nul(&value);
        if (key->value.string.len > LONG_KEY) {
            digest_long_key(key, AS_BYTES_STRING, value.bytes, key->value.string.len);
        }
        return true;
    case ITEM_BIN:
        if (!value.size || !as_key_init_rawp(key, ns, set, value.bytes, value.size, false)) {
            return false;
        }
        if (value.size > LONG_KEY) {
            digest_long_key(key, AS_BYTES_BLOB, value.bytes, value.size);
        }
        return true;
    default:
        return false;
    }
}

bool read_key(reader *in, as_key *key)
{
    item array, ns, set;
    char ns_name[AS_NAMESPACE_MAX_SIZE];
    char set_name[AS_SET_MAX_SIZE] = "";

    if (!read_kind(in, ITEM_ARRAY, &array) || array.count < 3 || array.count > 4 ||
        !read_kind(in, ITEM_STR, &ns) || !copy_name(ns_name, sizeof(ns_name), &ns) ||
        read_item(in, &set) != CODEC_OK) {
        return false;
    }
    if (set.kind != ITEM_NIL &&
        (set.kind != ITEM_STR || !copy_name(set_name, sizeof(set_name), &set))) {
        return false;
    }
    if (array.count == 3) {
        return read_user_key(in, key, ns_name, set_name);
    }
    item none, digest;

    return read_kind(in, ITEM_NIL, &none) && read_kind(in, ITEM_BIN, &digest) &&
           digest.size == AS_DIGEST_VALUE_SIZE &&
           as_key_init_digest(key, ns_name, set_name, digest.bytes);
}

bool write_digest(buffer *out, as_key *key)
{
    as_error error;
    as_digest *digest = &key->digest;

    if (!digest->init && as_key_set_digest(&error, key) != AEROSPIKE_OK) {
        return false;
    }
    write_bin(out, digest->value, AS_DIGEST_VALUE_SIZE);
    return true;
}
