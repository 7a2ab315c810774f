/* What the files of scans and queries share. */
#ifndef BRIDGE_WALK_H
#define BRIDGE_WALK_H

#include <pthread.h>

#include <aerospike/as_partition_filter.h>
#include <aerospike/as_query.h>
#include <aerospike/as_scan.h>

#include "internal.h"

/* Where a partition stood before a record came: there it stands again if nobody takes the record.
 */
typedef struct {
    uint16_t part_id;
    as_digest digest;
    uint64_t bval;
} mark;

typedef struct {
    mark *entries;
    uint32_t size;
    uint32_t capacity;
} marks;

/*
 * A scan or a query. While it runs, a thread of ours drives the C client, whose
 * own threads append records to one buffer; Python takes what is there, which
 * empties it. A full buffer holds the C client's threads up, so that memory is
 * bounded; stopping lets them go.
 */
struct bridge_walk {
    bridge_client *client;
    bool is_query;
    as_scan scan;
    as_query query;
    as_operations ops;
    arena memory; /* what the description refers to, as long as the walk lives */

    pthread_t thread;
    bool started;
    const void *policy; /* kept alive by Python while the walk runs */
    as_partition_filter filter;
    bool filtered;
    const char *node;
    unsigned flags;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    buffer records;
    uint32_t count;
    marks waiting; /* a mark for each of the records, where partitions are tracked */
    marks given;   /* those of the records that Python has got last */
    bool finished;
    bool stopping;
    as_error error;
};

/* The rest of a description, into the walk; false where it is invalid. */
bool read_walk(reader *in, bridge_walk *walk);

#endif
