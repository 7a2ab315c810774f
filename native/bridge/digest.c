/* The digest of a key, which needs no server. */
#include "request.h"

int64_t bridge_key_digest(void *none, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    as_key key;

    (void)none;
    command_begin(&in, NULL, data, size, call);
    request_array(&in, 1);
    request_key(&in, &key);
    int status = request_end(&in);

    if (status == AEROSPIKE_OK && !write_digest(&call->reply, &key)) {
        status = fail(call, BRIDGE_BAD_KEY, "key is invalid");
    }
    return command_end(&in, status);
}
