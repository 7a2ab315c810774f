#include "loops.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uv.h>

#include <aerospike/as_cluster.h>
#include <aerospike/as_config_file.h>
#include <aerospike/as_log_macros.h>
#include <aerospike/as_metrics.h>

#include "bridge.h"
#include "fork.h"
#include "thread.h"
#include "wait.h"

/* Of the C client. */
extern uint32_t as_event_loop_capacity;
void aerospike_destroy_internal(aerospike *as);
void as_cluster_destroy(as_cluster *cluster);

enum {
    PAUSE_NANOS = 1000 * 1000
};

loop_beginning loop_beginnings[MOST_LOOPS];

static const uint64_t later_milliseconds[LATER_COUNT] = {[LATER_RETRY] = 2, [LATER_SWEEP] = 20};

static struct {
    pthread_mutex_t lock;
    fork_link link;
    struct {
        struct {
            uv_timer_t timer;
            loop_task *tasks;
        } later[LATER_COUNT];
        uv_prepare_t before_wait;
        uv_check_t after_wait;
        loop_task *soon;
    } each[MOST_LOOPS]; /* used on its loop alone */
} loops = {.lock = PTHREAD_MUTEX_INITIALIZER};

static pthread_once_t started = PTHREAD_ONCE_INIT;

/* The threads have stayed in the parent. What their loops had stays allocated, and is not used. */
static void after_fork(fork_link *link)
{
    (void)link;
    pthread_mutex_init(&loops.lock, NULL);
    as_event_loops = as_event_loop_current = NULL;
    as_event_loop_size = 0;
    memset(loops.each, 0, sizeof(loops.each));
}

static void start(void)
{
    fork_watch(&loops.link, after_fork);
}

uint32_t counted_timeout(uint32_t total_timeout)
{
    return total_timeout == AS_POLICY_TOTAL_TIMEOUT_DEFAULT ? 0 : total_timeout;
}

uint32_t timeout_after(uint32_t waited, uint32_t total_timeout)
{
    if (!counted_timeout(total_timeout)) {
        return total_timeout;
    }
    return total_timeout > waited ? total_timeout - waited : 1;
}

bool loop_batch_goes_on(loop_batch *batch, const as_error *error)
{
    if (!batch->goes_on || batch->kept || !error) {
        return false;
    }
    as_error_copy(&batch->refusal, error);
    batch->kept = true;
    return true;
}

uint32_t loops_count(void)
{
    return __atomic_load_n(&as_event_loop_size, __ATOMIC_ACQUIRE);
}

bool on_loop(void)
{
    for (uint32_t i = 0; i < loops_count(); i++) {
        if (pthread_equal(as_event_loops[i].thread, pthread_self())) {
            return true;
        }
    }
    return false;
}

static void pause_briefly(void)
{
    static const struct timespec length = {.tv_nsec = PAUSE_NANOS};

    nanosleep(&length, NULL);
}

void loop_execute(as_event_loop *loop, as_event_executable run, void *udata)
{
    while (!as_event_execute(loop, run, udata)) {
        pause_briefly();
    }
}

static void run_tasks(loop_task **tasks)
{
    loop_task *task = *tasks;

    *tasks = NULL;
    while (task) {
        loop_task *next = task->next;

        task->run(task);
        task = next;
    }
}

static void run_later(uv_timer_t *timer)
{
    run_tasks(timer->data);
}

static void run_before_wait(uv_prepare_t *handle)
{
    run_tasks(handle->data);
}

static void run_after_wait(uv_check_t *handle)
{
    run_tasks(handle->data);
}

static void add_task(loop_task **tasks, loop_task *task)
{
    task->next = *tasks;
    *tasks = task;
}

void loop_run_later(as_event_loop *loop, loop_later when, loop_task *task)
{
    loop_task **tasks = &loops.each[loop->index].later[when].tasks;

    if (!*tasks) {
        uv_timer_start(&loops.each[loop->index].later[when].timer, run_later,
                       later_milliseconds[when], 0);
    }
    add_task(tasks, task);
}

void loop_run_soon(as_event_loop *loop, loop_task *task)
{
    add_task(&loops.each[loop->index].soon, task);
}

static void init_tasks(uv_loop_t *loop, uint32_t index)
{
    uv_prepare_t *before_wait = &loops.each[index].before_wait;
    uv_check_t *after_wait = &loops.each[index].after_wait;

    for (int i = 0; i < LATER_COUNT; i++) {
        uv_timer_init(loop, &loops.each[index].later[i].timer);
        loops.each[index].later[i].timer.data = &loops.each[index].later[i].tasks;
    }
    before_wait->data = after_wait->data = &loops.each[index].soon;
    uv_prepare_init(loop, before_wait);
    uv_prepare_start(before_wait, run_before_wait);
    uv_check_init(loop, after_wait);
    uv_check_start(after_wait, run_after_wait);
}

/* A thread that begins, and the one that waits until it has. */
typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool begun;
    int status;
} beginning;

static void *run_loop(void *argument)
{
    beginning *begin = argument;
    uv_loop_t *loop = malloc(sizeof(*loop));
    as_event_loop *made = NULL;
    as_error error;
    int status = AEROSPIKE_ERR_CLIENT;

    if (loop && uv_loop_init(loop) == 0) {
        status = as_set_external_event_loop(&error, NULL, loop, &made);
    }
    if (status == AEROSPIKE_OK) {
        init_tasks(loop, made->index);
    }
    pthread_mutex_lock(&begin->lock);
    begin->status = status;
    begin->begun = true;
    pthread_cond_signal(&begin->changed);
    pthread_mutex_unlock(&begin->lock);
    if (status == AEROSPIKE_OK) {
        uv_run(loop, UV_RUN_DEFAULT);
    }
    return NULL;
}

static int start_loop(void)
{
    beginning begin = {.lock = PTHREAD_MUTEX_INITIALIZER, .status = AEROSPIKE_ERR_CLIENT};

    condition_init(&begin.changed);
    if (bridge_thread_start(run_loop, &begin)) {
        pthread_mutex_lock(&begin.lock);
        while (!begin.begun) {
            pthread_cond_wait(&begin.changed, &begin.lock);
        }
        pthread_mutex_unlock(&begin.lock);
    }
    pthread_cond_destroy(&begin.changed);
    return begin.status;
}

int bridge_loops_start(unsigned count)
{
    int status = AEROSPIKE_OK;

    pthread_once(&started, start);
    pthread_mutex_lock(&loops.lock);
    /* The C client registers a loop under a static lock. */
    fork_hold();
    if (!as_event_loops && !as_event_set_external_loop_capacity(MOST_LOOPS)) {
        status = AEROSPIKE_ERR_CLIENT;
    }
    while (status == AEROSPIKE_OK && loops_count() < count && loops_count() < MOST_LOOPS) {
        status = start_loop();
    }
    fork_release();
    pthread_mutex_unlock(&loops.lock);
    return status;
}

/* The dynamic configuration's number of connections is that of the loops, too. */
static void follow_provider(aerospike *as)
{
    uint8_t *set = as->config_bitmap;

    if (set && as_field_is_set(set, AS_MAX_CONNS_PER_NODE) &&
        !as_field_is_set(set, AS_ASYNC_MAX_CONNS_PER_NODE)) {
        as->config.async_max_conns_per_node = as->config.max_conns_per_node;
    }
}

int loops_connect(aerospike *as, as_error *error)
{
    as_config *config = &as->config;

    follow_provider(as);
    uint32_t least = config->async_min_conns_per_node;
    uint32_t most = config->async_max_conns_per_node;
    uint32_t count = loops_count();

    __atomic_store_n(&as_event_loop_capacity, MOST_LOOPS, __ATOMIC_RELEASE);
    if (count) {
        /* The C client divides them by the number of loops that there may be. */
        config->async_min_conns_per_node = least * MOST_LOOPS / count;
        config->async_max_conns_per_node = most * MOST_LOOPS / count;
    }
    int status = aerospike_connect(as, error);

    config->async_min_conns_per_node = least;
    config->async_max_conns_per_node = most;
    return status;
}

/* The end of a cluster's work on one loop. */
typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    as_cluster *cluster;
    bool looked;
    bool closed;
} ending;

static void look(as_event_loop *loop, void *udata)
{
    ending *end = udata;
    as_event_state *state = &end->cluster->event_state[loop->index];

    pthread_mutex_lock(&end->lock);
    end->closed = state->closed = state->pending <= 0;
    end->looked = true;
    pthread_cond_signal(&end->changed);
    pthread_mutex_unlock(&end->lock);
}

/* Whether the cluster runs nothing on the loop. If so, it will run nothing later, either. */
static bool try_to_end(ending *end, as_event_loop *loop)
{
    end->looked = false;
    loop_execute(loop, look, end);
    pthread_mutex_lock(&end->lock);
    while (!end->looked) {
        pthread_cond_wait(&end->changed, &end->lock);
    }
    pthread_mutex_unlock(&end->lock);
    return end->closed;
}

static void end_on_loops(as_cluster *cluster)
{
    ending end = {.lock = PTHREAD_MUTEX_INITIALIZER, .cluster = cluster};

    condition_init(&end.changed);
    for (uint32_t i = 0; i < loops_count(); i++) {
        while (!try_to_end(&end, &as_event_loops[i])) {
            pause_briefly();
        }
    }
    pthread_cond_destroy(&end.changed);
}

/* Not on a loop: it waits for all of them. */
void loops_close(aerospike *as, as_error *error)
{
    as_cluster *cluster = as->cluster;

    as_error_reset(error);
    if (!cluster) {
        return;
    }
    if (cluster->metrics_enabled) {
        pthread_mutex_lock(&cluster->metrics_lock);
        if (as_cluster_disable_metrics(error, cluster) != AEROSPIKE_OK) {
            as_log_warn("Metrics error: %s %s", as_error_string(error->code), error->message);
            as_error_reset(error);
        }
        pthread_mutex_unlock(&cluster->metrics_lock);
    }
    end_on_loops(cluster);
    as_cluster_destroy(cluster);
    as->cluster = NULL;
}

void loops_destroy(aerospike *as)
{
    aerospike_destroy_internal(as);
}
