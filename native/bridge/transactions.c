#include <aerospike/aerospike_txn.h>
#include <aerospike/as_txn.h>

#include "internal.h"

/* The capacities are hints for hash tables; beyond this they would only cost memory. */
enum {
    MOST_CAPACITY = 1 << 16
};

static uint32_t limited(uint32_t capacity)
{
    return capacity < MOST_CAPACITY ? capacity : MOST_CAPACITY;
}

as_txn *bridge_transaction_new(uint64_t id, uint32_t reads, uint32_t writes, uint32_t timeout)
{
    as_txn *transaction = as_txn_create_capacity(limited(reads), limited(writes));

    transaction->id = id;
    as_txn_set_timeout(transaction, timeout);
    return transaction;
}

void bridge_transaction_free(as_txn *transaction)
{
    as_txn_destroy(transaction);
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
