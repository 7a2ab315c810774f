#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include <aerospike/aerospike_txn.h>
#include <aerospike/as_txn.h>

#include "fork.h"
#include "internal.h"

/* The capacities are hints for hash tables; beyond this they would only cost memory. */
enum {
    MOST_CAPACITY = 1 << 16
};

static uint32_t limited(uint32_t capacity)
{
    return capacity < MOST_CAPACITY ? capacity : MOST_CAPACITY;
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

/* The reply is the status of the commit. */
int64_t bridge_commit(bridge_client *client, as_txn *transaction, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_commit_status result = AS_COMMIT_OK;
    int status = aerospike_commit(as, &call->error, transaction, &result);

    client_leave(client);
    if (status == AEROSPIKE_OK) {
        write_int(&call->reply, result);
        status = finish(call, AEROSPIKE_OK);
    }
    return outcome(call, status);
}

/* The reply is the status of the abort. */
int64_t bridge_abort(bridge_client *client, as_txn *transaction, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    as_abort_status result = AS_ABORT_OK;
    int status = aerospike_abort(as, &call->error, transaction, &result);

    client_leave(client);
    if (status == AEROSPIKE_OK) {
        write_int(&call->reply, result);
        status = finish(call, AEROSPIKE_OK);
    }
    return outcome(call, status);
}
