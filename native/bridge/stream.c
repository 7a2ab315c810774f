#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <aerospike/aerospike_query.h>
#include <aerospike/aerospike_scan.h>

#include "lua.h"
#include "statement.h"
#include "thread.h"
#include "wait.h"

/* Python pulls chunks of about this size, unless the wait for more becomes long. */
enum {
    CHUNK = 32 * 1024,
    LIMIT = 64 * 1024,
    MILLISECOND = 1000 * 1000,
    PATIENCE_NANOS = 2 * MILLISECOND,
    ROOM_NANOS = 50 * MILLISECOND,
    /* A stream that takes longer to stop is left to its thread. */
    STOP_MILLISECONDS = 50
};

/* The C client's threads call what follows up to run_stream(). */

/* An error of ours ends the stream; the first one counts. With the lock. */
static bool fail_stream(bridge_stream *stream, int code, const char *message)
{
    if (!stream->failed) {
        as_error_set_message(&stream->error, (as_status)code, message);
        stream->failed = true;
    }
    return false;
}

/* With the lock: something has changed that Python may wait for. */
static void tell_reader(bridge_stream *stream)
{
    pthread_cond_broadcast(&stream->changed);
    if (stream->awaited != WATCH_NOTHING) {
        stream->awaited = WATCH_NOTHING;
        wakeup_ring(&stream->bell);
    }
}

/* With the lock. */
static bool append(bridge_stream *stream, const as_val *value, uint64_t bval)
{
    size_t before = stream->records.size;
    codec_status status = write_record(&stream->records, value, stream->flags);

    if (status == CODEC_OK && stream->records.failed) {
        status = CODEC_NO_MEMORY;
    }
    if (status == CODEC_OK && stream->reached && as_val_type(value) == AS_REC) {
        status =
            append_mark(&stream->queued, stream->reached, &((as_record *)value)->key.digest, bval);
    }
    if (status != CODEC_OK) {
        stream->records.size = before;
        return fail_stream(stream, AEROSPIKE_ERR_CLIENT, codec_message(status));
    }
    stream->count++;
    if ((before < CHUNK && stream->records.size >= CHUNK) || stream->awaited == WATCH_READY) {
        tell_reader(stream);
    }
    return true;
}

extern const as_rec_hooks as_record_rec_hooks;

/*
 * Appends a record when the C client releases it, on the thread that has read it. By then its
 * partition stands at the record, with the value that the secondary index has of it.
 */
static bool append_released(as_rec *rec)
{
    bridge_stream *stream = rec->data;
    as_record *record = (as_record *)rec;
    const as_partitions_status *status = *plan_partitions(&stream->plan);
    uint32_t part = partition_id(&record->key.digest) - (uint32_t)status->part_begin;

    pthread_mutex_lock(&stream->lock);
    append(stream, (as_val *)rec, part < status->part_count ? status->parts[part].bval : 0);
    pthread_mutex_unlock(&stream->lock);
    return as_record_rec_hooks.destroy(rec);
}

static const as_rec_hooks append_when_released = {.destroy = append_released};

/* False ends the stream. */
static bool on_value(const as_val *value, void *udata)
{
    bridge_stream *stream = udata;

    if (!value) {
        return false;
    }
    pthread_mutex_lock(&stream->lock);
    while (stream->records.size > LIMIT && !stream->stopping &&
           !client_closing(stream->statement->client)) {
        condition_wait_for(&stream->changed, &stream->lock, ROOM_NANOS);
    }
    bool go_on = !stream->stopping && !stream->failed;

    if (go_on && client_closing(stream->statement->client)) {
        /* Closing the client ends the stream early: what has come is not all. */
        go_on = fail_stream(stream, BRIDGE_NOT_CONNECTED, "the client was closed");
    }
    else if (go_on && stream->by_index && as_val_type(value) == AS_REC) {
        as_rec *rec = (as_rec *)value;

        rec->data = stream;
        rec->hooks = &append_when_released;
    }
    else if (go_on) {
        go_on = append(stream, value, 0);
    }
    pthread_mutex_unlock(&stream->lock);
    return go_on;
}

static void run_plan(bridge_stream *stream, as_error *error)
{
    plan *made = &stream->plan;
    aerospike *as = stream->as;

    if (made->is_query && made->filtered) {
        aerospike_query_partitions(as, error, made->policy, &made->query, &made->filter, on_value,
                                   stream);
    }
    else if (made->is_query) {
        query_foreach_with_lua(as, error, made->policy, &made->query, on_value, stream);
    }
    else if (made->filtered) {
        aerospike_scan_partitions(as, error, made->policy, &made->scan, &made->filter, on_value,
                                  stream);
    }
    else if (made->node) {
        aerospike_scan_node(as, error, made->policy, &made->scan, made->node, on_value, stream);
    }
    else {
        aerospike_scan_foreach(as, error, made->policy, &made->scan, on_value, stream);
    }
}

void stream_release(bridge_stream *stream)
{
    if (__atomic_sub_fetch(&stream->references, 1, __ATOMIC_ACQ_REL) > 0) {
        return;
    }
    fork_forget(&stream->link);
    plan_free(&stream->plan);
    buffer_free(&stream->records);
    free(stream->queued.entries);
    free(stream->pulled.entries);
    free(stream->reached);
    if (stream->is_watched) {
        wakeup_close(&stream->bell);
    }
    pthread_cond_destroy(&stream->changed);
    pthread_mutex_destroy(&stream->lock);
    statement_release(stream->statement);
    free(stream);
}

__thread bool runs_stream;

static void *run_stream(void *argument)
{
    bridge_stream *stream = argument;
    bridge_client *client = stream->statement->client;
    as_error error;

    as_error_init(&error);
    runs_stream = true;
    run_plan(stream, &error);
    pthread_mutex_lock(&stream->lock);
    if (stream->error.code == AEROSPIKE_OK && !stream->stopping) {
        as_error_copy(&stream->error, &error);
    }
    stream->finished = true;
    tell_reader(stream);
    pthread_mutex_unlock(&stream->lock);
    client_leave(client, &stream->command);
    stream_release(stream);
    return NULL;
}

static void after_fork(fork_link *link)
{
    bridge_stream *stream = (bridge_stream *)((char *)link - offsetof(bridge_stream, link));

    stream->inherited = true;
}

bridge_stream *stream_new(bridge_statement *statement)
{
    bridge_stream *stream = calloc(1, sizeof(*stream));

    if (!stream) {
        return NULL;
    }
    stream->references = 1;
    stream->statement = statement_retain(statement);
    pthread_mutex_init(&stream->lock, NULL);
    condition_init(&stream->changed);
    fork_watch(&stream->link, after_fork);
    return stream;
}

int stream_start(bridge_stream *stream, bridge_call *call)
{
    bridge_client *client = stream->statement->client;

    if (!client_enter(client, &stream->command)) {
        return fail(call, BRIDGE_NOT_CONNECTED, "the client was closed");
    }
    /* Closing the client does not wait for the stream, which sees it and ends by itself. */
    bridge_call_abandon(&stream->command);
    __atomic_add_fetch(&stream->references, 1, __ATOMIC_RELAXED);
    statement_set_current(stream->statement, stream, true);
    if (!bridge_thread_start(run_stream, stream)) {
        statement_set_current(stream->statement, stream, false);
        client_leave(client, &stream->command);
        stream_release(stream);
        return fail(call, AEROSPIKE_ERR_CLIENT, "no thread for the scan or query");
    }
    return AEROSPIKE_OK;
}

/* With the lock: so many of the records that Python got last have been delivered. */
void stream_deliver(bridge_stream *stream, uint32_t number, uint32_t delivered)
{
    if (number != stream->number || !stream->reached) {
        return;
    }
    for (; stream->delivered < delivered && stream->delivered < stream->pulled.size;
         stream->delivered++) {
        positions_advance(stream->reached, &stream->pulled.entries[stream->delivered]);
    }
}

/* With the lock: all that has come has been delivered, and no more will come. */
static void complete(bridge_stream *stream)
{
    if (stream->reached && stream->finished && !stream->failed) {
        positions_end(stream->reached, *plan_partitions(&stream->plan));
    }
    else if (stream->reached) {
        stream->reached->done = false;
        stream->reached->retry = true;
    }
    stream->complete = true;
}

/* With the lock: ends the stream wherever it is. Its thread may end later, by itself. */
static void stop(bridge_stream *stream)
{
    stream->stopping = true;
    if (stream->plan.policy) {
        /* The C client would retry, once for each timeout of the node; so it has to time out at
         * once. */
        as_policy_base *base = plan_policy(&stream->plan);

        __atomic_store_n(&base->socket_timeout, 1, __ATOMIC_RELAXED);
        __atomic_store_n(&base->total_timeout, 1, __ATOMIC_RELAXED);
    }
    tell_reader(stream);
    for (int left = stream->is_watched ? 0 : STOP_MILLISECONDS; !stream->finished && left; left--) {
        condition_wait_for(&stream->changed, &stream->lock, MILLISECOND);
    }
}

/* With the lock: whether more may come. */
static bool is_open(const bridge_stream *stream)
{
    return !stream->finished && !stream->stopping;
}

/* With the lock: the client has been closed, and nobody else may see it. */
static void look_at_client(bridge_stream *stream)
{
    if (is_open(stream) && stream->count == 0 && client_closing(stream->statement->client)) {
        fail_stream(stream, BRIDGE_NOT_CONNECTED, "the client was closed");
        stop(stream);
    }
}

/*
 * With the lock: whether a pull has nothing to take, though more may come. One that waits gives up
 * after a while, so that Python can run its signal handlers. A bell rings for the others.
 */
static bool lacks_records(bridge_stream *stream, pull_mode mode)
{
    for (int patience = mode == PULL_WAIT ? 50 : 0;
         is_open(stream) && stream->count == 0 && patience; patience--) {
        condition_wait_for(&stream->changed, &stream->lock, PATIENCE_NANOS);
    }
    look_at_client(stream);
    bool nothing =
        is_open(stream) && (mode == PULL_WHOLE ? stream->records.size < CHUNK : stream->count == 0);

    for (int patience = nothing || mode != PULL_WAIT ? 0 : 4;
         is_open(stream) && stream->records.size < CHUNK && patience; patience--) {
        condition_wait_for(&stream->changed, &stream->lock, PATIENCE_NANOS);
    }
    if (nothing && stream->is_watched) {
        stream->awaited = mode == PULL_WHOLE ? WATCH_WHOLE : WATCH_READY;
    }
    return nothing;
}

/*
 * The records of the chunk with this number: an array, which is empty if there are none yet, or no
 * reply at the end. All records of earlier chunks have been delivered by now.
 */
static int pull(bridge_stream *stream, uint32_t number, pull_mode mode, bridge_call *call)
{
    pthread_mutex_lock(&stream->lock);
    stream_deliver(stream, stream->number, stream->pulled.size);
    stream->number = number;
    stream->pulled.size = stream->delivered = 0;
    if (lacks_records(stream, mode)) {
        pthread_mutex_unlock(&stream->lock);
        write_array(&call->reply, 0);
        return AEROSPIKE_OK;
    }
    uint32_t count = stream->count;
    buffer records = stream->records;
    marks pulled = stream->pulled;

    memset(&stream->records, 0, sizeof(stream->records));
    stream->count = 0;
    stream->pulled = stream->queued;
    stream->queued = pulled;
    stream->queued.size = 0;
    int status = AEROSPIKE_OK;

    if (count == 0) {
        complete(stream);
        as_error_copy(&call->error, &stream->error);
        status = call->error.code;
    }
    pthread_cond_broadcast(&stream->changed);
    pthread_mutex_unlock(&stream->lock);
    if (count) {
        write_array(&call->reply, count);
        buffer_join(&call->reply, &records);
    }
    buffer_free(&records);
    return status;
}

int64_t bridge_stream_next(bridge_stream *stream, const uint8_t *data, size_t size,
                           bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    request_array(&in, 2);
    uint32_t number = (uint32_t)request_int(&in);
    int64_t mode = request_int(&in);

    if (mode < PULL_WHOLE || mode > PULL_WAIT) {
        request_refuse(&in);
    }
    int status = request_end(&in);

    if (status == AEROSPIKE_OK && stream->inherited) {
        status = fail(call, BRIDGE_FORKED,
                      "The scan or query was begun in the parent process, before the fork. "
                      "Run it again in the child.");
    }
    else if (status == AEROSPIKE_OK) {
        status = pull(stream, number, (pull_mode)mode, call);
    }
    return command_end(&in, status);
}

/*
 * A descriptor that becomes readable when what a pull has not found may be there, for Python to
 * watch; -1 if there is none. It is the stream's, and Python reads it empty.
 */
int bridge_stream_descriptor(bridge_stream *stream)
{
    int descriptor = -1;

    if (!stream->inherited) {
        pthread_mutex_lock(&stream->lock);
        if (!stream->is_watched) {
            wakeup_open(&stream->bell);
            stream->is_watched = true;
        }
        descriptor = stream->bell.reading;
        pthread_mutex_unlock(&stream->lock);
    }
    return descriptor;
}

/*
 * Ends a stream, early or after its end; it may be called again. So many records of the chunk with
 * the number have been delivered. A stream that delivers all of its records together has done so if
 * `all` is true, and has delivered none otherwise.
 */
void bridge_stream_stop(bridge_stream *stream, uint32_t number, uint32_t delivered, bool all)
{
    if (stream->inherited) {
        return;
    }
    pthread_mutex_lock(&stream->lock);
    if (!stream->stopped) {
        stream_deliver(stream, number, delivered);
        if (stream->reached && !stream->complete) {
            stream->reached->done = false;
            stream->reached->retry = true;
        }
        stop(stream);
        stream->stopped = true;
        buffer_free(&stream->records);
        stream->count = 0;
    }
    statement_publish(stream->statement, stream, all || !stream->plan.all_or_none);
    pthread_mutex_unlock(&stream->lock);
}

/* Python has no more use for the stream. */
void bridge_stream_free(bridge_stream *stream, uint32_t number, uint32_t delivered)
{
    if (!stream || stream->inherited) {
        return;
    }
    if (!stream->stopped) {
        bridge_stream_stop(stream, number, delivered, false);
    }
    stream_release(stream);
}
