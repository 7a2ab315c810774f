/*
 * What commands on the C client's event loop do when they are tried again, as its blocking commands
 * do it. The linker (--wrap, see scripts/build_c_client.sh) sends the callers of the C client's
 * functions to those here.
 *
 * - A batch goes to another node. Before a retry, as_event_command_retry() moves a command to its
 *   next replica, and as_batch_retry_async() does the same once more for a batch. Where a partition
 *   has two replicas, the batch is back at the node that did not answer. The first move is undone.
 * - The parts of a batch that is split by a retry say how large they are. The C client writes that
 *   into the batch that it splits, and servers refuse the parts.
 * - They end when the batch had to. The C client gives each of them the full total timeout again.
 * - There is a rest between tries, unless the first one is followed by one at another node.
 * - A batch that is refused after some of its parts have begun ends when they do.
 * - The time that a command has waited for its turn is part of its total timeout.
 */
#include <stdbool.h>
#include <stddef.h>

#include <aerospike/as_command.h>
#include <aerospike/as_event_internal.h>
#include <citrusleaf/cf_clock.h>

#include "loops.h"

/* Of a command. It lies in its timer, in room that libuv keeps for handles of other kinds. */
typedef struct {
    uint32_t rest;
    uint8_t replica_index; /* of the last try */
} tries;

_Static_assert(sizeof(tries) <= sizeof(((uv_timer_t *)NULL)->u.reserved[0]), "no room for tries");

/* The names are the linker's. */
int __real_as_batch_retry_async(as_event_command *command, bool timeout);
int __wrap_as_batch_retry_async(as_event_command *command, bool timeout);
void __real_as_event_command_schedule(as_event_command *command);
void __wrap_as_event_command_schedule(as_event_command *command);
as_status __real_as_event_command_execute(as_event_command *command, as_error *error);
as_status __wrap_as_event_command_execute(as_event_command *command, as_error *error);
as_status __real_as_command_compress(as_error *error, uint8_t *message, size_t size,
                                     uint8_t *compressed, size_t *compressed_size);
as_status __wrap_as_command_compress(as_error *error, uint8_t *message, size_t size,
                                     uint8_t *compressed, size_t *compressed_size);
int __real_uv_timer_start(uv_timer_t *timer, uv_timer_cb run, uint64_t after, uint64_t repeat);
int __wrap_uv_timer_start(uv_timer_t *timer, uv_timer_cb run, uint64_t after, uint64_t repeat);

void __real_as_event_executor_cancel(as_event_executor *executor, uint32_t begun);
void __wrap_as_event_executor_cancel(as_event_executor *executor, uint32_t begun);

/* The batch that is being split, on each loop, and how long its last part rests. */
static struct {
    as_event_command *command;
    uint64_t rest;
} split[MOST_LOOPS];

static tries *tries_of(as_event_command *command)
{
    return (tries *)&command->timer.u.reserved[1];
}

/* How long the command rests before its next try. */
static uint64_t rest_of(as_event_command *command)
{
    tries *of = tries_of(command);
    bool moves =
        command->replica != AS_POLICY_REPLICA_MASTER && of->replica_index != command->replica_index;

    of->replica_index = command->replica_index;
    if (!of->rest || (moves && command->iteration == 1)) {
        return 0;
    }
    if (!command->total_deadline) {
        return of->rest;
    }
    uint64_t now = cf_getms();
    uint64_t left = command->total_deadline > now ? command->total_deadline - now : 0;

    return of->rest < left ? of->rest : left;
}

as_status __wrap_as_event_command_execute(as_event_command *command, as_error *error)
{
    const loop_beginning *as_begun = &loop_beginnings[command->event_loop->index];

    *tries_of(command) = (tries){.rest = as_begun->rest, .replica_index = command->replica_index};
    command->total_timeout = timeout_after(as_begun->waited, command->total_timeout);
    return __real_as_event_command_execute(command, error);
}

/* The bridge begins nothing else on a loop that has several parts. All of this is the loop's. */
void __wrap_as_event_executor_cancel(as_event_executor *executor, uint32_t begun)
{
    loop_batch *batch = executor->udata;
    as_error error;

    if (executor->count == begun) {
        __real_as_event_executor_cancel(executor, begun);
        return;
    }
    batch->goes_on = true;
    as_error_set_message(&error, AEROSPIKE_BATCH_FAILED, "Batch failed");
    as_event_executor_error(executor, &error, executor->max - begun);
}

int __wrap_as_batch_retry_async(as_event_command *command, bool timeout)
{
    bool reads = command->flags & AS_ASYNC_FLAGS_READ;
    bool linearize = command->flags & AS_ASYNC_FLAGS_LINEARIZE;
    uint32_t index = command->event_loop->index;

    if (!timeout || (reads && !linearize)) {
        command->replica_index--;
    }
    split[index].command = command;
    int result = __real_as_batch_retry_async(command, timeout);

    split[index].command = NULL;
    return result;
}

static const uint8_t *type_of(const uint8_t *field)
{
    return field + sizeof(uint32_t);
}

/* The field of a batch's records is the last one. Messages of other kinds have no such field. */
static void set_batch_size(uint8_t *message, size_t size)
{
    uint8_t *field = message + AS_HEADER_SIZE;
    const uint8_t *end = message + size;

    if (end - field > AS_FIELD_HEADER_SIZE && *type_of(field) == AS_FIELD_FILTER) {
        field += sizeof(uint32_t) + cf_swap_from_be32(*(uint32_t *)field);
    }
    if (end - field > AS_FIELD_HEADER_SIZE && *type_of(field) == AS_FIELD_BATCH_INDEX) {
        *(uint32_t *)field = cf_swap_to_be32((uint32_t)(end - type_of(field)));
    }
}

as_status __wrap_as_command_compress(as_error *error, uint8_t *message, size_t size,
                                     uint8_t *compressed, size_t *compressed_size)
{
    set_batch_size(message, size);
    return __real_as_command_compress(error, message, size, compressed, compressed_size);
}

/*
 * Outside of its own file, the C client calls this for the parts of a batch alone. It sets the
 * deadline here, from now on.
 */
void __wrap_as_event_command_schedule(as_event_command *command)
{
    uint32_t index = command->event_loop->index;
    as_event_command *from = split[index].command;

    if (!command->ubuf) {
        set_batch_size(command->buf, command->write_len);
    }
    if (!from) {
        __real_as_event_command_schedule(command);
        return;
    }
    *tries_of(command) = *tries_of(from);
    if (from->total_deadline) {
        uint64_t now = cf_getms();

        command->total_timeout =
            from->total_deadline > now ? (uint32_t)(from->total_deadline - now) : 1;
    }
    __real_as_event_command_schedule(command);
    if (from->total_deadline) {
        /* The C client starts the clock after the rest. */
        uint64_t rest = split[index].rest;

        command->total_timeout -=
            rest < command->total_timeout ? (uint32_t)rest : command->total_timeout - 1;
    }
}

int __wrap_uv_timer_start(uv_timer_t *timer, uv_timer_cb run, uint64_t after, uint64_t repeat)
{
    if (run == as_uv_timer_cb && !after) {
        as_event_command *command = timer->data;
        uint32_t index = command->event_loop->index;

        if (command->state == AS_ASYNC_STATE_RETRY) {
            after = rest_of(command);
        }
        else if (command->state == AS_ASYNC_STATE_REGISTERED && split[index].command) {
            after = split[index].rest = rest_of(command);
        }
    }
    return __real_uv_timer_start(timer, run, after, repeat);
}
