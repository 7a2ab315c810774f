#include <stdlib.h>

#include <aerospike/aerospike_query.h>
#include <aerospike/aerospike_scan.h>

#include "statement.h"

/*
 * The new statement or stream is at the owner's before anything can go wrong in Python: an
 * exception of a signal comes as soon as the function has returned.
 */
int64_t bridge_statement_new(bridge_client *client, const uint8_t *data, size_t size,
                             bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    request_array(&in, 3);
    bridge_statement **owner = request_owner(&in);
    unsigned flags = (unsigned)request_int(&in);
    reader description = request_value(&in);

    if (request_end(&in) != AEROSPIKE_OK) {
        return command_end(&in, in.status);
    }
    *owner = statement_new(client, description, flags);
    return command_end(&in, *owner ? AEROSPIKE_OK : fail_memory(call));
}

void bridge_statement_free(bridge_statement *statement)
{
    if (statement) {
        statement_release(statement);
    }
}

/* Where the stream begins: where the last one has stopped, or as the filter says, or at the start.
 */
static bool find_start(bridge_stream *stream, positions *filtered)
{
    plan *made = &stream->plan;
    bool known = statement_begin(stream->statement, &stream->serial, &stream->reached);

    if (known) {
        free(filtered);
    }
    else if (filtered) {
        stream->reached = filtered;
    }
    else if (made->paginate && !made->query.apply.function[0]) {
        known = true;
        stream->reached = positions_new(0, PARTITIONS);
    }
    if (!stream->reached) {
        return !known;
    }
    stream->by_index = made->is_query && made->query.where.size > 0;
    as_partitions_status *begin = positions_for_client(stream->reached);

    *plan_partitions(made) = begin;
    return begin;
}

/* Reads settings and filter; the status. */
static int prepare(bridge_stream *stream, request *in, const void *policy)
{
    plan *made = &stream->plan;
    positions *filtered = NULL;

    int status = read_plan(made, stream->statement, in);

    if (status != AEROSPIKE_OK) {
        return status;
    }
    made->filtered = !request_nil(in);
    if (made->filtered && !read_filter(in, &made->filter, &filtered)) {
        return fail(in->call, AEROSPIKE_ERR_PARAM, "the partition filter is invalid");
    }
    if (request_end(in) != AEROSPIKE_OK) {
        free(filtered);
        return in->status;
    }
    bool begins = find_start(stream, filtered);

    return begins && plan_copy_policy(made, policy) ? AEROSPIKE_OK : fail_memory(in->call);
}

/* Starts a stream, which bridge_stream_free() ends: its serial number. */
int64_t bridge_statement_start(bridge_statement *statement, const uint8_t *data, size_t size,
                               bridge_call *call)
{
    request in;

    command_begin(&in, statement->client, data, size, call);
    request_array(&in, 5);
    const void *policy = request_address(&in);
    unsigned flags = (unsigned)request_int(&in);
    bridge_stream **owner = request_owner(&in);

    if (in.status != AEROSPIKE_OK) {
        return command_end(&in, in.status);
    }
    bridge_stream *stream = stream_new(statement);
    int status = stream ? prepare(stream, &in, policy) : fail_memory(call);

    if (status == AEROSPIKE_OK) {
        stream->as = in.as;
        stream->flags = flags;
        write_int(&call->reply, stream->serial);
        status = finish(call, AEROSPIKE_OK);
    }
    if (status == AEROSPIKE_OK) {
        status = stream_start(stream, call);
    }
    if (status == AEROSPIKE_OK) {
        *owner = stream;
    }
    else if (stream) {
        stream_release(stream);
    }
    return command_end(&in, status);
}

/* Starts a job on the server: its id. A query's policy is that of writes. */
int64_t bridge_statement_background(bridge_statement *statement, const uint8_t *data, size_t size,
                                    bridge_call *call)
{
    request in;
    plan made = {0};
    uint64_t id = 0;

    command_begin(&in, statement->client, data, size, call);
    request_array(&in, 2);
    const void *policy = request_address(&in);

    int status = read_plan(&made, statement, &in);

    if (status == AEROSPIKE_OK) {
        status = request_end(&in);
    }
    if (status == AEROSPIKE_OK && made.is_query) {
        status = aerospike_query_background(in.as, &call->error, policy, &made.query, &id);
    }
    else if (status == AEROSPIKE_OK) {
        status = aerospike_scan_background(in.as, &call->error, policy, &made.scan, &id);
    }
    plan_free(&made);
    write_bin(&call->reply, &id, sizeof(id));
    return command_end(&in, status);
}

typedef void (*positions_writer)(buffer *out, const positions *reached, bool under_way);

static bridge_stream *retain_current(bridge_statement *statement)
{
    pthread_mutex_lock(&statement->lock);
    bridge_stream *stream = statement->current;

    if (stream) {
        __atomic_add_fetch(&stream->references, 1, __ATOMIC_RELAXED);
    }
    pthread_mutex_unlock(&statement->lock);
    return stream;
}

/* Writes what the last stream, which may still run, or the earlier streams have delivered. */
static int write_progress(bridge_statement *statement, request *in, positions_writer write)
{
    buffer *out = &in->call->reply;

    request_array(in, 3);
    uint32_t serial = (uint32_t)request_int(in);
    uint32_t number = (uint32_t)request_int(in);
    uint32_t delivered = (uint32_t)request_int(in);

    if (request_end(in) != AEROSPIKE_OK) {
        return in->status;
    }
    bridge_stream *stream = retain_current(statement);
    bool written = false;

    if (stream) {
        pthread_mutex_lock(&stream->lock);
        if (!stream->stopped && !stream->plan.all_or_none) {
            if (serial == stream->serial) {
                stream_deliver(stream, number, delivered);
            }
            write(out, stream->reached, !stream->complete);
            written = true;
        }
        pthread_mutex_unlock(&stream->lock);
        stream_release(stream);
    }
    if (!written) {
        pthread_mutex_lock(&statement->lock);
        write(out, statement->resume_at, false);
        pthread_mutex_unlock(&statement->lock);
    }
    return AEROSPIKE_OK;
}

static void write_done(buffer *out, const positions *reached, bool under_way)
{
    write_bool(out, reached && reached->done && !under_way);
}

/*
 * The status of write_positions(). Of the stream with the serial number, so many records of the
 * chunk with the other number have been delivered.
 */
int64_t bridge_statement_status(bridge_statement *statement, const uint8_t *data, size_t size,
                                bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    return command_end(&in, write_progress(statement, &in, write_positions));
}

int64_t bridge_statement_is_done(bridge_statement *statement, const uint8_t *data, size_t size,
                                 bridge_call *call)
{
    request in;

    command_begin(&in, NULL, data, size, call);
    return command_end(&in, write_progress(statement, &in, write_done));
}
