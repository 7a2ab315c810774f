/*
 * Commands on one record that travel together. Those that wait when the loop looks, and whose
 * policies say the same, become one batch, which the C client splits by node. Each gets the outcome
 * that it would have had alone.
 *
 * A command goes alone where a batch could not say or do the same: in a transaction, with
 * compression, with a policy of the dynamic configuration, and for what else the functions below
 * refuse. It begins again alone if the batch cannot tell what its own error would have been, and
 * nothing was written.
 */
#include <stdlib.h>
#include <string.h>

#include <aerospike/as_cluster.h>
#include <aerospike/as_node.h>
#include <aerospike/as_partition.h>

#include "engine_merge.h"
#include "record_commands.h"

enum {
    PART_OF_TIMEOUT = 16 /* by so much the times of commands in a batch may differ */
};

static void group_free(group *one)
{
    as_batch_records_destroy(&one->records);
    arena_free(&one->memory);
    free(one);
}

/* Whether the command has about as much time left as the others. */
static bool arrived_with(const group *open, const engine_command *command)
{
    uint32_t most = counted_timeout(open->policy.base.total_timeout);
    uint64_t arrived = command->owner->arrived;
    uint64_t apart = arrived > open->arrived ? arrived - open->arrived : open->arrived - arrived;

    return !most || apart <= most / PART_OF_TIMEOUT;
}

/* The open group that a command fits in, or a new one; NULL when memory is out. */
static group *group_of(lane *on, const candidate *one)
{
    aerospike *as = one->command->owner->as;

    for (group *open = on->groups; open; open = open->next) {
        if (open->writes == one->command->writes && open->as == as &&
            memcmp(&open->policy, &one->policy, sizeof(open->policy)) == 0 &&
            arrived_with(open, one->command)) {
            return open;
        }
    }
    group *made = calloc(1, sizeof(*made));

    if (!made) {
        return NULL;
    }
    as_batch_records_init(&made->records, MOST_TOGETHER);
    if (!made->records.list.list) {
        free(made);
        return NULL;
    }
    made->lane = on;
    made->as = as;
    made->writes = one->command->writes;
    made->policy = one->policy;
    made->arrived = made->latest = one->command->owner->arrived;
    made->next = on->groups;
    on->groups = made;
    on->in_flight++;
    return made;
}

static const as_node *node_of(const group *one, const as_key *key)
{
    as_cluster *cluster = one->as->cluster;
    as_partition_info info;
    as_error ignored;
    uint8_t index = 0;

    if (as_partition_info_init(&info, cluster, &ignored, key) != AEROSPIKE_OK) {
        return NULL;
    }
    return as_partition_get_node(cluster, info.ns, info.partition, NULL, one->policy.replica,
                                 info.replica_size, &index);
}

/*
 * The error of a record. Where the server says no more than the code, the C client's message of a
 * single command is the address of the node and the code's name; in a batch it is that of success,
 * or none.
 */
static int set_error(bridge_call *call, const group *one, const as_batch_base_record *record)
{
    static const char success[] = "AEROSPIKE_OK";
    const size_t tail = sizeof(success) - 1;
    const char *said = record->message;
    size_t size = said ? strlen(said) : 0;
    int code = record->result;

    if (!said) {
        const as_node *node = node_of(one, &record->key);

        as_error_update(&call->error, (as_status)code, "%s %s",
                        node ? as_node_get_address_string((as_node *)node) : "",
                        as_error_string((as_status)code));
    }
    else if (size >= tail && strcmp(said + size - tail, success) == 0) {
        as_error_update(&call->error, (as_status)code, "%.*s%s", (int)(size - tail), said,
                        as_error_string((as_status)code));
    }
    else {
        fail(call, code, said);
    }
    call->error.subcode = record->subcode;
    call->error.in_doubt = record->in_doubt;
    return code;
}

/*
 * Removes what a batch answers and the single command does not. There is a result for each
 * operation. A bin may point into itself; one without a value owns nothing.
 */
static void drop_empty(as_bins *bins)
{
    uint16_t kept = 0;

    for (uint16_t i = 0; i < bins->size; i++) {
        const as_bin *from = &bins->entries[i];
        as_bin *to = &bins->entries[kept];

        if (as_val_type(from->valuep) == AS_NIL) {
            continue;
        }
        if (from != to) {
            bool own = from->valuep == &from->value;

            *to = *from;
            if (own) {
                to->valuep = &to->value;
            }
        }
        kept++;
    }
    bins->size = kept;
}

static int reply(bridge_call *call, const engine_command *command, as_batch_base_record *record)
{
    switch (command->function) {
    case ENGINE_GET:
    case ENGINE_SELECT:
        return reply_record(call, &record->key, command->flags, &record->record);
    case ENGINE_EXISTS:
        return reply_exists(call, &record->key, record->result, &record->record);
    case ENGINE_OPERATE:
        if (command->drops_empty) {
            drop_empty(&record->record.bins);
        }
        return reply_results(call, &record->key, command->flags, command->ordered, &record->record);
    default:
        return AEROSPIKE_OK;
    }
}

/* Whether the record's own outcome is not known, and nothing has happened to the record. */
static bool begins_again(const group *one, const engine_command *command,
                         const as_batch_base_record *record, const as_error *error)
{
    switch (record->result) {
    case AEROSPIKE_OK:
        if (record->record.bins.size < command->results) {
            return true;
        }
        /* The C client could not read the bins. */
        return !one->writes && error && command->function != ENGINE_EXISTS &&
               record->record.bins.size == 0;
    case AEROSPIKE_ERR_RECORD_NOT_FOUND:
        return false;
    case AEROSPIKE_NO_RESPONSE:
        if (one->base.kept) {
            return !record->in_doubt;
        }
        return !one->writes && (!error || error->code == AEROSPIKE_BATCH_FAILED);
    default:
        /* An error without a message is not the server's: the command was not sent. */
        return record->result < 0 || !record->message;
    }
}

static void end(group *one, uint32_t index, const as_error *error)
{
    lane *on = one->lane;
    bridge_call *call = &on->call;
    engine_command *command = one->commands[index];
    as_batch_base_record *record = as_vector_get(&one->records.list, index);
    int status = record->result;

    if (begins_again(one, command, record, error)) {
        lane_start_alone(on, command);
        return;
    }
    if (status == AEROSPIKE_NO_RESPONSE && error &&
        error->code == AEROSPIKE_ERR_NO_MORE_CONNECTIONS && !record->in_doubt) {
        lane_hold_up(on, command);
        return;
    }
    lane_prepare(on, error);
    if (status == AEROSPIKE_OK ||
        (status == AEROSPIKE_ERR_RECORD_NOT_FOUND && command->function == ENGINE_EXISTS)) {
        as_error_reset(&call->error);
        status = reply(call, command, record);
    }
    else if (status == AEROSPIKE_NO_RESPONSE && error) {
        status = error->code;
        call->error.in_doubt = record->in_doubt;
    }
    else {
        status = set_error(call, one, record);
    }
    lane_finish(on, command, status);
}

static void on_group(as_error *error, as_batch_records *records, void *udata, as_event_loop *loop)
{
    group *one = udata;
    lane *on = one->lane;

    (void)loop;
    if (one->base.kept) {
        error = &one->base.refusal;
    }
    engine_retain(on->engine);
    for (uint32_t i = 0; i < records->list.size; i++) {
        end(one, i, error);
    }
    group_free(one);
    lane_end_group(on);
}

/* Nothing has been sent, or, where there are several nodes, nobody says what has been. */
static void fail_to_send(group *one, const as_error *error)
{
    lane *on = one->lane;
    bool unsent = LOOPS_END_BATCHES || !one->writes || error->code == AEROSPIKE_BATCH_FAILED;

    on->in_flight--;
    for (uint32_t i = one->records.list.size; i-- > 0;) {
        if (unsent) {
            lane_start_alone(on, one->commands[i]);
        }
        else {
            lane_prepare(on, error);
            lane_finish(on, one->commands[i], error->code);
        }
    }
    if (LOOPS_END_BATCHES || error->code == AEROSPIKE_BATCH_FAILED) {
        group_free(one);
    }
}

static void send_group(group *one)
{
    lane *on = one->lane;
    uint32_t count = one->records.list.size;
    as_error error;

    if (count < 2) {
        engine_command *command = one->commands[0];

        on->in_flight--;
        group_free(one);
        if (count) {
            lane_start(on, command);
        }
        return;
    }
    lane_beginning(on, lane_waited(on, one->latest), one->policy.base.sleep_between_retries);
    int status = one->writes ? aerospike_batch_write_async(one->as, &error, &one->policy,
                                                           &one->records, on_group, one, on->loop)
                             : aerospike_batch_read_async(one->as, &error, &one->policy,
                                                          &one->records, on_group, one, on->loop);

    lane_begun(on);
    if (status != AEROSPIKE_OK && !loop_batch_goes_on(&one->base, &error)) {
        fail_to_send(one, &error);
    }
}

static void close_group(group *one)
{
    group **place = &one->lane->groups;

    while (*place != one) {
        place = &(*place)->next;
    }
    *place = one->next;
    send_group(one);
}

void merge_send(lane *on)
{
    while (on->groups) {
        close_group(on->groups);
    }
}

void merge_begin(lane *on, engine_command *command)
{
    request *in = &on->in;
    candidate one = {.command = command};

    if (command->alone || command->function > ENGINE_APPLY || lane_refuses(on)) {
        lane_start(on, command);
        return;
    }
    command_begin(in, NULL, command->data, command->size, &on->call);
    in->as = command->owner->as;
    bool read = candidate_read(&one, in);
    int status = AEROSPIKE_OK;
    bool admitted = !read || command->turn || turns_enter(&on->turns, command, &status);
    group *to = admitted && read && one.together ? group_of(on, &one) : NULL;
    bool added = to && group_add(to, &one, in);

    arena_free(&in->memory);
    if (status != AEROSPIKE_OK) {
        lane_finish(on, command, fail_memory(&on->call));
    }
    else if (admitted && !added) {
        lane_start(on, command);
    }
    else if (added && to->records.list.size == MOST_TOGETHER) {
        close_group(to);
    }
}
