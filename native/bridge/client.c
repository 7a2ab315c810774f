#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <aerospike/as_cluster.h>
#include <aerospike/as_node.h>
#include <aerospike/as_shm_cluster.h>
#include <aerospike/as_tls.h>

#include "diagnosis.h"
#include "fork.h"
#include "internal.h"
#include "job.h"
#include "loops.h"
#include "lua.h"
#include "metrics_queue.h"
#include "wait.h"

enum {
    GRACE_NANOS = 200 * 1000 * 1000, /* for streams that end because of the close */
    WAIT_NANOS = 50 * 1000 * 1000,
    FINALIZER_NANOS = 150 * 1000 * 1000
};

/*
 * A client counts its running commands. Close first turns new ones away, then waits for the others:
 * their sockets and nodes must not go while a command uses them. It does not wait long for commands
 * that were abandoned; the last of those closes the cluster.
 *
 * Its owner in Python and each statement hold a client; the last one frees it.
 */
typedef enum {
    CLIENT_CLOSED,
    CLIENT_CONNECTED,
    CLIENT_INHERITED /* connected in the parent of a fork; the first command connects again */
} client_state;

struct bridge_client {
    as_config config;
    aerospike as;
    fork_link link;
    pthread_mutex_t lock;
    pthread_cond_t changed;  /* a command has left, or a close has ended */
    bridge_metrics *metrics; /* of the configuration, or NULL */
    int references;
    int running;   /* running commands */
    int abandoned; /* commands whose callers no longer wait */
    int state;
    bool initialised;
    bool closing;     /* from the beginning of a close to the next connect */
    bool close_later; /* the last abandoned command has to close the cluster */
};

/*
 * The parent goes on with its cluster. The child forgets it: its memory, a copy, stays allocated,
 * and its sockets stay open in the child until the child ends, since both may be in use by a thread
 * of the parent at the moment of the fork.
 */
static void after_fork(fork_link *link)
{
    bridge_client *client = (bridge_client *)((char *)link - offsetof(bridge_client, link));

    pthread_mutex_init(&client->lock, NULL);
    condition_init(&client->changed);
    if (client->initialised) {
        client->as.cluster = NULL;
    }
    if (client->state == CLIENT_CONNECTED) {
        client->state = CLIENT_INHERITED;
    }
    client->running = client->abandoned = 0;
    client->close_later = false;
}

bridge_client *bridge_client_new(void)
{
    bridge_client *client = calloc(1, sizeof(*client));

    if (!client) {
        return NULL;
    }
    client->references = 1;
    pthread_mutex_init(&client->lock, NULL);
    condition_init(&client->changed);
    as_config_init(&client->config);
    fork_watch(&client->link, after_fork);
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

static client_state state_of(const bridge_client *client)
{
    return (client_state)__atomic_load_n(&client->state, __ATOMIC_SEQ_CST);
}

static void set_state(bridge_client *client, client_state state)
{
    __atomic_store_n(&client->state, (int)state, __ATOMIC_SEQ_CST);
}

static void leave(bridge_client *client)
{
    if (__atomic_sub_fetch(&client->running, 1, __ATOMIC_SEQ_CST) || !client_closing(client)) {
        return;
    }
    if (!on_loop()) {
        pthread_mutex_lock(&client->lock);
    }
    else if (pthread_mutex_trylock(&client->lock) != 0) {
        /* A close that has the lock may be waiting for the loop. If it does not, it looks again. */
        return;
    }
    pthread_cond_broadcast(&client->changed);
    pthread_mutex_unlock(&client->lock);
}

static bool enter_connected(bridge_client *client)
{
    __atomic_add_fetch(&client->running, 1, __ATOMIC_SEQ_CST);
    if (state_of(client) == CLIENT_CONNECTED) {
        return true;
    }
    leave(client);
    return false;
}

static int connect_locked(bridge_client *client, bridge_call *call)
{
    while (client->abandoned || client->close_later) {
        condition_wait_for(&client->changed, &client->lock, WAIT_NANOS);
    }
    if (!client->initialised) {
        /* Now the configuration's strings belong to `as`. */
        aerospike_init(&client->as, &client->config);
        client->initialised = true;
    }
    if (client->as.config.tls.enable) {
        /* It initialises under a static lock, once. */
        fork_hold();
        as_tls_check_init();
        fork_release();
    }
    prepare_lua(&client->as.config.lua);
    diagnosis_begin();
    if (loops_connect(&client->as, &call->error) == AEROSPIKE_OK) {
        __atomic_store_n(&client->closing, false, __ATOMIC_RELEASE);
        set_state(client, CLIENT_CONNECTED);
    }
    diagnosis_end(&client->as.config, call->error.code != AEROSPIKE_OK);
    return call->error.code;
}

aerospike *client_enter(bridge_client *client, bridge_call *call)
{
    while (!enter_connected(client)) {
        pthread_mutex_lock(&client->lock);
        bool failed = state_of(client) == CLIENT_CLOSED;

        if (failed) {
            fail(call, BRIDGE_NOT_CONNECTED, "No connection to aerospike cluster");
        }
        else if (state_of(client) == CLIENT_INHERITED) {
            failed = connect_locked(client, call) != AEROSPIKE_OK;
        }
        pthread_mutex_unlock(&client->lock);
        if (failed) {
            return NULL;
        }
    }
    as_error_reset(&call->error);
    buffer_reset(&call->reply);
    call->client = client;
    __atomic_store_n(&call->state, CALL_UNDER_WAY, __ATOMIC_RELEASE);
    return &client->as;
}

static void leave_abandoned(bridge_client *client)
{
    pthread_mutex_lock(&client->lock);
    if (--client->abandoned == 0 && client->close_later) {
        as_error ignored;

        loops_close(&client->as, &ignored);
        client->close_later = false;
    }
    pthread_cond_broadcast(&client->changed);
    pthread_mutex_unlock(&client->lock);
}

void client_leave(bridge_client *client, bridge_call *call)
{
    if (__atomic_exchange_n(&call->state, CALL_IDLE, __ATOMIC_ACQ_REL) == CALL_ABANDONED) {
        leave_abandoned(client);
    }
    else {
        leave(client);
    }
}

void bridge_call_abandon(bridge_call *call)
{
    int expected = CALL_UNDER_WAY;

    if (__atomic_load_n(&call->state, __ATOMIC_ACQUIRE) != expected) {
        return;
    }
    bridge_client *client = call->client;

    pthread_mutex_lock(&client->lock);
    if (__atomic_compare_exchange_n(&call->state, &expected, CALL_ABANDONED, false,
                                    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        client->abandoned++;
        __atomic_sub_fetch(&client->running, 1, __ATOMIC_SEQ_CST);
        pthread_cond_broadcast(&client->changed);
    }
    pthread_mutex_unlock(&client->lock);
}

void client_connect(bridge_client *client, bridge_call *call)
{
    pthread_mutex_lock(&client->lock);
    if (state_of(client) != CLIENT_CONNECTED) {
        connect_locked(client, call);
    }
    pthread_mutex_unlock(&client->lock);
}

void client_close(bridge_client *client, as_error *error)
{
    as_error_reset(error);
    pthread_mutex_lock(&client->lock);
    client_state state = state_of(client);

    set_state(client, CLIENT_CLOSED);
    if (state == CLIENT_CONNECTED) {
        __atomic_store_n(&client->closing, true, __ATOMIC_SEQ_CST);
        while (__atomic_load_n(&client->running, __ATOMIC_SEQ_CST)) {
            condition_wait_for(&client->changed, &client->lock, WAIT_NANOS);
        }
        int64_t until = monotonic_nanos() + GRACE_NANOS;

        while (client->abandoned && monotonic_nanos() < until) {
            condition_wait_for(&client->changed, &client->lock, until - monotonic_nanos());
        }
        if (client->abandoned) {
            client->close_later = true;
        }
        else {
            loops_close(&client->as, error);
        }
    }
    pthread_mutex_unlock(&client->lock);
}

/* Closing joins threads of the C client, which may wait for a node: not in a finalizer's time. */
typedef struct {
    job base;
    bridge_client *client;
} ending;

static void run_close(job *base)
{
    bridge_client *client = ((ending *)base)->client;
    as_error ignored;

    client_close(client, &ignored);
    client_release(client);
}

static void run_destroy(job *base)
{
    bridge_client *client = ((ending *)base)->client;
    as_error ignored;

    client_close(client, &ignored);
    fork_forget(&client->link);
    if (client->initialised) {
        loops_destroy(&client->as);
    }
    else {
        as_config_destroy(&client->config);
    }
    if (client->metrics) {
        metrics_end(client->metrics);
    }
    pthread_cond_destroy(&client->changed);
    pthread_mutex_destroy(&client->lock);
    free(client);
}

static void free_ending(job *base)
{
    free(base);
}

static void end_soon(bridge_client *client, void (*run)(job *base))
{
    ending *one = calloc(1, sizeof(*one));
    ending here = {.client = client};

    if (!one) {
        run(&here.base);
        return;
    }
    one->client = client;
    job_init(&one->base, run, free_ending);
    job_start(&one->base);
    job_wait(&one->base, FINALIZER_NANOS);
    job_leave(&one->base);
}

/* For a finalizer: a close that lasts longer than a finalizer may goes on in a thread. */
void bridge_client_close_soon(bridge_client *client)
{
    end_soon(client_retain(client), run_close);
}

bridge_client *client_retain(bridge_client *client)
{
    __atomic_add_fetch(&client->references, 1, __ATOMIC_RELAXED);
    return client;
}

void client_release(bridge_client *client)
{
    if (__atomic_sub_fetch(&client->references, 1, __ATOMIC_ACQ_REL) == 0) {
        end_soon(client, run_destroy);
    }
}

void bridge_client_free(bridge_client *client)
{
    if (client) {
        client_release(client);
    }
}

/* Called once, before the client connects. */
void bridge_client_listen(bridge_client *client, bridge_metrics *metrics)
{
    metrics_listen(&bridge_client_config(client)->policies.metrics, metrics, false);
    client->metrics = metrics;
}
