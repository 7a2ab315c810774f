/* What the policy of a command says of time, before the C client has read it. */
#include <aerospike/as_config_file.h>

#include "engine.h"

/* Where a policy is that a command has none of, and its fields in the dynamic configuration. */
typedef struct {
    size_t policy; /* of as_policies */
    uint32_t total_timeout;
    uint32_t rest;
} limits_kind;

#define POLICY(name) offsetof(as_policies, name)

static const limits_kind reads = {POLICY(read), AS_READ_TOTAL_TIMEOUT,
                                  AS_READ_SLEEP_BETWEEN_RETRIES};
static const limits_kind writes = {POLICY(write), AS_WRITE_TOTAL_TIMEOUT,
                                   AS_WRITE_SLEEP_BETWEEN_RETRIES};
static const limits_kind removes = {POLICY(remove), AS_WRITE_TOTAL_TIMEOUT,
                                    AS_WRITE_SLEEP_BETWEEN_RETRIES};
static const limits_kind operates = {POLICY(operate), AS_WRITE_TOTAL_TIMEOUT,
                                     AS_WRITE_SLEEP_BETWEEN_RETRIES};
static const limits_kind applies = {POLICY(apply), AS_WRITE_TOTAL_TIMEOUT,
                                    AS_WRITE_SLEEP_BETWEEN_RETRIES};
static const limits_kind batch_reads = {POLICY(batch),
                                        AS_BATCH_PARENT_READ + AS_BATCH_TOTAL_TIMEOUT,
                                        AS_BATCH_PARENT_READ + AS_BATCH_SLEEP_BETWEEN_RETRIES};
static const limits_kind batch_writes = {POLICY(batch_parent_write),
                                         AS_BATCH_PARENT_WRITE + AS_BATCH_TOTAL_TIMEOUT,
                                         AS_BATCH_PARENT_WRITE + AS_BATCH_SLEEP_BETWEEN_RETRIES};

/* By the number of the command; a commit and an abort have a policy for each of their steps. */
static const limits_kind *const kinds[] = {
    [ENGINE_GET] = &reads,
    [ENGINE_SELECT] = &reads,
    [ENGINE_EXISTS] = &reads,
    [ENGINE_PUT] = &writes,
    [ENGINE_REMOVE] = &removes,
    [ENGINE_OPERATE] = &operates,
    [ENGINE_APPLY] = &applies,
    [ENGINE_BATCH_READ] = &batch_reads,
    [ENGINE_BATCH_WRITE] = &batch_writes,
    [ENGINE_BATCH_OPERATE] = &batch_writes,
    [ENGINE_BATCH_APPLY] = &batch_writes,
    [ENGINE_BATCH_REMOVE] = &batch_writes,
};

/* The policy's address is the first element of a request; false where the request is invalid. */
static bool read_address(const engine_command *command, const void **address)
{
    reader in = {command->data, command->data + command->size};
    item one;

    if (!read_kind(&in, ITEM_ARRAY, &one)) {
        return false;
    }
    codec_status status = read_item(&in, &one);

    *address =
        status == CODEC_OK && one.kind == ITEM_INT ? (const void *)(uintptr_t)one.integer : NULL;
    return status == CODEC_OK && (one.kind == ITEM_NIL || one.kind == ITEM_INT);
}

command_limits limits_of(const engine_command *command)
{
    command_limits limits = {0};
    const limits_kind *kind =
        command->function < sizeof(kinds) / sizeof(kinds[0]) ? kinds[command->function] : NULL;
    const void *address;

    if (!kind || !read_address(command, &address)) {
        return limits;
    }
    const aerospike *as = command->owner->as;
    const as_policy_base *ours = (const void *)((const char *)&as->config.policies + kind->policy);
    const as_policy_base *policy = address ? address : ours;
    uint8_t *changed = as->config_bitmap;

    limits.total_timeout = changed && as_field_is_set(changed, kind->total_timeout)
                               ? ours->total_timeout
                               : policy->total_timeout;
    limits.total_timeout = counted_timeout(limits.total_timeout);
    limits.rest = changed && as_field_is_set(changed, kind->rest) ? ours->sleep_between_retries
                                                                  : policy->sleep_between_retries;
    return limits;
}
