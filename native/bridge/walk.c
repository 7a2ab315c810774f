#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <aerospike/aerospike_query.h>
#include <aerospike/aerospike_scan.h>
#include <aerospike/as_job.h>
#include <aerospike/as_partition.h>

#include "lua.h"
#include "walk.h"

/* Python takes chunks of about this size, unless the wait for more becomes long. */
enum {
    PARTITIONS = 4096,
    CHUNK = 32 * 1024,
    LIMIT = 64 * 1024,
    PATIENCE_NANOS = 2 * 1000 * 1000
};

static void wait_a_while(bridge_walk *walk, long nanos)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += nanos;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_cond_timedwait(&walk->changed, &walk->lock, &until);
}

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
static codec_status append_value(bridge_walk *walk, const as_val *value)
{
    buffer *out = &walk->records;

    if (as_val_type(value) != AS_REC) {
        write_array(out, 1);
        return write_value(out, value, walk->flags);
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
    return write_bins(out, record, walk->flags);
}

static as_partitions_status *partitions_of(const bridge_walk *walk)
{
    return walk->is_query ? walk->query.parts_all : walk->scan.parts_all;
}

static as_partition_status *partition_of(const as_partitions_status *status, uint16_t part_id)
{
    uint32_t index = (uint32_t)part_id - status->part_begin;

    return index < status->part_count ? (as_partition_status *)&status->parts[index] : NULL;
}

/* To be called where a record arrives: its partition is still where the record before left it. */
static codec_status append_mark(marks *marks, const as_partitions_status *status,
                                const as_digest *digest)
{
    uint16_t part_id = (uint16_t)as_partition_getid(digest->value, PARTITIONS);
    const as_partition_status *part = partition_of(status, part_id);

    if (!part) {
        return CODEC_MALFORMED;
    }
    if (marks->size == marks->capacity) {
        uint32_t capacity = marks->capacity ? marks->capacity * 2 : 256;
        mark *entries = realloc(marks->entries, capacity * sizeof(mark));

        if (!entries) {
            return CODEC_NO_MEMORY;
        }
        marks->entries = entries;
        marks->capacity = capacity;
    }
    marks->entries[marks->size++] = (mark){part_id, part->digest, part->bval};
    return CODEC_OK;
}

static void put_back(const as_partitions_status *status, const marks *marks, uint32_t from)
{
    for (uint32_t i = marks->size; i-- > from;) {
        const mark *entry = &marks->entries[i];
        as_partition_status *part = partition_of(status, entry->part_id);

        part->digest = entry->digest;
        part->bval = entry->bval;
    }
}

/* Lets partitions forget the records that nobody has taken, so that the next run has them. */
static void forget_untaken(bridge_walk *walk, uint32_t left)
{
    as_partitions_status *status = partitions_of(walk);
    uint32_t given = walk->given.size;
    uint32_t taken = left < given ? given - left : 0;

    if (status && (walk->waiting.size || taken < given)) {
        put_back(status, &walk->waiting, 0);
        put_back(status, &walk->given, taken);
        status->done = false;
        status->retry = true;
    }
    walk->waiting.size = walk->given.size = 0;
}

/* Called by the C client's threads; false ends the walk. */
static bool take_value(const as_val *value, void *udata)
{
    bridge_walk *walk = udata;

    if (!value) {
        return false;
    }
    pthread_mutex_lock(&walk->lock);
    while (walk->records.size > LIMIT && !walk->stopping && !client_closing(walk->client)) {
        wait_a_while(walk, 50 * 1000 * 1000);
    }
    bool go_on = !walk->stopping && !client_closing(walk->client);

    if (go_on) {
        size_t before = walk->records.size;
        codec_status status = append_value(walk, value);

        if (status == CODEC_OK && walk->records.failed) {
            status = CODEC_NO_MEMORY;
        }
        const as_partitions_status *partitions = partitions_of(walk);

        if (status == CODEC_OK && partitions && as_val_type(value) == AS_REC) {
            status = append_mark(&walk->waiting, partitions, &((as_record *)value)->key.digest);
        }
        if (status == CODEC_OK) {
            walk->count++;
        }
        else {
            walk->records.size = before;
            as_error_set_message(&walk->error, AEROSPIKE_ERR_CLIENT, codec_message(status));
            go_on = false;
        }
        if (before < CHUNK && walk->records.size >= CHUNK) {
            pthread_cond_broadcast(&walk->changed);
        }
    }
    else if (!walk->stopping) {
        /* Closing the client ends the walk early: what has come is not all. */
        as_error_set_message(&walk->error, (as_status)BRIDGE_NOT_CONNECTED,
                             "the client was closed");
    }
    pthread_mutex_unlock(&walk->lock);
    return go_on;
}

static void *run_walk(void *argument)
{
    bridge_walk *walk = argument;
    bridge_call call = {0};
    aerospike *as = client_enter(walk->client, &call);

    if (as) {
        as_error *error = &call.error;

        if (walk->is_query && walk->filtered) {
            aerospike_query_partitions(as, error, walk->policy, &walk->query, &walk->filter,
                                       take_value, walk);
        }
        else if (walk->is_query) {
            query_foreach_with_lua(as, error, walk->policy, &walk->query, take_value, walk);
        }
        else if (walk->filtered) {
            aerospike_scan_partitions(as, error, walk->policy, &walk->scan, &walk->filter,
                                      take_value, walk);
        }
        else if (walk->node) {
            aerospike_scan_node(as, error, walk->policy, &walk->scan, walk->node, take_value, walk);
        }
        else {
            aerospike_scan_foreach(as, error, walk->policy, &walk->scan, take_value, walk);
        }
        client_leave(walk->client, &call);
    }
    pthread_mutex_lock(&walk->lock);
    if (walk->error.code == AEROSPIKE_OK && !walk->stopping) {
        as_error_copy(&walk->error, &call.error);
    }
    walk->finished = true;
    pthread_cond_broadcast(&walk->changed);
    pthread_mutex_unlock(&walk->lock);
    return NULL;
}

bridge_walk *bridge_walk_new(bridge_client *client, const uint8_t *description, size_t size,
                             unsigned flags, bridge_call *call)
{
    bridge_walk *walk = calloc(1, sizeof(*walk));
    reader in = {description, description + size};
    item array, is_query, ns, set;

    as_error_reset(&call->error);
    if (!walk) {
        fail_memory(call);
        return NULL;
    }
    walk->client = client;
    walk->flags = flags;
    pthread_mutex_init(&walk->lock, NULL);
    pthread_cond_init(&walk->changed, NULL);
    if (!read_kind(&in, ITEM_ARRAY, &array) || !read_kind(&in, ITEM_BOOL, &is_query) ||
        !read_kind(&in, ITEM_STR, &ns) || ns.size >= AS_NAMESPACE_MAX_SIZE ||
        read_item(&in, &set) != CODEC_OK || (set.kind == ITEM_STR && set.size >= AS_SET_MAX_SIZE)) {
        fail(call, AEROSPIKE_ERR_PARAM, "the namespace or the set is invalid");
        free(walk);
        return NULL;
    }
    char ns_name[AS_NAMESPACE_MAX_SIZE] = "";
    char set_name[AS_SET_MAX_SIZE] = "";

    memcpy(ns_name, ns.bytes, ns.size);
    if (set.kind == ITEM_STR) {
        memcpy(set_name, set.bytes, set.size);
    }
    walk->is_query = is_query.integer;
    as_query_init(&walk->query, ns_name, set_name);
    as_scan_init(&walk->scan, ns_name, set_name);
    walk->scan.deserialize_list_map = false;
    if (!read_walk(&in, walk)) {
        fail(call, AEROSPIKE_ERR_PARAM, "the scan or query is invalid");
        bridge_walk_free(walk);
        return NULL;
    }
    return walk;
}

/* Sets what may change between two runs. */
void bridge_walk_tune(bridge_walk *walk, bool paginate, bool no_bins, bool concurrent, uint32_t ttl,
                      uint64_t max_records, uint32_t records_per_second)
{
    walk->scan.paginate = walk->query.paginate = paginate;
    walk->scan.no_bins = walk->query.no_bins = no_bins;
    walk->scan.concurrent = concurrent;
    walk->scan.ttl = walk->query.ttl = ttl;
    walk->query.max_records = max_records;
    walk->query.records_per_second = records_per_second;
}

static as_partitions_status *new_partitions(const as_partition_filter *filter)
{
    size_t size = sizeof(as_partitions_status) + sizeof(as_partition_status) * filter->count;
    as_partitions_status *status = cf_malloc(size);

    if (!status) {
        return NULL;
    }
    memset(status, 0, size);
    status->ref_count = 1;
    status->part_begin = filter->begin;
    status->part_count = filter->count;
    status->retry = true;
    for (uint16_t i = 0; i < filter->count; i++) {
        status->parts[i].part_id = filter->begin + i;
        status->parts[i].retry = true;
    }
    if (filter->digest.init) {
        status->parts[0].digest = filter->digest;
    }
    return status;
}

/* [done, retry, [[id, digest | nil, retry, bval], ...]] */
static bool read_status(reader *in, as_partitions_status *status)
{
    item done, retry, parts, array, id, digest, bval;

    if (!read_kind(in, ITEM_BOOL, &done) || !read_kind(in, ITEM_BOOL, &retry) ||
        !read_kind(in, ITEM_ARRAY, &parts) || parts.count != status->part_count) {
        return false;
    }
    status->done = done.integer;
    status->retry = retry.integer;
    for (uint32_t i = 0; i < parts.count; i++) {
        as_partition_status *part = &status->parts[i];

        /* The C client finds the node of a partition by its id. */
        if (!read_kind(in, ITEM_ARRAY, &array) || !read_kind(in, ITEM_INT, &id) ||
            id.integer != part->part_id || read_item(in, &digest) != CODEC_OK ||
            !read_kind(in, ITEM_BOOL, &retry) || !read_kind(in, ITEM_INT, &bval)) {
            return false;
        }
        part->retry = retry.integer;
        part->bval = (uint64_t)bval.integer;
        if (digest.kind == ITEM_BIN && digest.size == AS_DIGEST_VALUE_SIZE) {
            memcpy(part->digest.value, digest.bytes, AS_DIGEST_VALUE_SIZE);
            part->digest.init = true;
        }
    }
    return true;
}

/*
 * A partition filter: [begin, count, digest | nil, status | nil]. The walk keeps track of
 * the partitions of a filter, as if it gave pages.
 */
static bool read_filter(reader *in, as_partition_filter *filter)
{
    item array, begin, count, digest;

    memset(filter, 0, sizeof(*filter));
    if (!read_kind(in, ITEM_ARRAY, &array) || !read_kind(in, ITEM_INT, &begin) ||
        !read_kind(in, ITEM_INT, &count) || read_item(in, &digest) != CODEC_OK ||
        read_item(in, &array) != CODEC_OK || begin.integer < 0 || begin.integer >= PARTITIONS ||
        count.integer < 1 || count.integer > PARTITIONS - begin.integer) {
        return false;
    }
    filter->begin = (uint16_t)begin.integer;
    filter->count = (uint16_t)count.integer;
    if (digest.kind == ITEM_BIN && digest.size == AS_DIGEST_VALUE_SIZE) {
        memcpy(filter->digest.value, digest.bytes, AS_DIGEST_VALUE_SIZE);
        filter->digest.init = true;
    }
    filter->parts_all = new_partitions(filter);
    return filter->parts_all && (array.kind != ITEM_ARRAY || read_status(in, filter->parts_all));
}

static void end_run(bridge_walk *walk)
{
    if (walk->started) {
        pthread_mutex_lock(&walk->lock);
        walk->stopping = true;
        pthread_cond_broadcast(&walk->changed);
        pthread_mutex_unlock(&walk->lock);
        pthread_join(walk->thread, NULL);
        walk->started = false;
    }
    if (walk->filter.parts_all) {
        as_partitions_status_release(walk->filter.parts_all);
        walk->filter.parts_all = NULL;
    }
}

/* Begins to walk. The filter is empty for all partitions; the node is NULL for all nodes. */
int64_t bridge_walk_start(bridge_walk *walk, const uint8_t *filter, size_t filter_size,
                          const char *node, const void *policy, unsigned flags, bridge_call *call)
{
    if (!client_enter(walk->client, call)) {
        return outcome(call, call->error.code);
    }
    client_leave(walk->client, call);
    end_run(walk);
    buffer_free(&walk->records);
    as_error_reset(&walk->error);
    walk->count = 0;
    walk->finished = walk->stopping = false;
    walk->policy = policy;
    walk->flags = flags;
    walk->filtered = filter_size > 0;
    walk->node = NULL;
    if (walk->filtered) {
        reader in = {filter, filter + filter_size};

        if (!read_filter(&in, &walk->filter)) {
            return outcome(call,
                           fail(call, AEROSPIKE_ERR_PARAM, "the partition filter is invalid"));
        }
    }
    if (node) {
        size_t size = strlen(node) + 1;
        char *copy = arena_take(&walk->memory, size);

        if (!copy) {
            return outcome(call, fail_memory(call));
        }
        walk->node = memcpy(copy, node, size);
    }
    if (pthread_create(&walk->thread, NULL, run_walk, walk) != 0) {
        return outcome(call, fail(call, AEROSPIKE_ERR_CLIENT, "no thread for the scan or query"));
    }
    walk->started = true;
    return outcome(call, AEROSPIKE_OK);
}

/*
 * Waits for records: an array of them, or no reply at the end. The array is empty
 * where none have come for a while, so that Python can look at its signals.
 */
int64_t bridge_walk_next(bridge_walk *walk, bridge_call *call)
{
    as_error_reset(&call->error);
    buffer_reset(&call->reply);
    if (false) {
        /* The threads that bring records, or that hold the lock, are in the parent. */
        return 0;
    }
    pthread_mutex_lock(&walk->lock);
    for (int patience = 50; !walk->finished && walk->count == 0 && patience; patience--) {
        wait_a_while(walk, PATIENCE_NANOS);
    }
    bool nothing = !walk->finished && walk->count == 0;

    for (int patience = nothing ? 0 : 4; !walk->finished && walk->records.size < CHUNK && patience;
         patience--) {
        wait_a_while(walk, PATIENCE_NANOS);
    }
    uint32_t count = walk->count;
    buffer records = walk->records;

    memset(&walk->records, 0, sizeof(walk->records));
    walk->count = 0;
    marks given = walk->given;

    walk->given = walk->waiting;
    walk->waiting = given;
    walk->waiting.size = 0;
    int status = AEROSPIKE_OK;

    if (count == 0 && walk->error.code != AEROSPIKE_OK) {
        as_error_copy(&call->error, &walk->error);
        status = call->error.code;
    }
    pthread_cond_broadcast(&walk->changed);
    pthread_mutex_unlock(&walk->lock);
    if (count || nothing) {
        write_array(&call->reply, count);
        buffer_append(&call->reply, records.data, records.size);
        status = finish(call, AEROSPIKE_OK);
    }
    buffer_free(&records);
    return outcome(call, status);
}

/*
 * Ends a walk early, or after its end; waits for its thread. Nobody has taken as many
 * of the records that came last as are left; where partitions are tracked, the next
 * run begins with them.
 */
void bridge_walk_stop(bridge_walk *walk, uint32_t left)
{
    if (false) {
        return;
    }
    end_run(walk);
    forget_untaken(walk, left);
    buffer_free(&walk->records);
    walk->count = 0;
}

/* [done, retry, [[id, has digest, retry, digest, bval], ...]], or nil where nothing is tracked. */
int64_t bridge_walk_status(bridge_walk *walk, bridge_call *call)
{
    const as_partitions_status *status = partitions_of(walk);

    as_error_reset(&call->error);
    buffer_reset(&call->reply);
    if (!status) {
        write_nil(&call->reply);
        return outcome(call, finish(call, AEROSPIKE_OK));
    }
    write_array(&call->reply, 3);
    write_bool(&call->reply, status->done);
    write_bool(&call->reply, status->retry);
    write_array(&call->reply, status->part_count);
    for (uint16_t i = 0; i < status->part_count; i++) {
        const as_partition_status *part = &status->parts[i];

        write_array(&call->reply, 5);
        write_int(&call->reply, part->part_id);
        write_bool(&call->reply, part->digest.init);
        write_bool(&call->reply, part->retry);
        write_bin(&call->reply, part->digest.value, AS_DIGEST_VALUE_SIZE);
        write_int(&call->reply, (int64_t)part->bval);
    }
    return outcome(call, finish(call, AEROSPIKE_OK));
}

bool bridge_walk_is_done(bridge_walk *walk)
{
    const as_partitions_status *status = partitions_of(walk);

    return status && status->done;
}

/* Waits until a job has ended: the module is "scan" or "query". */
int64_t bridge_job_wait(bridge_client *client, const char *module, uint64_t id,
                        const as_policy_info *policy, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = aerospike_job_wait(as, &call->error, policy, module, id, 0);

    client_leave(client, call);
    return outcome(call, status);
}

/* Starts a job on the server: its id. A query's policy is that of writes. */
int64_t bridge_walk_background(bridge_walk *walk, const void *policy, bridge_call *call)
{
    aerospike *as = client_enter(walk->client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    uint64_t id = 0;
    int status = walk->is_query
                     ? aerospike_query_background(as, &call->error, policy, &walk->query, &id)
                     : aerospike_scan_background(as, &call->error, policy, &walk->scan, &id);

    client_leave(walk->client, call);
    if (status == AEROSPIKE_OK) {
        write_bin(&call->reply, &id, sizeof(id));
        status = finish(call, AEROSPIKE_OK);
    }
    return outcome(call, status);
}

void bridge_walk_free(bridge_walk *walk)
{
    if (!walk || false) {
        return;
    }
    bridge_walk_stop(walk, 0);
    /* The operations and what a predicate points to lie in the arena. */
    walk->query.ops = NULL;
    walk->scan.ops = NULL;
    as_query_destroy(&walk->query);
    as_scan_destroy(&walk->scan);
    buffer_free(&walk->records);
    free(walk->waiting.entries);
    free(walk->given.entries);
    arena_free(&walk->memory);
    pthread_cond_destroy(&walk->changed);
    pthread_mutex_destroy(&walk->lock);
    free(walk);
}
