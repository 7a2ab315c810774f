#include <aerospike/aerospike_key.h>

#include "internal.h"

/* The reply is the function's result alone. */
int64_t bridge_apply(bridge_client *client, const uint8_t *packed_key, size_t key_size,
                     const char *module, const char *function, const uint8_t *arguments,
                     size_t arguments_size, const as_policy_apply *policy, unsigned flags,
                     bridge_call *call)
{
    reader in = {packed_key, packed_key + key_size};
    as_key key;
    as_list *list = NULL;
    as_val *result = NULL;
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = AEROSPIKE_OK;
    codec_status read = read_list(arguments, arguments_size, flags, &list);

    if (!read_key(&in, &key)) {
        status = fail(call, BRIDGE_BAD_KEY, "key is invalid");
    }
    else if (read != CODEC_OK) {
        status = fail_codec(call, read);
    }
    else {
        status =
            aerospike_key_apply(as, &call->error, policy, &key, module, function, list, &result);
    }
    client_leave(client);
    if (status == AEROSPIKE_OK) {
        codec_status written = write_value(&call->reply, result, flags);

        status = written == CODEC_OK ? finish(call, AEROSPIKE_OK) : fail_codec(call, written);
    }
    as_val_destroy(result);
    as_list_destroy(list);
    return outcome(call, status);
}
