/* What the files of scans and queries share. */
#ifndef BRIDGE_WALK_H
#define BRIDGE_WALK_H

#include <pthread.h>

#include <aerospike/as_partition_filter.h>
#include <aerospike/as_query.h>
#include <aerospike/as_scan.h>

#include "fork.h"
#include "internal.h"

enum {
    PARTITIONS = 4096
};

/* The last record of a partition that has been delivered, and its value in a secondary index. */
typedef struct {
    as_digest digest;
    uint64_t bval;
    bool retry;
} position;

/* How far the records of each partition have been delivered. Its owner calls free(). */
typedef struct {
    uint16_t begin;
    uint16_t count;
    bool done;
    bool retry;
    position parts[];
} positions;

/* Where a partition stands once a record has been delivered. */
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
 * A scan or a query: what to walk, and how far the last run has got. It holds its client. Python
 * holds a walk, and so does each of its runs; the last one frees it.
 */
struct bridge_walk {
    unsigned references;
    bridge_client *client;
    fork_link link;
    unsigned flags;
    size_t size;

    pthread_mutex_t lock; /* of what follows */
    positions *settled;   /* NULL while no run has kept track of partitions */
    unsigned begun;       /* the number of the last run */

    uint8_t description[];
};

/*
 * A run of a walk. A thread of ours drives the C client, whose threads append records to one
 * buffer; Python takes what is there, which empties it. A full buffer holds the C client's threads
 * up, so that memory is bounded; stopping lets them go.
 *
 * A run shares nothing that changes with its walk or with other runs, so that it may be left
 * behind when it stalls: its thread ends by itself. Python holds a run, and so does the thread.
 */
struct bridge_run {
    unsigned references;
    unsigned serial;
    bridge_walk *walk;
    aerospike *as;
    bridge_call command; /* the thread's stay in the client */
    fork_link link;
    bool inherited; /* its thread is in the parent of this process */

    /* The thread's own, once it has begun. */
    bool is_query;
    bool filtered;
    bool by_index; /* positions have a value of a secondary index */
    unsigned flags;
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
    arena memory; /* what all these point to */

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    buffer records;
    uint32_t count;
    marks waiting;      /* a mark for each of the records, where partitions are tracked */
    marks given;        /* those of the records that Python got last */
    uint32_t advanced;  /* how many of them have been delivered */
    uint32_t number;    /* the chunk that they make */
    positions *reached; /* NULL where partitions are not tracked */
    bool at_once;       /* all records are delivered together, at the end, or none is */
    bool finished;      /* the thread has left the C client */
    bool complete;      /* and all that came has been delivered */
    bool stopping;
    bool failed; /* by an error of ours, of which the C client does not know */
    bool stopped;
    bool published; /* the walk has what was reached, and the run what the walk had before */
    as_error error;
};

/* The description, into the run; false where it is invalid. */
bool read_walk(reader *in, bridge_run *run);

positions *positions_new(uint16_t begin, uint16_t count);
positions *positions_copy(const positions *from);

/*
 * A partition filter: [begin, count, digest | nil, status | nil]. The positions are those where
 * it begins; the caller frees them. False where it is invalid or memory is out.
 */
bool read_filter(reader *in, as_partition_filter *filter, positions **start);

/* The same as the C client has it, which the caller releases; NULL when memory is out. */
as_partitions_status *positions_for_client(const positions *from);

/* Takes over from the C client, at the end of a run, which partitions are done. */
void positions_end(positions *reached, const as_partitions_status *status);

void positions_advance(positions *reached, const mark *entry);
codec_status append_mark(marks *marks, const positions *tracked, const as_digest *digest,
                         uint64_t bval);

/* [done, retry, [[id, has digest, retry, digest, bval], ...]], or nil for NULL. */
void write_positions(buffer *out, const positions *reached);

#endif
