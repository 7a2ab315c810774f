/*
 * A value in Aerospike's dialect, for data outside of commands: filters of policies, contexts
 * of indexes, forms in base64. The reply is its bytes.
 */
#include "request.h"

int64_t bridge_transcode(void *none, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    buffer packed = {0};

    (void)none;
    command_begin(&in, NULL, data, size, call);
    request_array(&in, 2);
    unsigned flags = (unsigned)request_int(&in) | CODEC_SORT_MAPS;

    if (in.status == AEROSPIKE_OK) {
        request_check(&in, codec_to_aerospike(&in.in, &packed, flags));
    }
    int status = request_end(&in);

    if (status == AEROSPIKE_OK) {
        write_bin(&call->reply, packed.data, packed.size);
    }
    buffer_free(&packed);
    return command_end(&in, status);
}
