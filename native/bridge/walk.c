#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <aerospike/aerospike_query.h>
#include <aerospike/aerospike_scan.h>
#include <aerospike/as_exp.h>
#include <aerospike/as_job.h>

#include "lua.h"
#include "thread.h"
#include "wait.h"
#include "walk.h"

/* Python takes chunks of about this size, unless the wait for more becomes long. */
enum {
    CHUNK = 32 * 1024,
    LIMIT = 64 * 1024,
    MILLISECOND = 1000 * 1000,
    PATIENCE_NANOS = 2 * MILLISECOND,
    ROOM_NANOS = 50 * MILLISECOND,
    /* So long a run may take to stop before it is left behind. */
    STOP_MILLISECONDS = 50
};

/* A blob becomes a bytearray, and a string that is not UTF-8 bytes, as in the official package. */
static void write_user_key(buffer *out, const as_val *key)
{
    if (key && as_val_type(key) == AS_BYTES) {
        const as_bytes *bytes = (const as_bytes *)key;

        write_ext(out, CODEC_EXT_PYTHON_BLOB, bytes->value, bytes->size);
        return;
    }
    if (key && as_val_type(key) == AS_STRING) {
        as_string *text = (as_string *)key;
        size_t size = as_string_len(text);

        if (!utf8_valid((const uint8_t *)text->value, size)) {
            write_bin(out, text->value, size);
            return;
        }
    }
    write_value(out, key, 0);
}

/* [digest, set, user key, generation, ttl, bins], or [value] of an aggregation. */
static codec_status append_value(buffer *out, const as_val *value, unsigned flags)
{
    if (as_val_type(value) != AS_REC) {
        write_array(out, 1);
        return write_value(out, value, flags);
    }
    as_record *record = (as_record *)value;

    write_array(out, 6);
    if (!record->key.digest.init) {
        write_nil(out);
    }
    else {
        write_bin(out, record->key.digest.value, AS_DIGEST_VALUE_SIZE);
    }
    write_cstring(out, record->key.set[0] ? record->key.set : NULL);
    write_user_key(out, (const as_val *)record->key.valuep);
    write_int(out, record->gen);
    write_int(out, record->ttl);
    return write_bins(out, record, flags);
}

static as_partitions_status *partitions_of(const bridge_run *run)
{
    return run->is_query ? run->query.parts_all : run->scan.parts_all;
}

/* What follows up to run_walk() is called by the C client's threads. */

/* An error of ours ends the run; the first one counts. With the lock. */
static bool fail_run(bridge_run *run, int code, const char *message)
{
    if (!run->failed) {
        as_error_set_message(&run->error, (as_status)code, message);
        run->failed = true;
    }
    return false;
}

/* With the lock. */
static bool append(bridge_run *run, const as_val *value, uint64_t bval)
{
    size_t before = run->records.size;
    codec_status status = append_value(&run->records, value, run->flags);

    if (status == CODEC_OK && run->records.failed) {
        status = CODEC_NO_MEMORY;
    }
    if (status == CODEC_OK && run->reached && as_val_type(value) == AS_REC) {
        status = append_mark(&run->waiting, run->reached, &((as_record *)value)->key.digest, bval);
    }
    if (status != CODEC_OK) {
        run->records.size = before;
        return fail_run(run, AEROSPIKE_ERR_CLIENT, codec_message(status));
    }
    run->count++;
    if (before < CHUNK && run->records.size >= CHUNK) {
        pthread_cond_broadcast(&run->changed);
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
    bridge_run *run = rec->data;
    as_record *record = (as_record *)rec;
    const as_partitions_status *status = partitions_of(run);
    uint32_t part = partition_id(&record->key.digest) - (uint32_t)status->part_begin;

    pthread_mutex_lock(&run->lock);
    append(run, (as_val *)rec, part < status->part_count ? status->parts[part].bval : 0);
    pthread_mutex_unlock(&run->lock);
    return as_record_rec_hooks.destroy(rec);
}

static const as_rec_hooks append_when_released = {.destroy = append_released};

/* False ends the run. */
static bool take_value(const as_val *value, void *udata)
{
    bridge_run *run = udata;

    if (!value) {
        return false;
    }
    pthread_mutex_lock(&run->lock);
    while (run->records.size > LIMIT && !run->stopping && !client_closing(run->walk->client)) {
        condition_wait_for(&run->changed, &run->lock, ROOM_NANOS);
    }
    bool go_on = !run->stopping && !run->failed;

    if (go_on && client_closing(run->walk->client)) {
        /* Closing the client ends the run early: what has come is not all. */
        go_on = fail_run(run, BRIDGE_NOT_CONNECTED, "the client was closed");
    }
    else if (go_on && run->by_index && as_val_type(value) == AS_REC) {
        as_rec *rec = (as_rec *)value;

        rec->data = run;
        rec->hooks = &append_when_released;
    }
    else if (go_on) {
        go_on = append(run, value, 0);
    }
    pthread_mutex_unlock(&run->lock);
    return go_on;
}

static void walk_all(bridge_run *run, as_error *error)
{
    if (run->is_query && run->filtered) {
        aerospike_query_partitions(run->as, error, run->policy, &run->query, &run->filter,
                                   take_value, run);
    }
    else if (run->is_query) {
        query_foreach_with_lua(run->as, error, run->policy, &run->query, take_value, run);
    }
    else if (run->filtered) {
        aerospike_scan_partitions(run->as, error, run->policy, &run->scan, &run->filter, take_value,
                                  run);
    }
    else if (run->node) {
        aerospike_scan_node(run->as, error, run->policy, &run->scan, run->node, take_value, run);
    }
    else {
        aerospike_scan_foreach(run->as, error, run->policy, &run->scan, take_value, run);
    }
}

static void walk_release(bridge_walk *walk)
{
    if (__atomic_sub_fetch(&walk->references, 1, __ATOMIC_ACQ_REL) > 0) {
        return;
    }
    fork_forget(&walk->link);
    pthread_mutex_destroy(&walk->lock);
    free(walk->settled);
    client_release(walk->client);
    free(walk);
}

static void run_release(bridge_run *run)
{
    if (__atomic_sub_fetch(&run->references, 1, __ATOMIC_ACQ_REL) > 0) {
        return;
    }
    fork_forget(&run->link);
    /* The operations and what a predicate points to lie in the arena. */
    run->query.ops = NULL;
    run->scan.ops = NULL;
    as_query_destroy(&run->query);
    as_scan_destroy(&run->scan);
    buffer_free(&run->records);
    free(run->waiting.entries);
    free(run->given.entries);
    free(run->reached);
    arena_free(&run->memory);
    pthread_cond_destroy(&run->changed);
    pthread_mutex_destroy(&run->lock);
    walk_release(run->walk);
    free(run);
}

static void *run_walk(void *argument)
{
    bridge_run *run = argument;
    bridge_client *client = run->walk->client;
    as_error error;

    as_error_init(&error);
    walk_all(run, &error);
    pthread_mutex_lock(&run->lock);
    if (run->error.code == AEROSPIKE_OK && !run->stopping) {
        as_error_copy(&run->error, &error);
    }
    run->finished = true;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    client_leave(client, &run->command);
    run_release(run);
    return NULL;
}

static bool start_thread(bridge_run *run)
{
    pthread_t thread;

    if (bridge_thread_start(&thread, run_walk, run) != 0) {
        return false;
    }
    pthread_detach(thread);
    return true;
}

static void walk_after_fork(fork_link *link)
{
    bridge_walk *walk = (bridge_walk *)((char *)link - offsetof(bridge_walk, link));

    pthread_mutex_init(&walk->lock, NULL);
    walk->current = NULL;
}

static void run_after_fork(fork_link *link)
{
    bridge_run *run = (bridge_run *)((char *)link - offsetof(bridge_run, link));

    run->inherited = true;
}

/*
 * Where the owner is, the new walk or run is put before anything can go wrong in Python: an
 * exception of a signal comes as soon as the function has returned.
 */
int64_t bridge_walk_new(bridge_client *client, const uint8_t *description, size_t size,
                        unsigned flags, bridge_walk **owner, bridge_call *call)
{
    bridge_walk *walk = calloc(1, sizeof(*walk) + size);

    as_error_reset(&call->error);
    buffer_reset(&call->reply);
    if (!walk) {
        return outcome(call, fail_memory(call));
    }
    walk->references = 1;
    walk->client = client_retain(client);
    walk->flags = flags;
    walk->size = size;
    memcpy(walk->description, description, size);
    pthread_mutex_init(&walk->lock, NULL);
    fork_watch(&walk->link, walk_after_fork);
    *owner = walk;
    return outcome(call, AEROSPIKE_OK);
}

void bridge_walk_free(bridge_walk *walk)
{
    if (walk) {
        walk_release(walk);
    }
}

static bool read_description(bridge_run *run)
{
    const bridge_walk *walk = run->walk;
    reader in = {walk->description, walk->description + walk->size};
    item array, is_query, ns, set;

    if (!read_kind(&in, ITEM_ARRAY, &array) || !read_kind(&in, ITEM_BOOL, &is_query) ||
        !read_kind(&in, ITEM_STR, &ns) || ns.size >= AS_NAMESPACE_MAX_SIZE ||
        read_item(&in, &set) != CODEC_OK || (set.kind == ITEM_STR && set.size >= AS_SET_MAX_SIZE)) {
        return false;
    }
    char ns_name[AS_NAMESPACE_MAX_SIZE] = "";
    char set_name[AS_SET_MAX_SIZE] = "";

    memcpy(ns_name, ns.bytes, ns.size);
    if (set.kind == ITEM_STR) {
        memcpy(set_name, set.bytes, set.size);
    }
    run->is_query = is_query.integer;
    as_query_init(&run->query, ns_name, set_name);
    as_scan_init(&run->scan, ns_name, set_name);
    run->scan.deserialize_list_map = false;
    return read_walk(&in, run);
}

/* [paginate, no bins, concurrent, ttl, max records, records a second, at once, node | nil] */
static bool read_settings(reader *in, bridge_run *run, bool *paginate)
{
    item array, pages, no_bins, concurrent, ttl, max_records, per_second, at_once, node;

    if (!read_kind(in, ITEM_ARRAY, &array) || array.count != 8 ||
        !read_kind(in, ITEM_BOOL, &pages) || !read_kind(in, ITEM_BOOL, &no_bins) ||
        !read_kind(in, ITEM_BOOL, &concurrent) || !read_kind(in, ITEM_INT, &ttl) ||
        !read_kind(in, ITEM_INT, &max_records) || !read_kind(in, ITEM_INT, &per_second) ||
        !read_kind(in, ITEM_BOOL, &at_once) || read_item(in, &node) != CODEC_OK) {
        return false;
    }
    *paginate = pages.integer;
    run->at_once = at_once.integer;
    run->scan.paginate = run->query.paginate = pages.integer;
    run->scan.no_bins = run->query.no_bins = no_bins.integer;
    run->scan.concurrent = concurrent.integer;
    run->scan.ttl = run->query.ttl = (uint32_t)ttl.integer;
    run->query.max_records = (uint64_t)max_records.integer;
    run->query.records_per_second = (uint32_t)per_second.integer;
    if (node.kind == ITEM_BIN) {
        char *copy = arena_take(&run->memory, (size_t)node.size + 1);

        if (!copy) {
            return false;
        }
        memcpy(copy, node.bytes, node.size);
        copy[node.size] = '\0';
        run->node = copy;
    }
    return true;
}

static as_policy_base *own_policy(bridge_run *run)
{
    return run->is_query ? &run->own_policy.query.base : &run->own_policy.scan.base;
}

/* Python's policy lives as long as its call; the run's thread may live longer. */
static bool copy_policy(bridge_run *run, const void *policy)
{
    if (!policy) {
        return true;
    }
    if (run->is_query) {
        run->own_policy.query = *(const as_policy_query *)policy;
    }
    else {
        run->own_policy.scan = *(const as_policy_scan *)policy;
    }
    run->policy = &run->own_policy;
    as_policy_base *base = own_policy(run);

    base->txn = NULL;
    if (base->filter_exp) {
        size_t size = sizeof(struct as_exp) + base->filter_exp->packed_sz;
        struct as_exp *copy = arena_take(&run->memory, size);

        if (!copy) {
            return false;
        }
        base->filter_exp = memcpy(copy, base->filter_exp, size);
    }
    return true;
}

/* Where the run begins: where the last one has stopped, or as the filter says, or at the start. */
static bool find_start(bridge_run *run, positions *filtered, bool paginate)
{
    bridge_walk *walk = run->walk;

    pthread_mutex_lock(&walk->lock);
    run->serial = ++walk->begun;
    bool known = walk->settled;

    run->reached = known ? positions_copy(walk->settled) : filtered;
    pthread_mutex_unlock(&walk->lock);
    if (known) {
        free(filtered);
    }
    else if (!run->reached && paginate && !run->query.apply.function[0]) {
        known = true;
        run->reached = positions_new(0, PARTITIONS);
    }
    if (!run->reached) {
        return !known;
    }
    as_partitions_status *status = positions_for_client(run->reached);

    if (run->is_query) {
        run->query.parts_all = status;
        run->by_index = run->query.where.size > 0;
    }
    else {
        run->scan.parts_all = status;
    }
    return status;
}

static bridge_run *new_run(bridge_walk *walk)
{
    bridge_run *run = calloc(1, sizeof(*run));

    if (!run) {
        return NULL;
    }
    run->references = 1;
    __atomic_add_fetch(&walk->references, 1, __ATOMIC_RELAXED);
    run->walk = walk;
    run->flags = walk->flags;
    pthread_mutex_init(&run->lock, NULL);
    condition_init(&run->changed);
    fork_watch(&run->link, run_after_fork);
    return run;
}

static int fail_invalid(bridge_call *call)
{
    return fail(call, AEROSPIKE_ERR_PARAM, "the scan or query is invalid");
}

/* Reads what to walk and how; the status. */
static int prepare(bridge_run *run, reader *in, const void *policy, bridge_call *call)
{
    bool paginate;
    positions *filtered = NULL;

    if (!read_description(run) || !read_settings(in, run, &paginate)) {
        return fail_invalid(call);
    }
    run->filtered = in->p < in->end;
    if (run->filtered && !read_filter(in, &run->filter, &filtered)) {
        return fail(call, AEROSPIKE_ERR_PARAM, "the partition filter is invalid");
    }
    bool begins = find_start(run, filtered, paginate);

    return begins && copy_policy(run, policy) ? AEROSPIKE_OK : fail_memory(call);
}

/* From now on the run says what has been delivered, or, if it ends, no longer. */
static void set_current(bridge_run *run, bool current)
{
    bridge_walk *walk = run->walk;

    pthread_mutex_lock(&walk->lock);
    if (current && walk->begun == run->serial) {
        walk->current = run;
    }
    else if (!current && walk->current == run) {
        walk->current = NULL;
    }
    pthread_mutex_unlock(&walk->lock);
}

/*
 * Begins a run, which bridge_run_free() ends: its serial number. A filter may follow the settings.
 */
int64_t bridge_walk_start(bridge_walk *walk, const uint8_t *settings, size_t size,
                          const void *policy, unsigned flags, bridge_run **owner, bridge_call *call)
{
    reader in = {settings, settings + size};
    aerospike *as = client_enter(walk->client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    bridge_run *run = new_run(walk);
    int status = run ? prepare(run, &in, policy, call) : fail_memory(call);

    if (status == AEROSPIKE_OK) {
        run->as = as;
        run->flags = flags;
        write_int(&call->reply, run->serial);
        status = finish(call, AEROSPIKE_OK);
    }
    if (status == AEROSPIKE_OK && !client_enter(walk->client, &run->command)) {
        status = fail(call, BRIDGE_NOT_CONNECTED, "the client was closed");
    }
    if (status == AEROSPIKE_OK) {
        /* Nobody may be pulling when the client is closed: the run sees it and ends by itself. */
        bridge_call_abandon(&run->command);
        __atomic_add_fetch(&run->references, 1, __ATOMIC_RELAXED);
        set_current(run, true);
        if (start_thread(run)) {
            *owner = run;
        }
        else {
            set_current(run, false);
            client_leave(walk->client, &run->command);
            run_release(run);
            status = fail(call, AEROSPIKE_ERR_CLIENT, "no thread for the scan or query");
        }
    }
    if (run && status != AEROSPIKE_OK) {
        run_release(run);
    }
    client_leave(walk->client, call);
    return outcome(call, status);
}

/* With the lock: so many of the records that Python got last have been delivered. */
static void deliver(bridge_run *run, uint32_t number, uint32_t taken)
{
    if (number != run->number || !run->reached) {
        return;
    }
    for (; run->advanced < taken && run->advanced < run->given.size; run->advanced++) {
        positions_advance(run->reached, &run->given.entries[run->advanced]);
    }
}

/* With the lock: all that has come has been delivered, and no more will come. */
static void complete(bridge_run *run)
{
    if (run->reached && run->finished && !run->failed) {
        positions_end(run->reached, partitions_of(run));
    }
    else if (run->reached) {
        run->reached->done = false;
        run->reached->retry = true;
    }
    run->complete = true;
}

/* With the lock: ends the run wherever it is. What stalls is left behind, and ends by itself. */
static void stop(bridge_run *run)
{
    run->stopping = true;
    if (run->policy) {
        /* The C client would retry, once for each timeout of the node; so it gives up at once. */
        as_policy_base *base = own_policy(run);

        __atomic_store_n(&base->socket_timeout, 1, __ATOMIC_RELAXED);
        __atomic_store_n(&base->total_timeout, 1, __ATOMIC_RELAXED);
    }
    pthread_cond_broadcast(&run->changed);
    for (int left = STOP_MILLISECONDS; !run->finished && left; left--) {
        condition_wait_for(&run->changed, &run->lock, MILLISECOND);
    }
}

/* With the lock: whether more may come. */
static bool goes_on(const bridge_run *run)
{
    return !run->finished && !run->stopping;
}

static int fail_forked(bridge_call *call)
{
    return fail(call, BRIDGE_FORKED,
                "The scan or query was begun in the parent process, before the fork. "
                "Run it again in the child.");
}

/*
 * Waits for records: an array of them, or no reply at the end. The array is empty where none have
 * come for a while, so that Python can look at its signals, or, if it does not wait, where no whole
 * chunk is there. Asking for a chunk, which has the given number, tells that all records of those
 * before have been delivered.
 */
int64_t bridge_run_next(bridge_run *run, uint32_t number, bool wait, bridge_call *call)
{
    as_error_reset(&call->error);
    buffer_reset(&call->reply);
    if (run->inherited) {
        return outcome(call, fail_forked(call));
    }
    pthread_mutex_lock(&run->lock);
    deliver(run, run->number, run->given.size);
    run->number = number;
    run->given.size = run->advanced = 0;
    if (!wait && goes_on(run) && run->records.size < CHUNK) {
        pthread_mutex_unlock(&run->lock);
        write_array(&call->reply, 0);
        return outcome(call, finish(call, AEROSPIKE_OK));
    }
    for (int patience = 50; goes_on(run) && run->count == 0 && patience; patience--) {
        condition_wait_for(&run->changed, &run->lock, PATIENCE_NANOS);
    }
    if (goes_on(run) && run->count == 0 && client_closing(run->walk->client)) {
        fail_run(run, BRIDGE_NOT_CONNECTED, "the client was closed");
        stop(run);
    }
    bool nothing = goes_on(run) && run->count == 0;

    for (int patience = nothing ? 0 : 4; goes_on(run) && run->records.size < CHUNK && patience;
         patience--) {
        condition_wait_for(&run->changed, &run->lock, PATIENCE_NANOS);
    }
    uint32_t count = run->count;
    buffer records = run->records;
    marks given = run->given;

    memset(&run->records, 0, sizeof(run->records));
    run->count = 0;
    run->given = run->waiting;
    run->waiting = given;
    run->waiting.size = 0;
    int status = AEROSPIKE_OK;

    if (count == 0 && !nothing) {
        complete(run);
        as_error_copy(&call->error, &run->error);
        status = call->error.code;
    }
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    if (count || nothing) {
        write_array(&call->reply, count);
        buffer_join(&call->reply, &records);
        status = finish(call, AEROSPIKE_OK);
    }
    buffer_free(&records);
    return outcome(call, status);
}

/* The walk goes on from here if this was its last run, or from where it stood before. */
static void publish(bridge_run *run, bool wanted)
{
    bridge_walk *walk = run->walk;

    pthread_mutex_lock(&walk->lock);
    if (run->reached && run->published != wanted && walk->begun == run->serial) {
        positions *before = walk->settled;

        walk->settled = run->reached;
        run->reached = before;
    }
    if (walk->current == run) {
        walk->current = NULL;
    }
    pthread_mutex_unlock(&walk->lock);
    run->published = wanted;
}

/*
 * Ends a run, early or after its end; it may be called again. So many records of the chunk with
 * the given number have been delivered. Where all are delivered together, they are if `all` says
 * so, and none is otherwise.
 */
void bridge_run_stop(bridge_run *run, uint32_t number, uint32_t taken, bool all)
{
    if (run->inherited) {
        return;
    }
    pthread_mutex_lock(&run->lock);
    if (!run->stopped) {
        deliver(run, number, taken);
        if (run->reached && !run->complete) {
            run->reached->done = false;
            run->reached->retry = true;
        }
        stop(run);
        run->stopped = true;
        buffer_free(&run->records);
        run->count = 0;
    }
    publish(run, all || !run->at_once);
    pthread_mutex_unlock(&run->lock);
}

/* Python has no more use for the run. */
void bridge_run_free(bridge_run *run, uint32_t number, uint32_t taken)
{
    if (!run || run->inherited) {
        return;
    }
    if (!run->stopped) {
        bridge_run_stop(run, number, taken, false);
    }
    run_release(run);
}

typedef void (*positions_reader)(const positions *reached, bool under_way, void *udata);

static bridge_run *retain_current(bridge_walk *walk)
{
    pthread_mutex_lock(&walk->lock);
    bridge_run *run = walk->current;

    if (run) {
        __atomic_add_fetch(&run->references, 1, __ATOMIC_RELAXED);
    }
    pthread_mutex_unlock(&walk->lock);
    return run;
}

/* What has been delivered by the last run, which may be under way, or else by those before it. */
static void read_positions(bridge_walk *walk, uint32_t serial, uint32_t number, uint32_t taken,
                           positions_reader read, void *udata)
{
    bridge_run *run = retain_current(walk);
    bool asked = false;

    if (run) {
        pthread_mutex_lock(&run->lock);
        if (!run->stopped && !run->at_once) {
            if (serial == run->serial) {
                deliver(run, number, taken);
            }
            read(run->reached, !run->complete, udata);
            asked = true;
        }
        pthread_mutex_unlock(&run->lock);
        run_release(run);
    }
    if (!asked) {
        pthread_mutex_lock(&walk->lock);
        read(walk->settled, false, udata);
        pthread_mutex_unlock(&walk->lock);
    }
}

static void write_status(const positions *reached, bool under_way, void *udata)
{
    if (reached && under_way) {
        positions *now = positions_copy(reached);
        buffer *out = udata;

        if (!now) {
            out->failed = true;
            return;
        }
        now->done = false;
        now->retry = true;
        write_positions(out, now);
        free(now);
        return;
    }
    write_positions(udata, reached);
}

static void read_done(const positions *reached, bool under_way, void *udata)
{
    *(bool *)udata = reached && reached->done && !under_way;
}

/*
 * The status of write_positions(). Of the run with the serial number, so many records of the chunk
 * with the other number have been delivered.
 */
int64_t bridge_walk_status(bridge_walk *walk, uint32_t serial, uint32_t number, uint32_t taken,
                           bridge_call *call)
{
    as_error_reset(&call->error);
    buffer_reset(&call->reply);
    read_positions(walk, serial, number, taken, write_status, &call->reply);
    return outcome(call, finish(call, AEROSPIKE_OK));
}

bool bridge_walk_is_done(bridge_walk *walk, uint32_t serial, uint32_t number, uint32_t taken)
{
    bool done = false;

    read_positions(walk, serial, number, taken, read_done, &done);
    return done;
}

/* Whether a job has not ended yet: the module is "scan" or "query". */
int64_t bridge_job_in_progress(bridge_client *client, const char *module, uint64_t id,
                               const as_policy_info *policy, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_job_info info = {0};
    int status = aerospike_job_info(as, &call->error, policy, module, id, true, &info);

    client_leave(client, call);
    if (status == AEROSPIKE_OK) {
        write_bool(&call->reply, info.status == AS_JOB_STATUS_INPROGRESS);
        status = finish(call, AEROSPIKE_OK);
    }
    return outcome(call, status);
}

/* Starts a job on the server: its id. A query's policy is that of writes. */
int64_t bridge_walk_background(bridge_walk *walk, const uint8_t *settings, size_t size,
                               const void *policy, bridge_call *call)
{
    reader in = {settings, settings + size};
    aerospike *as = client_enter(walk->client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    bridge_run *run = new_run(walk);
    bool paginate;
    uint64_t id = 0;
    int status;

    if (!run) {
        status = fail_memory(call);
    }
    else if (!read_description(run) || !read_settings(&in, run, &paginate)) {
        status = fail_invalid(call);
    }
    else if (run->is_query) {
        status = aerospike_query_background(as, &call->error, policy, &run->query, &id);
    }
    else {
        status = aerospike_scan_background(as, &call->error, policy, &run->scan, &id);
    }
    if (run) {
        run_release(run);
    }
    client_leave(walk->client, call);
    if (status == AEROSPIKE_OK) {
        write_bin(&call->reply, &id, sizeof(id));
        status = finish(call, AEROSPIKE_OK);
    }
    return outcome(call, status);
}
