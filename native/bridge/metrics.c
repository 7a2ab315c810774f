#include <string.h>

#include <aerospike/as_log_macros.h>

#include "metrics_queue.h"
#include "request.h"

/* [retries, queued tasks, recover queue, [[head..., errors, timeouts, busy keys], ...]] */
int64_t bridge_stats(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    buffer *out = &call->reply;
    as_cluster_stats stats;

    command_begin(&in, client, data, size, call);
    if (request_empty(&in) != AEROSPIKE_OK) {
        return command_end(&in, in.status);
    }
    aerospike_stats(in.as, &stats);
    write_array(out, 4);
    write_int(out, (int64_t)stats.retry_count);
    write_int(out, stats.thread_pool_queued_tasks);
    write_int(out, stats.recover_queue_size);
    write_array(out, stats.nodes_size);
    for (uint32_t i = 0; i < stats.nodes_size; i++) {
        const as_node_stats *node = &stats.nodes[i];

        write_array(out, NODE_HEAD + 3);
        write_node_head(out, node->node, node);
        write_int(out, (int64_t)node->error_count);
        write_int(out, (int64_t)node->timeout_count);
        write_int(out, (int64_t)node->key_busy_count);
    }
    aerospike_stats_destroy(&stats);
    return command_end(&in, AEROSPIKE_OK);
}

/* Waits for an event: [listener, argument | nil], or nil once there will be no more. */
int64_t bridge_metrics_take(bridge_metrics *metrics, const uint8_t *data, size_t size,
                            bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    if (request_empty(&in) == AEROSPIKE_OK && !metrics_pop(metrics, &call->reply)) {
        write_nil(&call->reply);
    }
    return command_end(&in, in.status);
}

/* Adds {name: value, ...} to the labels of the policy. */
static void read_labels(request *in, as_metrics_policy *policy)
{
    item map;

    if (!request_item(in, ITEM_MAP, &map)) {
        return;
    }
    for (uint32_t i = 0; i < map.count && in->status == AEROSPIKE_OK; i++) {
        const char *name = request_text(in);
        const char *value = request_text(in);

        if (name && value) {
            as_metrics_policy_add_label(policy, name, value);
        }
    }
}

/* The policy comes without labels and listeners. None: that of the configuration, with its own. */
static int read_enable(request *in, as_metrics_policy *own, as_metrics_policy **policy,
                       bridge_metrics **metrics)
{
    request_array(in, 3);
    const as_metrics_policy *template = request_address(in);

    *policy = NULL;
    if (template) {
        *own = *template;
        *policy = own;
        read_labels(in, own);
    }
    else {
        request_value(in);
    }
    *metrics = request_address(in);
    return request_end(in);
}

/* Without metrics, the C client writes a file. The command has no reply. */
int64_t bridge_metrics_enable(bridge_client *client, const uint8_t *data, size_t size,
                              bridge_call *call)
{
    request in;
    as_metrics_policy own, *policy;
    bridge_metrics *metrics;

    command_begin(&in, client, data, size, call);
    int status = read_enable(&in, &own, &policy, &metrics);

    if (status == AEROSPIKE_OK) {
        if (policy && metrics) {
            metrics_listen(policy, metrics, true);
        }
        status = aerospike_enable_metrics(in.as, &call->error, policy);
        if (status != AEROSPIKE_OK && policy && metrics) {
            metrics_end(metrics);
        }
    }
    if (policy) {
        as_metrics_policy_destroy(policy);
    }
    return command_end(&in, status);
}

int64_t bridge_metrics_disable(bridge_client *client, const uint8_t *data, size_t size,
                               bridge_call *call)
{
    request in;

    command_begin(&in, client, data, size, call);
    int status = request_empty(&in);

    if (status == AEROSPIKE_OK) {
        status = aerospike_disable_metrics(in.as, &call->error);
    }
    return command_end(&in, status);
}

/* Logs a line as the C client does where a listener fails. */
void bridge_metrics_warn(const char *text)
{
    as_log_warn("%s", text);
}
