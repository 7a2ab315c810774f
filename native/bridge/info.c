#include <aerospike/aerospike_info.h>
#include <aerospike/as_cluster.h>
#include <aerospike/as_node.h>
#include <citrusleaf/alloc.h>

#include "internal.h"

/* The number of pairs is known only at the end: they are collected on their own first. */
typedef struct {
    buffer pairs;
    uint32_t count;
} info_replies;

static bool collect_reply(const as_error *error, const as_node *node, const char *request,
                          char *response, void *udata)
{
    info_replies *replies = udata;

    (void)request;
    if (error && error->code != AEROSPIKE_OK) {
        return false;
    }
    write_cstring(&replies->pairs, node->name);
    write_cstring(&replies->pairs, response);
    replies->count++;
    return true;
}

/* {node name: response, ...} */
int64_t bridge_info_all(bridge_client *client, const char *command, const as_policy_info *policy,
                        bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    info_replies replies = {0};
    int status = aerospike_info_foreach(as, &call->error, policy, command, collect_reply, &replies);

    client_leave(client, call);
    if (replies.pairs.failed) {
        status = fail_memory(call);
    }
    if (status == AEROSPIKE_OK) {
        write_map(&call->reply, replies.count);
        buffer_append(&call->reply, replies.pairs.data, replies.pairs.size);
        status = finish(call, AEROSPIKE_OK);
    }
    buffer_free(&replies.pairs);
    return outcome(call, status);
}

static int reply_response(bridge_call *call, int status, char *response)
{
    if (status == AEROSPIKE_OK && !response) {
        status = fail(call, AEROSPIKE_ERR_CLIENT, "Invalid info operation.");
    }
    if (status == AEROSPIKE_OK) {
        write_cstring(&call->reply, response);
        status = finish(call, AEROSPIKE_OK);
    }
    if (response) {
        cf_free(response);
    }
    return status;
}

int64_t bridge_info_random(bridge_client *client, const char *command, const as_policy_info *policy,
                           bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    char *response = NULL;
    int status = aerospike_info_any(as, &call->error, policy, command, &response);

    client_leave(client, call);
    return outcome(call, reply_response(call, status, response));
}

int64_t bridge_info_node(bridge_client *client, const char *command, const char *name,
                         const as_policy_info *policy, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_node *node = as_node_get_by_name(as->cluster, name);

    if (!node) {
        as_error_update(&call->error, AEROSPIKE_ERR_PARAM, "Could not get node with name %s.",
                        name);
        client_leave(client, call);
        return outcome(call, call->error.code);
    }
    char *response = NULL;
    int status = aerospike_info_node(as, &call->error, policy, node, command, &response);

    as_node_release(node);
    client_leave(client, call);
    return outcome(call, reply_response(call, status, response));
}

/* [major, minor, patch, build] of the oldest node, as the client has learned it: nothing is sent.
 */
int64_t bridge_server_version(bridge_client *client, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_nodes *nodes = as_nodes_reserve(as->cluster);
    as_version oldest = {0};

    for (uint32_t i = 0; i < nodes->size; i++) {
        if (i == 0 || as_version_compare(&nodes->array[i]->version, &oldest) < 0) {
            oldest = nodes->array[i]->version;
        }
    }
    bool known = nodes->size > 0;

    as_nodes_release(nodes);
    client_leave(client, call);
    if (!known) {
        return outcome(call, fail(call, AEROSPIKE_ERR_CLUSTER, "AEROSPIKE_ERR_CLUSTER"));
    }
    write_array(&call->reply, 4);
    write_int(&call->reply, oldest.major);
    write_int(&call->reply, oldest.minor);
    write_int(&call->reply, oldest.patch);
    write_int(&call->reply, oldest.build);
    return outcome(call, finish(call, AEROSPIKE_OK));
}

int64_t bridge_truncate(bridge_client *client, const char *namespace_name, const char *set,
                        uint64_t before_nanos, const as_policy_info *policy, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = aerospike_truncate(as, &call->error, (as_policy_info *)policy, namespace_name, set,
                                    before_nanos);

    client_leave(client, call);
    return outcome(call, status);
}
