#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include <aerospike/aerospike_batch.h>
#include <aerospike/aerospike_txn.h>
#include <aerospike/as_txn.h>

#include "fork.h"
#include "request.h"
#include "thread.h"

/* The capacities are hints for hash tables; beyond this they would only cost memory. */
enum {
    MAX_CAPACITY = 1 << 16
};

static uint32_t limited(uint32_t capacity)
{
    return capacity < MAX_CAPACITY ? capacity : MAX_CAPACITY;
}

/* Policies point to the C client's structure, which therefore comes first. */
typedef struct {
    as_txn txn;
    fork_link link;
    int references;
} transaction;

static transaction *transaction_of(as_txn *txn)
{
    return (transaction *)txn;
}

static void after_fork(fork_link *link)
{
    transaction *self = (transaction *)((char *)link - offsetof(transaction, link));

    pthread_mutex_init(&self->txn.reads.lock, NULL);
    pthread_mutex_init(&self->txn.writes.lock, NULL);
}

/* NULL when memory is out. */
as_txn *bridge_transaction_new(uint64_t id, uint32_t reads, uint32_t writes, uint32_t timeout)
{
    transaction *self = calloc(1, sizeof(*self));

    if (!self) {
        return NULL;
    }
    as_txn_init_capacity(&self->txn, limited(reads), limited(writes));
    self->txn.id = id;
    self->references = 1;
    as_txn_set_timeout(&self->txn, timeout);
    fork_watch(&self->link, after_fork);
    return &self->txn;
}

as_txn *transaction_retain(as_txn *txn)
{
    if (txn) {
        __atomic_add_fetch(&transaction_of(txn)->references, 1, __ATOMIC_RELAXED);
    }
    return txn;
}

void bridge_transaction_free(as_txn *txn)
{
    transaction *self = transaction_of(txn);

    if (txn && __atomic_sub_fetch(&self->references, 1, __ATOMIC_ACQ_REL) == 0) {
        fork_forget(&self->link);
        as_txn_destroy(txn);
        free(self);
    }
}

void bridge_transaction_set_timeout(as_txn *transaction, uint32_t seconds)
{
    as_txn_set_timeout(transaction, seconds);
}

int bridge_transaction_state(const as_txn *transaction)
{
    return (int)transaction->state;
}

bool bridge_transaction_in_doubt(const as_txn *transaction)
{
    return transaction->in_doubt;
}

typedef struct {
    aerospike *as;
    bridge_call *call;
    as_txn *transaction;
    int result;
    int status;
} end;

static void run_commit(void *argument)
{
    end *one = argument;
    as_commit_status result = AS_COMMIT_OK;

    one->status = aerospike_commit(one->as, &one->call->error, one->transaction, &result);
    one->result = result;
}

static void run_abort(void *argument)
{
    end *one = argument;
    as_abort_status result = AS_ABORT_OK;

    one->status = aerospike_abort(one->as, &one->call->error, one->transaction, &result);
    one->result = result;
}

/*
 * Up to so many records, the C client has the batches that verify and roll them on the stack,
 * with each one's place in the command of a node, a quarter to spare.
 */
static size_t stack_of_end(as_txn *transaction)
{
    enum {
        STACK_RECORDS = 5000,
        STACK_COMMAND = 64 * 1024
    };
    uint32_t reads = as_txn_reads_size(transaction);
    uint32_t writes = as_txn_writes_size(transaction);
    size_t most = reads > writes ? reads : writes;

    if (most > STACK_RECORDS) {
        most = STACK_RECORDS;
    }
    return most * (sizeof(as_batch_record) + sizeof(uint32_t) * 5 / 4) + STACK_COMMAND;
}

static int end_transaction(request *in, void (*run)(void *argument))
{
    request_array(in, 1);
    end one = {.as = in->as, .call = in->call, .transaction = request_owner(in)};

    if (request_end(in) != AEROSPIKE_OK) {
        return in->status;
    }
    if (!bridge_run_with_stack(stack_of_end(one.transaction), run, &one)) {
        return fail(in->call, AEROSPIKE_ERR_CLIENT, "no thread for the end of the transaction");
    }
    write_int(&in->call->reply, one.result);
    return one.status;
}

/* The reply is the status of the commit. */
int64_t bridge_commit(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;

    command_begin(&in, client, data, size, call);
    return command_end(&in, end_transaction(&in, run_commit));
}

/* The reply is the status of the abort. */
int64_t bridge_abort(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;

    command_begin(&in, client, data, size, call);
    return command_end(&in, end_transaction(&in, run_abort));
}
