/* What the files of batches share. */
#ifndef BRIDGE_BATCH_H
#define BRIDGE_BATCH_H

#include <aerospike/aerospike_batch.h>

#include <sys/types.h>

#include "internal.h"
#include "job.h"

/*
 * One command on many records. While the caller waits, the batch uses the caller's buffers and
 * policies. The C client keeps the total timeout for the command of each node, not for all of them
 * together; a batch that goes to several nodes therefore runs as a job, which the caller leaves
 * when the time is over. Such a batch is *apart*: it owns copies of all that it uses.
 */
typedef struct batch {
    job base;
    bridge_client *client;
    aerospike *as;
    bridge_call *caller;
    bridge_call own;   /* of a batch that is apart */
    bridge_call *call; /* where the command leaves its error and its reply: one of the two */
    bool apart;
    bool in_slices; /* the caller waits for a moment at a time */
    int64_t until;  /* when the time of the caller is over */
    pid_t process;  /* that began it */
    int status;
    unsigned flags;
    codec_status reading; /* of the records that have come, into the reply */
    arena memory;
    const as_policy_batch *policy;
    as_policy_batch own_policy;

    /* Runs the command, and writes [results, status] into the reply of `call`. */
    void (*execute)(struct batch *one);
    /* Whether a record may have been written, should the time be over. */
    bool (*writes)(const struct batch *one, uint32_t index);
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

/* NULL when the client is closed or memory is out, with the error in the call. */
batch *batch_new(bridge_client *client, const as_policy_batch *policy, unsigned flags,
                 bridge_call *call);

/* The bytes, or a copy if the batch is apart; NULL when memory is out. */
const void *batch_keep(batch *one, const void *data, size_t size);
const char *batch_keep_text(batch *one, const char *text);

/*
 * The same for a policy of a record, or none: its structure, and the expression that a field of it
 * points to. False when memory is out.
 */
bool batch_keep_policy(batch *one, const void **policy, size_t size, size_t expression_at);

/* The stack that the C client takes for so many records, each with a result of a size. */
size_t batch_stack(uint32_t count, size_t result);

/* Runs the command unless its status says that it is invalid, and ends the batch. */
int64_t batch_end(batch *one);

/* One result of a reply. */
codec_status write_result(buffer *out, as_key *key, const as_record *record, int result,
                          bool in_doubt, uint32_t subcode, const char *message, unsigned flags);

/* Ends a reply whose results begin at a place, if there are any. */
void write_batch_status(batch *one, size_t results_at, int status);

/* What a record owns beyond what as_batch_records_destroy releases, and that. */
void release_batch_records(as_batch_records *records);

#endif
