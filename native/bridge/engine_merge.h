/* What the files of merging share: engine_merge_records.c, and engine_merge.c, which calls it. */
#ifndef BRIDGE_ENGINE_MERGE_H
#define BRIDGE_ENGINE_MERGE_H

#include <aerospike/aerospike_batch.h>

#include "engine.h"

enum {
    MOST_TOGETHER = 128 /* a batch of more costs no less for each */
};

/* The commands of a batch. */
typedef struct group {
    loop_batch base;
    struct group *next;
    lane *lane;
    aerospike *as;
    bool writes;
    uint64_t arrived; /* the first command */
    uint64_t latest;  /* the last to arrive; the batch has the time that this one has left */
    as_policy_batch policy;
    const void *policy_of; /* the last command's own, and what was made of it for a record */
    const void *write_policy;
    reader names; /* the last names that were asked for, and what was made of them */
    const char **bin_names;
    uint32_t bin_names_count;
    arena memory;
    as_batch_records records;
    engine_command *commands[MOST_TOGETHER];
} group;

/* A command, read so far that it can be put in its place. */
typedef struct {
    engine_command *command;
    record_head head;
    as_policy_batch policy; /* of the batch that it may travel in */
    bool together;
} candidate;

/* Reads the beginning of a request, and what decides how the command travels. */
bool candidate_read(candidate *one, request *in);

/* Adds the command as a record; false where it has to go alone. */
bool group_add(group *to, const candidate *one, request *in);

#endif
