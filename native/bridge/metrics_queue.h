/* The queue of metrics events, between the C client's threads and a thread of Python's. */
#ifndef BRIDGE_METRICS_QUEUE_H
#define BRIDGE_METRICS_QUEUE_H

#include <aerospike/aerospike_stats.h>
#include <aerospike/as_cluster.h>
#include <aerospike/as_metrics.h>

#include "bridge.h"

/* name, address, port, [connections]: what statistics and metrics of a node begin with. */
enum {
    NODE_HEAD = 4
};
void write_node_head(buffer *out, as_node *node, const as_node_stats *stats);

/*
 * Now the C client adds the events of this policy to the queue, until metrics_end(), which
 * the caller calls after the C client's last event. With `once`, the first disabling calls it.
 */
void metrics_listen(as_metrics_policy *policy, bridge_metrics *metrics, bool once);
void metrics_end(bridge_metrics *metrics);

/* Waits for an event, [listener, argument | nil]; false once there will be no more. */
bool metrics_pop(bridge_metrics *metrics, buffer *out);

#endif
