/* The records of a stream, as chunks have them. */
#include "statement.h"

/* A blob becomes a bytearray, and a string that is not UTF-8 bytes, as in the official package. */
static void write_user_key(buffer *out, const as_val *key)
{
    if (key && as_val_type(key) == AS_BYTES) {
        const as_bytes *bytes = (const as_bytes *)key;

        write_ext(out, CODEC_EXT_PYTHON_BLOB, bytes->value, bytes->size);
        return;
    }
    if (key && as_val_type(key) == AS_STRING) {
        as_string *text = (as_string *)key;
        size_t size = as_string_len(text);

        if (!utf8_valid((const uint8_t *)text->value, size)) {
            write_bin(out, text->value, size);
            return;
        }
    }
    write_value(out, key, 0);
}

codec_status write_record(buffer *out, const as_val *value, unsigned flags)
{
    if (as_val_type(value) != AS_REC) {
        write_array(out, 1);
        return write_value(out, value, flags);
    }
    as_record *record = (as_record *)value;

    write_array(out, 6);
    if (!record->key.digest.init) {
        write_nil(out);
    }
    else {
        write_bin(out, record->key.digest.value, AS_DIGEST_VALUE_SIZE);
    }
    write_cstring(out, record->key.set[0] ? record->key.set : NULL);
    write_user_key(out, (const as_val *)record->key.valuep);
    write_int(out, record->gen);
    write_int(out, record->ttl);
    return write_bins(out, record, flags);
}
