/*
 * What the files of scans and queries share. Each calls those before it:
 *
 *   statement_positions     how far each partition has been delivered
 *   statement_progress      a statement's life, and how far its streams have got
 *   statement_description   requests become the C client's scans and queries
 *   stream_records          records become chunks
 *   stream                  one run of a statement
 *   statement               the commands of a statement
 */
#ifndef BRIDGE_STATEMENT_H
#define BRIDGE_STATEMENT_H

#include <pthread.h>

#include <aerospike/as_partition_filter.h>
#include <aerospike/as_query.h>
#include <aerospike/as_scan.h>

#include "fork.h"
#include "request.h"
#include "wakeup.h"

enum {
    PARTITIONS = 4096
};

/* The last record of a partition that has been delivered, and its value in a secondary index. */
typedef struct {
    as_digest digest;
    uint64_t bval;
    bool retry;
} position;

/* How far the records of each partition have been delivered. The owner calls free(). */
typedef struct {
    uint16_t begin;
    uint16_t count;
    bool done;
    bool retry;
    position parts[];
} positions;

/* The position of a partition once a record has been delivered. */
typedef struct {
    uint16_t part;
    as_digest_value digest;
    uint64_t bval;
} mark;

typedef struct {
    mark *entries;
    uint32_t size;
    uint32_t capacity;
} marks;

/*
 * A scan or a query, and how far its last stream has got. It holds its client. Python holds a
 * statement, and so does each of its streams; the last one frees it.
 */
struct bridge_statement {
    unsigned references;
    bridge_client *client;
    fork_link link;
    unsigned flags;
    size_t size;

    pthread_mutex_t lock; /* of what follows */
    positions
        *resume_at; /* where the next stream begins; NULL while no stream has tracked partitions */
    uint32_t begun; /* the serial number of the last stream */
    bridge_stream *current; /* the last stream while it runs; holds no reference */

    uint8_t description[];
};

/* What the C client runs: a scan or a query, with all that it points to. */
typedef struct {
    bool is_query;
    bool paginate;
    bool filtered;
    as_scan scan;
    as_query query;
    as_operations ops;
    as_partition_filter filter;
    const char *node;
    const void *policy; /* NULL: the client's own, else our copy */
    union {
        as_policy_scan scan;
        as_policy_query query;
    } own_policy;
    bool all_or_none; /* records are delivered together, at the end, or none is */
    request in;       /* reads the description; its arena has what all of this points to */
} plan;

/* How a pull waits. */
typedef enum {
    PULL_WHOLE, /* it does not: without a whole chunk, it has no records */
    PULL_READY, /* it does not, and takes what there is */
    PULL_WAIT   /* in the bridge, for a while */
} pull_mode;

/* What Python waits for by the descriptor of a stream. */
typedef enum {
    WATCH_NOTHING,
    WATCH_WHOLE, /* a whole chunk, or the end */
    WATCH_READY  /* a record, or the end */
} watch;

/*
 * One run of a statement. A thread of ours drives the C client, whose threads append records to one
 * buffer; Python pulls what is there, which empties it. A full buffer holds the C client's threads
 * up, so that memory is bounded; stopping releases them.
 *
 * A stream shares nothing that changes with its statement or with other streams. One that does not
 * stop in time is left to its thread, which ends by itself. Python holds a stream, and so does the
 * thread.
 */
struct bridge_stream {
    unsigned references;
    uint32_t serial;
    bridge_statement *statement;
    aerospike *as;
    bridge_call command; /* the thread's stay in the client */
    fork_link link;
    bool inherited; /* its thread is in the parent of this process */

    /* The thread's own, once it has begun. */
    plan plan;
    bool by_index; /* positions have a value of a secondary index */
    unsigned flags;

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    buffer records;
    uint32_t count;
    marks queued;       /* a mark for each of the records, where partitions are tracked */
    marks pulled;       /* those of the records that Python pulled last */
    uint32_t delivered; /* how many of them have been delivered */
    uint32_t number;    /* the chunk that they make */
    positions *reached; /* NULL where partitions are not tracked */
    bool finished;      /* the thread has left the C client */
    bool complete;      /* and all that came has been delivered */
    bool stopping;
    bool failed; /* by the bridge's own error, which the C client does not know */
    bool stopped;
    wakeup bell;
    bool is_watched; /* Python has asked for the bell, so its thread must not block when it stops */
    watch awaited;
    bool published; /* the statement has what was reached, and the stream what it replaced */
    as_error error;
};

/*
 * Reads the statement's description and the settings, [paginate, no bins, concurrent, ttl, max
 * records, records a second, all or none, node | nil], into an empty plan; the status.
 */
int read_plan(plan *made, const bridge_statement *statement, request *in);

/* Python's policy lives as long as its command; the plan may live longer. False without memory. */
bool plan_copy_policy(plan *made, const void *policy);
as_policy_base *plan_policy(plan *made);
as_partitions_status **plan_partitions(plan *made);
void plan_free(plan *made);

/* as_partition_getid() reads a number where none may lie. */
static inline uint32_t partition_id(const as_digest *digest)
{
    return (digest->value[0] | (uint32_t)digest->value[1] << 8) % PARTITIONS;
}

positions *positions_new(uint16_t begin, uint16_t count);
positions *positions_copy(const positions *from);

/*
 * A partition filter: [begin, count, digest | nil, status | nil]. The positions are those where
 * it begins; the caller frees them. False where it is invalid or memory is out.
 */
bool read_filter(request *in, as_partition_filter *filter, positions **start);

/* The same as the C client has it, which the caller releases; NULL when memory is out. */
as_partitions_status *positions_for_client(const positions *from);

/* Takes over from the C client, at the end of a stream, which partitions are done. */
void positions_end(positions *reached, const as_partitions_status *status);

void positions_advance(positions *reached, const mark *entry);
codec_status append_mark(marks *marks, const positions *tracked, const as_digest *digest,
                         uint64_t bval);

/* [done, retry, [[id, has digest, retry, digest, bval], ...]], or nil for NULL. */
void write_positions(buffer *out, const positions *reached, bool under_way);

bridge_statement *statement_new(bridge_client *client, reader description, unsigned flags);
bridge_statement *statement_retain(bridge_statement *statement);
void statement_release(bridge_statement *statement);

/* The serial number of a new stream, and a copy of where it begins; NULL where that is not known or
 * memory is out. */
bool statement_begin(bridge_statement *statement, uint32_t *serial, positions **resume_at);

/* The stream says how far records have been delivered, or, when it ends, no longer. */
void statement_set_current(bridge_statement *statement, bridge_stream *stream, bool current);

/* The next stream begins where this one has stopped if it was the last, or where it had begun. */
void statement_publish(bridge_statement *statement, bridge_stream *stream, bool wanted);

/* [digest, set, user key, generation, ttl, bins], or [value] of an aggregation. */
codec_status write_record(buffer *out, const as_val *value, unsigned flags);

bridge_stream *stream_new(bridge_statement *statement);
void stream_release(bridge_stream *stream);

/* Whether the caller is the thread of a stream: stream_parts.c then starts threads for nodes. */
extern __thread bool runs_stream;

/* Starts the stream's thread, which counts as in the client now; the status. */
int stream_start(bridge_stream *stream, bridge_call *call);

/* With the lock: so many of the records of a chunk that Python has pulled have been delivered. */
void stream_deliver(bridge_stream *stream, uint32_t number, uint32_t delivered);

#endif
