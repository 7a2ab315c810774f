/*
 * What the bridge's files share: entering and leaving a client, and the
 * conversions between requests or replies and the C client's structures.
 */
#ifndef BRIDGE_INTERNAL_H
#define BRIDGE_INTERNAL_H

#include <aerospike/as_key.h>
#include <aerospike/as_operations.h>
#include <aerospike/as_record.h>

#include "bridge.h"

/*
 * Marks a command as under way, so that close waits for it. In a child of a fork, the first command
 * of a client that the parent had connected connects it anew. NULL, with the error set, when the
 * client is closed or cannot connect. Each success is paired with client_leave().
 */
aerospike *client_enter(bridge_client *client, bridge_call *call);
void client_leave(bridge_client *client, bridge_call *call);

/* Gives up the batch that a call waits for, if there is one. */
void batch_drop(bridge_call *call);

/* True once close has begun: streams use it to stop. */
bool client_closing(const bridge_client *client);

/* One more user, one less; the last one frees the client. */
bridge_client *client_retain(bridge_client *client);
void client_release(bridge_client *client);

/* One more user of a transaction; bridge_transaction_free() ends its use. NULL stays NULL. */
as_txn *transaction_retain(as_txn *txn);

/*
 * Metrics of the configuration's policy go to the queue from here on, until
 * metrics_end() is called, which must wait until the C client is through.
 */
void metrics_listen(as_config *config, bridge_metrics *metrics);
void metrics_end(bridge_metrics *metrics);

/* Sets call->error and returns the code. */
int fail(bridge_call *call, int code, const char *message);
int fail_codec(bridge_call *call, codec_status status);
int fail_memory(bridge_call *call);

/* A reply is complete unless memory ran out while it was written. */
int finish(bridge_call *call, int status);

/* What an exported function returns: the size of the reply, or -1, which frees the reply. */
int64_t outcome(bridge_call *call, int status);

/*
 * The C client has a buffer on the stack for each bin or operation that a command sends. With more
 * than STACK_BINS of them, the command needs the stack that stack_of_bins() says.
 */
enum {
    STACK_BINS = 512
};
size_t stack_of_bins(uint32_t count);

/*
 * Reads a packed key, [namespace, set | nil, int | str | bin] or with a fourth
 * element, the digest. The as_key points into the request and owns nothing.
 */
bool read_key(reader *in, as_key *key);

/* Writes the 20 bytes of the digest, computing it where it is not there yet; false if it can't. */
bool write_digest(buffer *out, as_key *key);

/*
 * Memory of one request: values that have to be transcoded live here until
 * the command has ended. Blocks never move.
 */
typedef struct arena_block arena_block;

typedef struct {
    arena_block *blocks;
    bool failed; /* memory was out: not the request is to blame */
} arena;

void *arena_take(arena *memory, size_t size);
void arena_free(arena *memory);

/* The error of a request that could not be read: it is invalid, or memory was out. */
int fail_request(bridge_call *call, const arena *memory, const char *message);

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

/* One value of a reply. */
codec_status write_value(buffer *out, const as_val *value, unsigned flags);

/* The bins of a record as a map. */
codec_status write_bins(buffer *out, const as_record *record, unsigned flags);

/* The bins of a record as [[name, value], ...], in the server's order. */
codec_status write_bin_pairs(buffer *out, const as_record *record, unsigned flags);

/* Reads [[operator, bin, value], ...]. The operations point into request and arena. */
codec_status read_operations(reader *in, as_operations *ops, unsigned flags, arena *memory);

/* Reads an array of values into a tree, for a UDF; the caller destroys the list. */
codec_status read_list(const uint8_t *data, size_t size, unsigned flags, as_list **list);

/* Reads an array of names into NUL-terminated copies, cut at the longest length. */
const char **read_names(const uint8_t *data, size_t size, size_t longest, arena *memory,
                        uint32_t *count);

#endif
