#include "lua.h"

#include <pthread.h>
#include <string.h>

#include <aerospike/as_dir.h>
#include <aerospike/as_module.h>
#include <aerospike/as_stream.h>
#include <aerospike/mod_lua.h>

#include "fork.h"

/*
 * The C client has one directory of Lua modules for the process, which it reads
 * when an aggregation makes its Lua state; the state keeps what it has read.
 * So that each client has its own, an aggregation sets the directory and makes
 * its state under one lock. It lets go of the lock when its function reads the
 * first record or writes the first value: by then the state is there.
 *
 * A client that names no directory uses that of the first one that does, as in
 * the official package; Lua looks in the working directory before.
 */

enum {
    PATH_SIZE = sizeof(((as_config_lua *)0)->user_path)
};

/* A running aggregation. The address of its module's name identifies it. */
typedef struct aggregation {
    const char *module;
    const char *path;
    struct aggregation *next;
} aggregation;

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Guards runs and shared_path; never held for long. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static aggregation *runs;
static char shared_path[PATH_SIZE];

/* Guards the C client's directory. Its name is configured_path, "" if unknown. */
static pthread_mutex_t configuration = PTHREAD_MUTEX_INITIALIZER;
static char configured_path[PATH_SIZE];
static __thread bool configuring;

static as_module_hooks hooks;
static int (*apply_stream)(as_module *module, as_udf_context *context, const char *name,
                           const char *function, as_stream *in, as_list *arguments, as_stream *out,
                           as_result *result);

static void configure(const char *path)
{
    as_config_lua config = {.cache_enabled = false};

    pthread_mutex_lock(&configuration);
    configuring = true;
    if (strcmp(configured_path, path) == 0) {
        return;
    }
    as_strncpy(config.user_path, path, sizeof(config.user_path));
    /* A forked child cannot repair what the C client changes here. */
    fork_hold();
    aerospike_init_lua(&config);
    fork_release();
    /* What is not there is looked for again the next time. */
    as_strncpy(configured_path, as_dir_exists(path) ? path : "", sizeof(configured_path));
}

static void unlock_configuration(void)
{
    if (configuring) {
        configuring = false;
        pthread_mutex_unlock(&configuration);
    }
}

/* A stream around one of the C client's, which is its data. */

static as_stream *inner(const as_stream *stream)
{
    return stream->data;
}

static int destroy_stream(as_stream *stream)
{
    as_stream_destroy(inner(stream));
    return 0;
}

static as_val *read_stream(const as_stream *stream)
{
    unlock_configuration();
    return as_stream_read(inner(stream));
}

static as_stream_status write_stream(const as_stream *stream, as_val *value)
{
    unlock_configuration();
    return as_stream_write(inner(stream), value);
}

static void wrap_stream(as_stream *stream, as_stream_hooks *own, as_stream *other)
{
    /* Lua asks whether a stream can be read and written by looking whether there is a hook. */
    *own = (as_stream_hooks){
        .destroy = destroy_stream,
        .read = other->hooks->read ? read_stream : NULL,
        .write = other->hooks->write ? write_stream : NULL,
    };
    as_stream_init(stream, other, own);
}

static void find_path(const char *module, char *path)
{
    pthread_mutex_lock(&lock);
    const char *found = shared_path;

    for (const aggregation *run = runs; run; run = run->next) {
        if (run->module == module && run->path[0]) {
            found = run->path;
        }
    }
    as_strncpy(path, found[0] ? found : ".", PATH_SIZE);
    pthread_mutex_unlock(&lock);
}

static int apply_with_own_path(as_module *module, as_udf_context *context, const char *name,
                               const char *function, as_stream *in, as_list *arguments,
                               as_stream *out, as_result *result)
{
    char path[PATH_SIZE];
    as_stream outer_in, outer_out;
    as_stream_hooks in_hooks, out_hooks;

    find_path(name, path);
    wrap_stream(&outer_in, &in_hooks, in);
    wrap_stream(&outer_out, &out_hooks, out);
    configure(path);
    int status =
        apply_stream(module, context, name, function, &outer_in, arguments, &outer_out, result);

    unlock_configuration();
    return status;
}

static fork_link watched;

/* The threads that held the locks are the parent's. */
static void after_fork(fork_link *self)
{
    (void)self;
    pthread_mutex_init(&lock, NULL);
    pthread_mutex_init(&configuration, NULL);
    configuring = false;
    configured_path[0] = '\0';
    runs = NULL;
}

static void prepare(void)
{
    fork_watch(&watched, after_fork);
    /* After this, connecting does not change the C client's directory. */
    configure(".");
    unlock_configuration();
    hooks = *mod_lua.hooks;
    apply_stream = hooks.apply_stream;
    hooks.apply_stream = apply_with_own_path;
    mod_lua.hooks = &hooks;
}

void prepare_lua(const as_config_lua *config)
{
    pthread_once(&once, prepare);
    pthread_mutex_lock(&lock);
    if (!shared_path[0]) {
        as_strncpy(shared_path, config->user_path, sizeof(shared_path));
    }
    pthread_mutex_unlock(&lock);
}

static void end_run(aggregation *run)
{
    pthread_mutex_lock(&lock);
    for (aggregation **link = &runs; *link; link = &(*link)->next) {
        if (*link == run) {
            *link = run->next;
            break;
        }
    }
    pthread_mutex_unlock(&lock);
}

as_status query_foreach_with_lua(aerospike *as, as_error *error, const as_policy_query *policy,
                                 as_query *query, aerospike_query_foreach_callback callback,
                                 void *udata)
{
    aggregation run = {.module = query->apply.module, .path = as->config.lua.user_path};

    if (!query->apply.function[0]) {
        return aerospike_query_foreach(as, error, policy, query, callback, udata);
    }
    pthread_mutex_lock(&lock);
    run.next = runs;
    runs = &run;
    pthread_mutex_unlock(&lock);
    as_status status = aerospike_query_foreach(as, error, policy, query, callback, udata);

    end_run(&run);
    return status;
}
