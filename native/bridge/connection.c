/* The life of a client's connection, and what the client knows of its cluster. */
#include <stdlib.h>

#include <aerospike/as_cluster.h>
#include <aerospike/as_node.h>

#include "diagnosis.h"
#include "request.h"

int64_t bridge_client_connect(bridge_client *client, const uint8_t *data, size_t size,
                              bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    if (request_empty(&in) == AEROSPIKE_OK) {
        client_connect(client, call);
    }
    return command_end(&in, call->error.code);
}

int64_t bridge_client_close(bridge_client *client, const uint8_t *data, size_t size,
                            bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    if (request_empty(&in) == AEROSPIKE_OK) {
        client_close(client, &call->error);
    }
    return command_end(&in, call->error.code);
}

/* A client that is closed, or cannot connect again in a forked child, is not connected. */
int64_t bridge_client_is_connected(bridge_client *client, const uint8_t *data, size_t size,
                                   bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    if (request_empty(&in) != AEROSPIKE_OK) {
        return command_end(&in, in.status);
    }
    aerospike *as = client_enter(client, call);
    bool connected = as && as->cluster && aerospike_cluster_is_connected(as);

    if (as) {
        client_leave(client, call);
    }
    as_error_reset(&call->error);
    write_bool(&call->reply, connected);
    return command_end(&in, AEROSPIKE_OK);
}

/* [[name, address], ...] of the nodes that the client knows. */
int64_t bridge_client_nodes(bridge_client *client, const uint8_t *data, size_t size,
                            bridge_call *call)
{
    request in;
    buffer *out = &call->reply;

    command_begin(&in, client, data, size, call);
    if (request_empty(&in) != AEROSPIKE_OK) {
        return command_end(&in, in.status);
    }
    as_nodes *nodes = as_nodes_reserve(in.as->cluster);

    write_array(out, nodes->size);
    for (uint32_t i = 0; i < nodes->size; i++) {
        write_array(out, 2);
        write_cstring(out, nodes->array[i]->name);
        write_cstring(out, as_node_get_address_string(nodes->array[i]));
    }
    as_nodes_release(nodes);
    return command_end(&in, AEROSPIKE_OK);
}

/* Why the client could not connect the last time, as lines of text; nil if that is not known. */
int64_t bridge_client_diagnosis(bridge_client *client, const uint8_t *data, size_t size,
                                bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    if (request_empty(&in) == AEROSPIKE_OK) {
        char *lines = diagnosis_of(bridge_client_config(client));

        write_cstring(&call->reply, lines);
        free(lines);
    }
    return command_end(&in, in.status);
}

int64_t bridge_client_shm_key(bridge_client *client, const uint8_t *data, size_t size,
                              bridge_call *call)
{
    request in;

    command_begin(&in, client, data, size, call);
    if (request_empty(&in) == AEROSPIKE_OK && in.as->cluster->shm_info) {
        /* A key of 32 bits, which the C client keeps with a sign. */
        write_int(&call->reply, (uint32_t)in.as->config.shm_key);
    }
    else {
        write_nil(&call->reply);
    }
    return command_end(&in, in.status);
}

/* [major, minor, patch, build] of the oldest node, as the client knows it: nothing is sent. */
int64_t bridge_server_version(bridge_client *client, const uint8_t *data, size_t size,
                              bridge_call *call)
{
    request in;
    buffer *out = &call->reply;

    command_begin(&in, client, data, size, call);
    if (request_empty(&in) != AEROSPIKE_OK) {
        return command_end(&in, in.status);
    }
    as_nodes *nodes = as_nodes_reserve(in.as->cluster);
    as_version oldest = {0};

    for (uint32_t i = 0; i < nodes->size; i++) {
        if (i == 0 || as_version_compare(&nodes->array[i]->version, &oldest) < 0) {
            oldest = nodes->array[i]->version;
        }
    }
    bool known = nodes->size > 0;

    as_nodes_release(nodes);
    if (!known) {
        return command_end(&in, fail(call, AEROSPIKE_ERR_CLUSTER, "AEROSPIKE_ERR_CLUSTER"));
    }
    write_array(out, 4);
    write_int(out, oldest.major);
    write_int(out, oldest.minor);
    write_int(out, oldest.patch);
    write_int(out, oldest.build);
    return command_end(&in, AEROSPIKE_OK);
}

/* The name of the node that has the master of a record's partition. */
int64_t bridge_key_node(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    as_key key;
    as_partition_info partition;
    uint8_t replica = 0;

    command_begin(&in, client, data, size, call);
    request_array(&in, 1);
    request_key(&in, &key);
    int status = request_end(&in);

    if (status == AEROSPIKE_OK) {
        status = as_key_set_digest(&call->error, &key);
    }
    if (status == AEROSPIKE_OK) {
        status = as_partition_info_init(&partition, in.as->cluster, &call->error, &key);
    }
    if (status == AEROSPIKE_OK) {
        as_node *node =
            as_partition_get_node(in.as->cluster, partition.ns, partition.partition, NULL,
                                  AS_POLICY_REPLICA_MASTER, partition.replica_size, &replica);

        if (node) {
            as_node_reserve(node);
            write_cstring(&call->reply, node->name);
            as_node_release(node);
        }
        else {
            status = fail(call, AEROSPIKE_ERR_INVALID_NODE, "no node has the record's partition");
        }
    }
    return command_end(&in, status);
}
