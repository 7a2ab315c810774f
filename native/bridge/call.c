/* The errors and the replies of calls. */
#include "internal.h"

int fail(bridge_call *call, int code, const char *message)
{
    return as_error_set_message(&call->error, (as_status)code, message);
}

int fail_codec(bridge_call *call, codec_status status)
{
    int code = AEROSPIKE_ERR_CLIENT;

    if (status == CODEC_MAP_KEY) {
        code = BRIDGE_BAD_MAP_KEY;
    }
    else if (status == CODEC_INTEGER_RANGE || status == CODEC_TOO_DEEP ||
             status == CODEC_ARGUMENT) {
        code = AEROSPIKE_ERR_PARAM;
    }
    return fail(call, code, codec_message(status));
}

int fail_memory(bridge_call *call)
{
    return fail_codec(call, CODEC_NO_MEMORY);
}

int finish(bridge_call *call, int status)
{
    return status == AEROSPIKE_OK && call->reply.failed ? fail_memory(call) : status;
}

int finish_codec(bridge_call *call, codec_status status)
{
    return status == CODEC_OK ? AEROSPIKE_OK : fail_codec(call, status);
}

int64_t outcome(bridge_call *call, int status)
{
    if (status == AEROSPIKE_OK && call->reply.items) {
        codec_status placed = codec_place_items(&call->reply);

        if (placed != CODEC_OK) {
            status = fail_codec(call, placed);
        }
    }
    if (status != AEROSPIKE_OK) {
        /* What has been written of a reply is not read. */
        buffer_reset(&call->reply);
        return -1;
    }
    return (int64_t)call->reply.size;
}
