/*
 * The retry of a batch on the C client's event loop, sent to another node.
 *
 * Before a retry, as_event_command_retry() moves a command to its next replica, and
 * as_batch_retry_async() does the same once more for a batch. Where a partition has two replicas,
 * the batch is back at the node that did not answer. The linker (--wrap, see
 * scripts/build_c_client.sh) sends the caller here, where the first of the two moves is undone.
 */
#include <stdbool.h>

#include <aerospike/as_event_internal.h>

/* The names are the linker's. */
int __real_as_batch_retry_async(as_event_command *command, bool timeout);
int __wrap_as_batch_retry_async(as_event_command *command, bool timeout);

int __wrap_as_batch_retry_async(as_event_command *command, bool timeout)
{
    bool reads = command->flags & AS_ASYNC_FLAGS_READ;
    bool linearize = command->flags & AS_ASYNC_FLAGS_LINEARIZE;

    if (!timeout || (reads && !linearize)) {
        command->replica_index--;
    }
    return __real_as_batch_retry_async(command, timeout);
}
