#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <aerospike/as_cluster.h>
#include <aerospike/as_node.h>
#include <aerospike/as_random.h>
#include <aerospike/as_shm_cluster.h>
#include <citrusleaf/cf_random.h>

#include "internal.h"

/*
 * A client counts the commands that are under way in it. Close first turns new
 * ones away, then waits for the others: their sockets and nodes must not go
 * while they are used.
 */
struct bridge_client {
    as_config config;
    aerospike as;
    pthread_mutex_t lock;
    pthread_cond_t idle;
    bridge_metrics *metrics; /* of the configuration, or NULL */
    unsigned generation;     /* of the process: another one after a fork */
    unsigned references;
    int running;
    int abandoned; /* of those that are running: close does not wait for them */
    bool initialised;
    bool connected;
    bool open; /* the cluster's threads and sockets are there */
    bool closing;
};

static unsigned process_generation;
static pthread_once_t watch_forks = PTHREAD_ONCE_INIT;

/*
 * The ids of scans and queries are random, and a server refuses one that it knows. Children of one
 * parent would all go on in its random numbers: those of the thread that forked, and those that the
 * C client keeps in store for others.
 */
extern __thread as_random as_rand;
static unsigned store_generation;

static void after_fork_in_child(void)
{
    process_generation++;
    as_rand.initialized = false;
}

static void leave_random_numbers_to_parent(void)
{
    uint8_t dropped[8 * 1024 - 1]; /* so much that no more than a byte is left */

    if (__atomic_exchange_n(&store_generation, process_generation, __ATOMIC_RELAXED) !=
        process_generation) {
        cf_get_rand_buf(dropped, sizeof(dropped));
    }
}

static void start_watching_forks(void)
{
    pthread_atfork(NULL, NULL, after_fork_in_child);
}

bool client_inherited(const bridge_client *client)
{
    return client->generation != process_generation;
}

int fail_inherited(bridge_call *call)
{
    return fail(call, BRIDGE_FORKED,
                "This client was connected before the process was forked, and its connections "
                "belong to the parent. Make a client in the child: aerospike.client(config).");
}

bridge_client *bridge_client_new(void)
{
    bridge_client *client = calloc(1, sizeof(*client));

    if (!client) {
        return NULL;
    }
    pthread_once(&watch_forks, start_watching_forks);
    leave_random_numbers_to_parent();
    client->generation = process_generation;
    client->references = 1;
    pthread_mutex_init(&client->lock, NULL);
    pthread_cond_init(&client->idle, NULL);
    as_config_init(&client->config);
    return client;
}

as_config *bridge_client_config(bridge_client *client)
{
    return client->initialised ? &client->as.config : &client->config;
}

bool client_closing(const bridge_client *client)
{
    return __atomic_load_n(&client->closing, __ATOMIC_ACQUIRE);
}

aerospike *client_enter(bridge_client *client, bridge_call *call)
{
    if (client_inherited(client)) {
        fail_inherited(call);
        return NULL;
    }
    __atomic_add_fetch(&client->running, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&client->connected, __ATOMIC_SEQ_CST)) {
        as_error_reset(&call->error);
        buffer_reset(&call->reply);
        return &client->as;
    }
    client_leave(client);
    fail(call, BRIDGE_NOT_CONNECTED, "No connection to aerospike cluster");
    return NULL;
}

void client_leave(bridge_client *client)
{
    __atomic_sub_fetch(&client->running, 1, __ATOMIC_SEQ_CST);
    if (client_closing(client)) {
        pthread_mutex_lock(&client->lock);
        pthread_cond_broadcast(&client->idle);
        pthread_mutex_unlock(&client->lock);
    }
}

void client_abandon(bridge_client *client)
{
    pthread_mutex_lock(&client->lock);
    client->abandoned++;
    pthread_cond_broadcast(&client->idle);
    pthread_mutex_unlock(&client->lock);
}

static void close_cluster(bridge_client *client, as_error *error)
{
    client->open = false;
    aerospike_close(&client->as, error);
}

void client_leave_abandoned(bridge_client *client)
{
    as_error error;

    pthread_mutex_lock(&client->lock);
    client->abandoned--;
    if (__atomic_sub_fetch(&client->running, 1, __ATOMIC_SEQ_CST) == 0 && client->open &&
        !client->connected) {
        close_cluster(client, &error);
    }
    pthread_cond_broadcast(&client->idle);
    pthread_mutex_unlock(&client->lock);
}

/*
 * There is one directory of Lua modules for the process, and the C client takes that of the first
 * client, even if it has named none. Here, the last client that names one decides.
 */
static void configure_lua(as_config_lua *config)
{
    if (strcmp(config->user_path, AS_CONFIG_LUA_USER_PATH) != 0) {
        aerospike_init_lua(config);
    }
}

int64_t bridge_client_connect(bridge_client *client, bridge_call *call)
{
    as_error_reset(&call->error);
    buffer_reset(&call->reply);
    if (client_inherited(client)) {
        return outcome(call, fail_inherited(call));
    }
    pthread_mutex_lock(&client->lock);
    while (client->open && !client->connected) {
        pthread_cond_wait(&client->idle, &client->lock);
    }
    if (!client->connected) {
        if (!client->initialised) {
            /* The configuration's strings belong to `as` from here on. */
            aerospike_init(&client->as, &client->config);
            client->initialised = true;
        }
        if (aerospike_connect(&client->as, &call->error) == AEROSPIKE_OK) {
            configure_lua(&client->as.config.lua);
            client->closing = false;
            client->open = true;
            __atomic_store_n(&client->connected, true, __ATOMIC_SEQ_CST);
        }
    }
    pthread_mutex_unlock(&client->lock);
    return outcome(call, call->error.code);
}

int64_t bridge_client_close(bridge_client *client, bridge_call *call)
{
    as_error_reset(&call->error);
    if (client_inherited(client)) {
        return outcome(call, AEROSPIKE_OK);
    }
    pthread_mutex_lock(&client->lock);
    if (client->connected) {
        __atomic_store_n(&client->closing, true, __ATOMIC_SEQ_CST);
        __atomic_store_n(&client->connected, false, __ATOMIC_SEQ_CST);
        while (__atomic_load_n(&client->running, __ATOMIC_SEQ_CST) > client->abandoned) {
            pthread_cond_wait(&client->idle, &client->lock);
        }
        if (!__atomic_load_n(&client->running, __ATOMIC_SEQ_CST)) {
            close_cluster(client, &call->error);
        }
    }
    pthread_mutex_unlock(&client->lock);
    return outcome(call, call->error.code);
}

bridge_client *client_retain(bridge_client *client)
{
    __atomic_add_fetch(&client->references, 1, __ATOMIC_RELAXED);
    return client;
}

void client_release(bridge_client *client)
{
    if (client_inherited(client) ||
        __atomic_sub_fetch(&client->references, 1, __ATOMIC_ACQ_REL) > 0) {
        return;
    }
    bridge_call call = {0};

    bridge_client_close(client, &call);
    if (client->initialised) {
        aerospike_destroy(&client->as);
    }
    else {
        as_config_destroy(&client->config);
    }
    if (client->metrics) {
        metrics_end(client->metrics);
    }
    pthread_cond_destroy(&client->idle);
    pthread_mutex_destroy(&client->lock);
    free(client);
}

void bridge_client_free(bridge_client *client)
{
    if (client && !client_inherited(client)) {
        client_release(client);
    }
}

/* To be called once, before the client connects. */
void bridge_client_listen(bridge_client *client, bridge_metrics *metrics)
{
    metrics_listen(bridge_client_config(client), metrics);
    client->metrics = metrics;
}

bool bridge_client_is_connected(bridge_client *client)
{
    if (client_inherited(client)) {
        return false;
    }
    bridge_call call = {0};
    aerospike *as = client_enter(client, &call);

    if (!as) {
        return false;
    }
    bool connected = as->cluster && aerospike_cluster_is_connected(as);

    client_leave(client);
    return connected;
}

/* [[name, address, port], ...] of the nodes that the client knows. */
int64_t bridge_client_nodes(bridge_client *client, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_nodes *nodes = as_nodes_reserve(as->cluster);

    write_array(&call->reply, nodes->size);
    for (uint32_t i = 0; i < nodes->size; i++) {
        as_node *node = nodes->array[i];

        write_array(&call->reply, 2);
        write_cstring(&call->reply, node->name);
        write_cstring(&call->reply, as_node_get_address_string(node));
    }
    as_nodes_release(nodes);
    client_leave(client);
    return outcome(call, finish(call, AEROSPIKE_OK));
}

int64_t bridge_client_shm_key(bridge_client *client, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    if (as->cluster->shm_info) {
        write_int(&call->reply, as->config.shm_key);
    }
    else {
        write_nil(&call->reply);
    }
    client_leave(client);
    return outcome(call, finish(call, AEROSPIKE_OK));
}
