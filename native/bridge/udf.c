#include <stdlib.h>

#include <aerospike/aerospike_key.h>
#include <aerospike/aerospike_udf.h>
#include <aerospike/as_bytes.h>
#include <aerospike/as_job.h>
#include <aerospike/as_udf.h>

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
    client_leave(client, call);
    if (status == AEROSPIKE_OK) {
        codec_status written = write_value(&call->reply, result, flags);

        status = written == CODEC_OK ? finish(call, AEROSPIKE_OK) : fail_codec(call, written);
    }
    as_val_destroy(result);
    as_list_destroy(list);
    return outcome(call, status);
}

/* Registers a module on one node, which tells the others. */
int64_t bridge_udf_put(bridge_client *client, const char *name, const uint8_t *content,
                       size_t content_size, const as_policy_info *policy, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_bytes bytes;

    as_bytes_init_wrap(&bytes, (uint8_t *)content, (uint32_t)content_size, false);
    int status = aerospike_udf_put(as, &call->error, policy, name, AS_UDF_TYPE_LUA, &bytes);

    client_leave(client, call);
    return outcome(call, status);
}

int64_t bridge_udf_remove(bridge_client *client, const char *name, const as_policy_info *policy,
                          bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = aerospike_udf_remove(as, &call->error, policy, name);

    client_leave(client, call);
    return outcome(call, status);
}

/* [[name, hash, type, content], ...] */
int64_t bridge_udf_list(bridge_client *client, const as_policy_info *policy, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_udf_files files;

    as_udf_files_init(&files, 0);
    int status = aerospike_udf_list(as, &call->error, policy, &files);

    client_leave(client, call);
    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, files.size);
        for (uint32_t i = 0; i < files.size; i++) {
            const as_udf_file *file = &files.entries[i];

            write_array(&call->reply, 4);
            write_cstring(&call->reply, file->name);
            write_bin(&call->reply, file->hash, AS_UDF_FILE_HASH_SIZE);
            write_int(&call->reply, file->type);
            write_bin(&call->reply, file->content.bytes, file->content.size);
        }
        status = finish(call, AEROSPIKE_OK);
    }
    as_udf_files_destroy(&files);
    return outcome(call, status);
}

/* The module's source. */
int64_t bridge_udf_get(bridge_client *client, const char *name, const as_policy_info *policy,
                       bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_udf_file file;

    as_udf_file_init(&file);
    int status = aerospike_udf_get(as, &call->error, policy, name, AS_UDF_TYPE_LUA, &file);

    client_leave(client, call);
    if (status == AEROSPIKE_OK) {
        write_bin(&call->reply, file.content.bytes, file.content.size);
        status = finish(call, AEROSPIKE_OK);
    }
    as_udf_file_destroy(&file);
    return outcome(call, status);
}

/* [progress in percent, records read, status] */
int64_t bridge_job_info(bridge_client *client, const char *module, uint64_t id,
                        const as_policy_info *policy, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_job_info info = {0};
    int status = aerospike_job_info(as, &call->error, policy, module, id, false, &info);

    client_leave(client, call);
    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, 3);
        write_int(&call->reply, info.progress_pct);
        write_int(&call->reply, info.records_read);
        write_int(&call->reply, info.status);
        status = finish(call, AEROSPIKE_OK);
    }
    return outcome(call, status);
}
