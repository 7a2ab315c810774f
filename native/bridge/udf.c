#include <aerospike/aerospike_key.h>
#include <aerospike/aerospike_udf.h>
#include <aerospike/as_bytes.h>
#include <aerospike/as_udf.h>

#include "record_commands.h"

int read_apply(request *in, apply_request *one)
{
    request_record_head(in, 6, &one->head);
    one->module = request_text(in);
    one->function = request_text(in);
    one->arguments = request_list(in, one->head.flags);
    return request_end(in);
}

/* The reply is the function's result alone. */
int reply_value(bridge_call *call, unsigned flags, const as_val *value)
{
    return finish_codec(call, write_value(&call->reply, value, flags));
}

int64_t bridge_apply(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    apply_request one;
    as_val *result = NULL;

    command_begin(&in, client, data, size, call);
    int status = read_apply(&in, &one);

    if (status == AEROSPIKE_OK) {
        status = aerospike_key_apply(in.as, &call->error, one.head.policy, &one.head.key,
                                     one.module, one.function, one.arguments, &result);
    }
    if (status == AEROSPIKE_OK) {
        status = reply_value(call, one.head.flags, result);
    }
    as_val_destroy(result);
    as_list_destroy(one.arguments);
    return command_end(&in, status);
}

typedef struct {
    const void *policy;
    const char *name;
    item content;
} module_request;

static int read_module(request *in, uint32_t count, module_request *one)
{
    request_array(in, count);
    one->policy = request_address(in);
    one->name = count > 1 ? request_text(in) : NULL;
    one->content = count > 2 ? request_bin(in) : (item){0};
    return request_end(in);
}

/* Registers a module on one node, which sends it to the others. */
int64_t bridge_udf_put(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    module_request one;

    command_begin(&in, client, data, size, call);
    int status = read_module(&in, 3, &one);

    if (status == AEROSPIKE_OK) {
        as_bytes bytes;

        as_bytes_init_wrap(&bytes, (uint8_t *)one.content.bytes, one.content.size, false);
        status =
            aerospike_udf_put(in.as, &call->error, one.policy, one.name, AS_UDF_TYPE_LUA, &bytes);
    }
    return command_end(&in, status);
}

int64_t bridge_udf_remove(bridge_client *client, const uint8_t *data, size_t size,
                          bridge_call *call)
{
    request in;
    module_request one;

    command_begin(&in, client, data, size, call);
    int status = read_module(&in, 2, &one);

    if (status == AEROSPIKE_OK) {
        status = aerospike_udf_remove(in.as, &call->error, one.policy, one.name);
    }
    return command_end(&in, status);
}

/* [[name, hash, type, content], ...] */
int64_t bridge_udf_list(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    buffer *out = &call->reply;
    module_request one;
    as_udf_files files;

    command_begin(&in, client, data, size, call);
    int status = read_module(&in, 1, &one);

    as_udf_files_init(&files, 0);
    if (status == AEROSPIKE_OK) {
        status = aerospike_udf_list(in.as, &call->error, one.policy, &files);
    }
    if (status == AEROSPIKE_OK) {
        write_array(out, files.size);
        for (uint32_t i = 0; i < files.size; i++) {
            const as_udf_file *file = &files.entries[i];

            write_array(out, 4);
            write_cstring(out, file->name);
            write_bin(out, file->hash, AS_UDF_FILE_HASH_SIZE);
            write_int(out, file->type);
            write_bin(out, file->content.bytes, file->content.size);
        }
    }
    as_udf_files_destroy(&files);
    return command_end(&in, status);
}

/* The module's source. */
int64_t bridge_udf_get(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    module_request one;
    as_udf_file file;

    command_begin(&in, client, data, size, call);
    int status = read_module(&in, 2, &one);

    as_udf_file_init(&file);
    if (status == AEROSPIKE_OK) {
        status =
            aerospike_udf_get(in.as, &call->error, one.policy, one.name, AS_UDF_TYPE_LUA, &file);
    }
    if (status == AEROSPIKE_OK) {
        write_bin(&call->reply, file.content.bytes, file.content.size);
    }
    as_udf_file_destroy(&file);
    return command_end(&in, status);
}
