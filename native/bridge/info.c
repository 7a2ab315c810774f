#include <aerospike/aerospike_info.h>
#include <aerospike/as_cluster.h>
#include <aerospike/as_job.h>
#include <aerospike/as_node.h>
#include <citrusleaf/alloc.h>

#include "request.h"

typedef struct {
    const as_policy_info *policy;
    const char *command;
    const char *node;
} info_request;

static int read_info(request *in, uint32_t count, info_request *one)
{
    request_array(in, count);
    one->policy = request_address(in);
    one->command = request_text(in);
    one->node = count > 2 ? request_text(in) : NULL;
    return request_end(in);
}

/* The number of pairs is known only at the end: they are collected on their own first. */
typedef struct {
    buffer pairs;
    uint32_t count;
} info_replies;

static bool collect_reply(const as_error *error, const as_node *node, const char *request_text,
                          char *response, void *udata)
{
    info_replies *replies = udata;

    (void)request_text;
    if (error && error->code != AEROSPIKE_OK) {
        return false;
    }
    write_cstring(&replies->pairs, node->name);
    write_cstring(&replies->pairs, response);
    replies->count++;
    return true;
}

/* {node name: response, ...} */
int64_t bridge_info_all(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    info_request one;
    info_replies replies = {0};

    command_begin(&in, client, data, size, call);
    int status = read_info(&in, 2, &one);

    if (status == AEROSPIKE_OK) {
        status = aerospike_info_foreach(in.as, &call->error, one.policy, one.command, collect_reply,
                                        &replies);
    }
    if (replies.pairs.failed) {
        status = fail_memory(call);
    }
    if (status == AEROSPIKE_OK) {
        write_map(&call->reply, replies.count);
        buffer_append(&call->reply, replies.pairs.data, replies.pairs.size);
    }
    buffer_free(&replies.pairs);
    return command_end(&in, status);
}

static int reply_response(bridge_call *call, int status, char *response)
{
    if (status == AEROSPIKE_OK && !response) {
        status = fail(call, AEROSPIKE_ERR_CLIENT, "Invalid info operation.");
    }
    if (status == AEROSPIKE_OK) {
        write_cstring(&call->reply, response);
    }
    if (response) {
        cf_free(response);
    }
    return status;
}

int64_t bridge_info_random(bridge_client *client, const uint8_t *data, size_t size,
                           bridge_call *call)
{
    request in;
    info_request one;
    char *response = NULL;

    command_begin(&in, client, data, size, call);
    int status = read_info(&in, 2, &one);

    if (status == AEROSPIKE_OK) {
        status = aerospike_info_any(in.as, &call->error, one.policy, one.command, &response);
    }
    return command_end(&in, reply_response(call, status, response));
}

int64_t bridge_info_node(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    info_request one;
    char *response = NULL;

    command_begin(&in, client, data, size, call);
    int status = read_info(&in, 3, &one);

    if (status != AEROSPIKE_OK) {
        return command_end(&in, status);
    }
    as_node *node = as_node_get_by_name(in.as->cluster, one.node);

    if (!node) {
        as_error_update(&call->error, AEROSPIKE_ERR_PARAM, "Could not get node with name %s.",
                        one.node);
        return command_end(&in, call->error.code);
    }
    status = aerospike_info_node(in.as, &call->error, one.policy, node, one.command, &response);
    as_node_release(node);
    return command_end(&in, reply_response(call, status, response));
}

int64_t bridge_truncate(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;

    command_begin(&in, client, data, size, call);
    request_array(&in, 4);
    as_policy_info *policy = request_address(&in);
    const char *namespace_name = request_text(&in);
    const char *set = request_text_or_nil(&in);
    uint64_t nanos = request_uint64(&in);
    int status = request_end(&in);

    if (status == AEROSPIKE_OK) {
        status = aerospike_truncate(in.as, &call->error, policy, namespace_name, set, nanos);
    }
    return command_end(&in, status);
}

static int ask_job(request *in, bool stop_at_progress, as_job_info *info)
{
    request_array(in, 3);
    const as_policy_info *policy = request_address(in);
    const char *module = request_text(in);
    uint64_t id = request_uint64(in);
    int status = request_end(in);

    if (status == AEROSPIKE_OK) {
        status = aerospike_job_info(in->as, &in->call->error, policy, module, id, stop_at_progress,
                                    info);
    }
    return status;
}

/* [progress in percent, records read, status] */
int64_t bridge_job_info(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    as_job_info info = {0};
    buffer *out = &call->reply;

    command_begin(&in, client, data, size, call);
    int status = ask_job(&in, false, &info);

    write_array(out, 3);
    write_int(out, info.progress_pct);
    write_int(out, info.records_read);
    write_int(out, info.status);
    return command_end(&in, status);
}

/* Whether a job has not ended yet. */
int64_t bridge_job_in_progress(bridge_client *client, const uint8_t *data, size_t size,
                               bridge_call *call)
{
    request in;
    as_job_info info = {0};

    command_begin(&in, client, data, size, call);
    int status = ask_job(&in, true, &info);

    write_bool(&call->reply, info.status == AS_JOB_STATUS_INPROGRESS);
    return command_end(&in, status);
}
