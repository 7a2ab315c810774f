/* What the files of batches share. */
#ifndef BRIDGE_BATCH_H
#define BRIDGE_BATCH_H

#include <aerospike/aerospike_batch.h>

#include <sys/types.h>

#include "job.h"
#include "request.h"

/* How many elements the requests of batches have. */
enum {
    BATCH_READ_ELEMENTS = 4,
    BATCH_WRITE_ELEMENTS = 4,
    BATCH_OPERATE_ELEMENTS = 6,
    BATCH_APPLY_ELEMENTS = 7,
    BATCH_REMOVE_ELEMENTS = 4
};

/*
 * One command on many records. While the caller waits, the batch uses the caller's request and
 * policies. The C client keeps the total timeout for the command of each node, not for all of them
 * together; a batch that goes to several nodes therefore runs as a job, which the caller leaves
 * when the time is over. Such a batch is *detached*: it owns copies of all that it uses.
 */
typedef struct batch {
    job base;
    bridge_client *client;
    request in; /* its arena lives as long as the batch */
    bridge_call *caller;
    bridge_call own;   /* of a batch that is detached */
    bridge_call *call; /* where the command leaves its error and its reply: one of the two */
    bool detached;
    bool in_slices; /* the caller waits for a moment at a time */
    int64_t until;  /* when the time of the caller is over */
    pid_t process;  /* that began it */
    int status;
    unsigned flags;
    codec_status encoding; /* of the records that have come, into the reply */
    const as_policy_batch *policy;
    as_policy_batch own_policy;

    /* Runs the command, and writes [results, status] into the reply of `call`. */
    void (*execute)(struct batch *one);
    /* Whether a record may have been written, should the time be over; NULL: may_write says so. */
    bool (*writes)(const struct batch *one, uint32_t index);
    bool may_write;
    uint32_t count;
    size_t stack; /* what the C client needs of it */

    /* The same command on many keys. */
    as_batch keys;
    int (*command)(struct batch *one);
    const void *records_policy; /* that of each record, by the command */
    const char **names;
    uint32_t names_count;
    as_operations ops;
    const char *module;
    const char *function;
    as_list *arguments;

    /* Different commands. */
    as_batch_records records;
} batch;

/*
 * The batch of a request, [policy, flags, ...] of so many elements; what follows is still to be
 * read. NULL when memory is out, with the error in the call.
 */
batch *batch_new(bridge_client *client, const uint8_t *data, size_t size, uint32_t elements,
                 bridge_call *call);

/* The next batch that begins in this thread has so many milliseconds less of its total timeout. */
void batch_waited(uint32_t milliseconds);

/*
 * The policy of a record, or none; a copy if the batch is detached, with a copy of the expression
 * that a field of it points to.
 */
const void *batch_policy(batch *one, const void *policy, size_t size, size_t expression_at);

/* The stack that the C client takes for so many records, each with a result of a size. */
size_t batch_stack(uint32_t count, size_t result);

/* Runs the command unless its request is invalid, and ends the batch. */
int64_t batch_end(batch *one);

/* One result of a reply. */
codec_status write_result(buffer *out, as_key *key, const as_record *record, int result,
                          bool in_doubt, uint32_t subcode, const char *message, unsigned flags);

/* Ends a reply whose results begin at a place, if there are any. */
void write_batch_status(batch *one, size_t results_at, int status);

/* Different commands: reads them into the batch, and writes their results. */
void read_batch_records(batch *one);
codec_status write_batch_records(buffer *out, const as_batch_records *records, unsigned flags);

/* What a record owns beyond what as_batch_records_destroy releases, and that. */
void release_batch_records(as_batch_records *records);

#endif
