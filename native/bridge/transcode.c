#include "internal.h"

/*
 * A value in Aerospike's dialect, for what is no part of a command: filters of policies, contexts
 * of indexes, forms in base64. The request is [flags, value], the reply its bytes.
 */
int64_t bridge_transcode(void *none, const uint8_t *request, size_t size, bridge_call *call)
{
    reader in = {request, request + size};
    buffer packed = {0};
    item array, flags;

    (void)none;
    as_error_reset(&call->error);
    buffer_reset(&call->reply);
    if (!read_kind(&in, ITEM_ARRAY, &array) || array.count != 2 ||
        !read_kind(&in, ITEM_INT, &flags)) {
        return outcome(call, fail(call, BRIDGE_BAD_REQUEST, "invalid request"));
    }
    codec_status status =
        codec_to_aerospike(&in, &packed, (unsigned)flags.integer | CODEC_SORT_MAPS);

    if (status == CODEC_OK && in.p != in.end) {
        status = CODEC_MALFORMED;
    }
    if (status == CODEC_OK) {
        write_bin(&call->reply, packed.data, packed.size);
    }
    buffer_free(&packed);
    return outcome(call,
                   status == CODEC_OK ? finish(call, AEROSPIKE_OK) : fail_codec(call, status));
}
