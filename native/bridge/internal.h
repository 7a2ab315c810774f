/*
 * What the bridge's files share: entering and leaving a client, and the
 * conversions between requests or replies and the C client's structures.
 *
 * A file calls those of the lines above its own, never those below:
 *
 *   portable, wait, buffer, codec_*, thread, fork, random, arena, config, abi
 *   job, lua, diagnosis, call, metrics_queue
 *   key, values, operations, request
 *   client
 *   command
 *   the commands, by topic: library, log, connection, records, operate, udf, info, admin, metrics,
 *   transactions; then batch with batch_keys and batch_records, and statement with its files
 */
#ifndef BRIDGE_INTERNAL_H
#define BRIDGE_INTERNAL_H

#include <aerospike/as_key.h>
#include <aerospike/as_operations.h>
#include <aerospike/as_record.h>

#include "arena.h"
#include "bridge.h"

/* client.c */

/*
 * Marks a command as running, so that close waits for it. In a forked child, the first command of a
 * client that the parent had connected connects it again. NULL, with the error set, when the client
 * is closed or cannot connect. Each success is paired with client_leave().
 */
aerospike *client_enter(bridge_client *client, bridge_call *call);
void client_leave(bridge_client *client, bridge_call *call);

/* Connects the client unless it is connected, and closes it; the error is the call's. */
void client_connect(bridge_client *client, bridge_call *call);
void client_close(bridge_client *client, as_error *error);

/* True once close has begun: streams use it to stop. */
bool client_closing(const bridge_client *client);

/* One more user, one less; the last one frees the client. */
bridge_client *client_retain(bridge_client *client);
void client_release(bridge_client *client);

/* transactions.c: one more user of a transaction; bridge_transaction_free() ends its use. NULL
 * stays NULL. */
as_txn *transaction_retain(as_txn *txn);

/* call.c */

/* Sets call->error and returns the code. */
int fail(bridge_call *call, int code, const char *message);
int fail_codec(bridge_call *call, codec_status status);
int fail_memory(bridge_call *call);

/* A reply is complete unless memory ran out while it was written. */
int finish(bridge_call *call, int status);

/* The status of a reply that has been written, with a value that could not be. */
int finish_codec(bridge_call *call, codec_status status);

/* What an exported function returns: the size of the reply, or -1, which frees the reply. */
int64_t outcome(bridge_call *call, int status);

/* key.c */

/*
 * Reads a packed key, [namespace, set | nil, int | str | bin] or with a fourth
 * element, the digest. The as_key points into the request and owns nothing.
 */
bool read_key(reader *in, as_key *key);

/* Writes the 20 bytes of the digest, computing it where it is not there yet; false if it can't. */
bool write_digest(buffer *out, as_key *key);

/* values.c */

/*
 * Sets a bin from a plain value. Strings and blobs point into the request,
 * lists and maps into the arena; nothing needs releasing but the arena.
 */
codec_status bin_from_item(as_bin *bin, const char *name, size_t name_size, reader *in,
                           const item *value, unsigned flags, arena *memory);

/*
 * Sets a bin from the arguments of an operation, a plain array: its bytes in Aerospike's dialect
 * under a particle type, in the arena.
 */
codec_status bin_from_arguments(as_bin *bin, const char *name, size_t name_size, reader *in,
                                const item *arguments, as_bytes_type type, unsigned flags,
                                arena *memory);

/* Reads an array of values into a tree, for a UDF; the caller destroys the list. */
codec_status read_list(reader *in, unsigned flags, as_list **list);

/* One value of a reply. */
codec_status write_value(buffer *out, const as_val *value, unsigned flags);

/* The bins of a record as a map. */
codec_status write_bins(buffer *out, const as_record *record, unsigned flags);

/* The bins of a record as [[name, value], ...], in the server's order. */
codec_status write_bin_pairs(buffer *out, const as_record *record, unsigned flags);

/*
 * Runs a function of the C client that sends so many bins or operations and has a buffer on the
 * stack for each. False without a thread that has such a large stack.
 */
bool run_with_bins(uint32_t count, void (*run)(void *argument), void *argument);

/* operations.c: reads [[operator, bin, value], ...]. They point into request and arena. */
codec_status read_operations(reader *in, as_operations *ops, unsigned flags, arena *memory);

#endif
