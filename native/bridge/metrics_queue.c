/* The queue of metrics events, for listeners written in Python. */
#include "metrics_queue.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include <aerospike/as_address.h>
#include <aerospike/as_node.h>

#include "fork.h"
#include "wait.h"

void write_node_head(buffer *out, as_node *node, const as_node_stats *stats)
{
    const struct sockaddr *address = (const struct sockaddr *)&as_node_get_address(node)->addr;
    const as_conn_stats *connections = &stats->sync;
    char text[AS_IP_ADDRESS_SIZE];

    as_address_short_name((struct sockaddr *)address, text, sizeof(text));
    write_cstring(out, node->name);
    write_cstring(out, text);
    write_int(out, as_address_port((struct sockaddr *)address));
    write_array(out, 6);
    write_int(out, connections->in_use);
    write_int(out, connections->in_pool);
    write_int(out, connections->opened);
    write_int(out, connections->closed);
    write_int(out, connections->recovered);
    write_int(out, connections->aborted);
}

/* [name, bytes in, bytes out, errors, timeouts, busy keys, [[buckets], ...]] */
static void write_namespace(buffer *out, const as_ns_metrics *metrics)
{
    write_array(out, 7);
    write_cstring(out, metrics->ns);
    write_int(out, (int64_t)metrics->bytes_in);
    write_int(out, (int64_t)metrics->bytes_out);
    write_int(out, (int64_t)metrics->error_count);
    write_int(out, (int64_t)metrics->timeout_count);
    write_int(out, (int64_t)metrics->key_busy_count);
    write_array(out, AS_LATENCY_TYPE_MAX);
    for (uint32_t i = 0; i < AS_LATENCY_TYPE_MAX; i++) {
        as_latency *latency = as_latency_reserve(metrics->latency[i]);

        write_array(out, latency->size);
        for (uint32_t j = 0; j < latency->size; j++) {
            write_int(out, (int64_t)as_latency_get_bucket(latency, j));
        }
        as_latency_release(latency);
    }
}

/* [head..., [namespaces]] */
static void write_node(buffer *out, as_node *node)
{
    as_node_stats stats;
    uint8_t namespaces = node->metrics_size;

    aerospike_node_stats(node, &stats);
    write_array(out, NODE_HEAD + 1);
    write_node_head(out, node, &stats);
    aerospike_node_stats_destroy(&stats);
    write_array(out, namespaces);
    for (uint8_t i = 0; i < namespaces; i++) {
        write_namespace(out, node->metrics[i]);
    }
}

/* [name | nil, application, invalid nodes, commands, retries, [nodes]] */
static void write_cluster(buffer *out, as_cluster *cluster)
{
    as_nodes *nodes = as_nodes_reserve(cluster);

    write_array(out, 6);
    write_cstring(out, cluster->cluster_name);
    write_cstring(out, cluster->app_id);
    write_int(out, cluster->invalid_node_count);
    write_int(out, (int64_t)cluster->command_count);
    write_int(out, (int64_t)cluster->retry_count);
    write_array(out, nodes->size);
    for (uint32_t i = 0; i < nodes->size; i++) {
        write_node(out, nodes->array[i]);
    }
    as_nodes_release(nodes);
}

/*
 * Listeners written in Python must not run on the C client's threads. Those threads add events to
 * a queue, and a thread of Python's removes them. A full queue drops its oldest snapshot: the
 * numbers of snapshots add up, so that little is lost.
 *
 * Python and the C client own the queue together; the last of them to release it frees it.
 */
enum {
    SNAPSHOTS = 64
};

typedef struct metrics_event {
    struct metrics_event *next;
    bool is_snapshot;
    buffer data;
} metrics_event;

struct bridge_metrics {
    fork_link link;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    metrics_event *first;
    metrics_event **last;
    uint64_t added;
    uint64_t dropped;
    int snapshots;
    int owners;
    bool once; /* ends with the first disabling */
    bool closed;
};

/*
 * The events that wait are the parent's to report. Another thread may be adding one: none is freed.
 * Metrics that the parent has enabled by a call are not enabled in the child.
 */
static void after_fork(fork_link *link)
{
    bridge_metrics *metrics = (bridge_metrics *)((char *)link - offsetof(bridge_metrics, link));

    pthread_mutex_init(&metrics->lock, NULL);
    condition_init(&metrics->filled);
    metrics->first = NULL;
    metrics->last = &metrics->first;
    metrics->added = metrics->dropped = 0;
    metrics->snapshots = 0;
    metrics->closed = metrics->closed || metrics->once;
}

bridge_metrics *bridge_metrics_new(void)
{
    bridge_metrics *metrics = calloc(1, sizeof(*metrics));

    if (metrics) {
        pthread_mutex_init(&metrics->lock, NULL);
        condition_init(&metrics->filled);
        metrics->last = &metrics->first;
        metrics->owners = 1;
        fork_watch(&metrics->link, after_fork);
    }
    return metrics;
}

static void event_free(metrics_event *event)
{
    if (event) {
        buffer_free(&event->data);
        free(event);
    }
}

void bridge_metrics_free(bridge_metrics *metrics)
{
    if (__atomic_sub_fetch(&metrics->owners, 1, __ATOMIC_ACQ_REL) > 0) {
        return;
    }
    fork_forget(&metrics->link);
    while (metrics->first) {
        metrics_event *next = metrics->first->next;

        event_free(metrics->first);
        metrics->first = next;
    }
    pthread_cond_destroy(&metrics->filled);
    pthread_mutex_destroy(&metrics->lock);
    free(metrics);
}

void metrics_end(bridge_metrics *metrics)
{
    pthread_mutex_lock(&metrics->lock);
    metrics->closed = true;
    pthread_cond_broadcast(&metrics->filled);
    pthread_mutex_unlock(&metrics->lock);
    bridge_metrics_free(metrics);
}

static void unlink_event(bridge_metrics *metrics, metrics_event **link)
{
    metrics_event *event = *link;

    *link = event->next;
    if (metrics->last == &event->next) {
        metrics->last = link;
    }
    metrics->snapshots -= event->is_snapshot;
}

/* Makes room for a snapshot; returns the one that had to go. */
static metrics_event *drop_oldest_snapshot(bridge_metrics *metrics)
{
    metrics_event **link = &metrics->first;

    if (metrics->snapshots < SNAPSHOTS) {
        return NULL;
    }
    while (!(*link)->is_snapshot) {
        link = &(*link)->next;
    }
    metrics_event *event = *link;

    unlink_event(metrics, link);
    metrics->dropped++;
    return event;
}

static metrics_event *event_new(const char *listener)
{
    metrics_event *event = calloc(1, sizeof(*event));

    if (event) {
        write_array(&event->data, 2);
        write_cstring(&event->data, listener);
    }
    return event;
}

static as_status add_event(as_error *error, bridge_metrics *metrics, metrics_event *event)
{
    if (!event || event->data.failed) {
        event_free(event);
        return as_error_set_message(error, AEROSPIKE_ERR_CLIENT, "out of memory");
    }
    pthread_mutex_lock(&metrics->lock);
    metrics_event *dropped = event->is_snapshot ? drop_oldest_snapshot(metrics) : NULL;

    *metrics->last = event;
    metrics->last = &event->next;
    metrics->snapshots += event->is_snapshot;
    metrics->added++;
    pthread_cond_signal(&metrics->filled);
    pthread_mutex_unlock(&metrics->lock);
    event_free(dropped);
    return AEROSPIKE_OK;
}

static as_status on_enable(as_error *error, void *metrics)
{
    metrics_event *event = event_new("enable_listener");

    if (event) {
        write_nil(&event->data);
    }
    return add_event(error, metrics, event);
}

static as_status on_snapshot(as_error *error, as_cluster *cluster, void *metrics)
{
    metrics_event *event = event_new("snapshot_listener");

    if (event) {
        event->is_snapshot = true;
        write_cluster(&event->data, cluster);
    }
    return add_event(error, metrics, event);
}

static as_status on_node_close(as_error *error, as_node *node, void *metrics)
{
    metrics_event *event = event_new("node_close_listener");

    if (event) {
        write_node(&event->data, node);
    }
    return add_event(error, metrics, event);
}

static as_status on_disable(as_error *error, as_cluster *cluster, void *udata)
{
    bridge_metrics *metrics = udata;
    metrics_event *event = event_new("disable_listener");

    if (event) {
        write_cluster(&event->data, cluster);
    }
    as_status status = add_event(error, metrics, event);

    if (metrics->once) {
        metrics_end(metrics);
    }
    return status;
}

void metrics_listen(as_metrics_policy *policy, bridge_metrics *metrics, bool once)
{
    metrics->once = metrics->once || once;
    __atomic_add_fetch(&metrics->owners, 1, __ATOMIC_ACQ_REL);
    as_metrics_policy_set_listeners(policy, on_enable, on_disable, on_node_close, on_snapshot,
                                    metrics);
}

bool metrics_pop(bridge_metrics *metrics, buffer *out)
{
    pthread_mutex_lock(&metrics->lock);
    while (!metrics->first && !metrics->closed) {
        pthread_cond_wait(&metrics->filled, &metrics->lock);
    }
    metrics_event *event = metrics->first;

    if (event) {
        unlink_event(metrics, &metrics->first);
    }
    pthread_mutex_unlock(&metrics->lock);
    if (event) {
        buffer_join(out, &event->data);
        event_free(event);
    }
    return event;
}

/* How many events were added and not dropped. */
uint64_t bridge_metrics_count(bridge_metrics *metrics)
{
    pthread_mutex_lock(&metrics->lock);
    uint64_t count = metrics->added - metrics->dropped;

    pthread_mutex_unlock(&metrics->lock);
    return count;
}
