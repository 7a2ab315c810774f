/*
 * The C side of the Aerospike Python client: a flat API over the C client.
 *
 * A command is one call:
 *
 *   int64_t bridge_X(TARGET *target, const uint8_t *data, size_t size, bridge_call *call);
 *
 * It runs on its target: a client, a statement, a stream, metrics, or nothing. Its request is one
 * array of plain msgpack, in memory of Python's that it reads while the call lasts. Its reply is
 * plain msgpack in the call, valid until the next command with the call. It returns the size of the
 * reply, 0 without a reply, or -1 with the error in call->error.
 *
 * The comment on each command names the elements of its request. A policy is the address of the C
 * client's structure, or nil for the client's own. Addresses are trusted, and nothing else is: any
 * other element of the wrong type, and a wrong number of them, is BRIDGE_BAD_REQUEST.
 *
 * This header, config.h and abi.h name all that the library exports.
 */
#ifndef BRIDGE_H
#define BRIDGE_H

#include <aerospike/aerospike.h>
#include <aerospike/as_error.h>
#include <aerospike/as_policy.h>
#include <aerospike/as_txn.h>

#include "buffer.h"
#include "codec.h"

#pragma GCC visibility push(default)

#define BRIDGE_ABI_VERSION 3

/*
 * Codes of the bridge's own refusals. Python answers each by looking at what
 * the user passed, so that the message names the value.
 */
enum {
    BRIDGE_BAD_KEY = -1000,
    BRIDGE_BAD_MAP_KEY = -1001,
    BRIDGE_BAD_REQUEST = -1002,
    BRIDGE_NOT_CONNECTED = -1003,
    BRIDGE_FORKED = -1004
};

typedef struct bridge_client bridge_client;

enum {
    CALL_IDLE = 0,
    CALL_UNDER_WAY = 1,
    CALL_ABANDONED = 2
};

/*
 * What one thread lends to its calls. Python owns it, and frees a reply that has outgrown the
 * lent memory with bridge_call_free; the call can be used again.
 */
typedef struct bridge_call {
    as_error error;
    buffer reply;
    bridge_client *client; /* of the running command */
    int state;
    struct batch *pending; /* the batch for which bridge_batch_wait() waits */
} bridge_call;

typedef struct bridge_engine bridge_engine;
typedef struct bridge_metrics bridge_metrics;
typedef struct bridge_statement bridge_statement;
typedef struct bridge_stream bridge_stream;

/* The signature of a command, by its target. */
typedef int64_t client_command(bridge_client *client, const uint8_t *data, size_t size,
                               bridge_call *call);
typedef int64_t statement_command(bridge_statement *statement, const uint8_t *data, size_t size,
                                  bridge_call *call);
typedef int64_t stream_command(bridge_stream *stream, const uint8_t *data, size_t size,
                               bridge_call *call);
typedef int64_t metrics_command(bridge_metrics *metrics, const uint8_t *data, size_t size,
                                bridge_call *call);
typedef int64_t engine_entry(bridge_engine *engine, const uint8_t *data, size_t size,
                             bridge_call *call);
typedef int64_t plain_command(void *none, const uint8_t *data, size_t size, bridge_call *call);

/* library.c */
int bridge_abi_version(void);
const char *bridge_c_client_version(void);
enum {
    BRIDGE_LIBRARIES = 5
};
void bridge_library_versions(const char *versions[BRIDGE_LIBRARIES]);
void bridge_identify(const char *version);

/* log.c */
enum {
    BRIDGE_LOG_OFF = 0,
    BRIDGE_LOG_PRINT = 1,
    BRIDGE_LOG_QUEUE = 2
};
void bridge_set_log(int level, int output);
/* [] */
plain_command bridge_take_log;

/* client.c */
bridge_client *bridge_client_new(void);
as_config *bridge_client_config(bridge_client *client);
void bridge_client_close_soon(bridge_client *client);
void bridge_client_free(bridge_client *client);
void bridge_client_listen(bridge_client *client, bridge_metrics *metrics);

/*
 * The caller no longer waits for the command that another thread runs with this call. The
 * command goes on to its end; closing the client does not wait for it.
 */
void bridge_call_abandon(bridge_call *call);

/* connection.c: [] */
client_command bridge_client_connect, bridge_client_close, bridge_client_is_connected,
    bridge_client_nodes, bridge_client_diagnosis, bridge_client_shm_key, bridge_server_version;
/* [key] */
client_command bridge_key_node;

/* digest.c: [key] */
plain_command bridge_key_digest;

/* transcode.c: [flags, value] */
plain_command bridge_transcode;

/* records.c: [policy, flags, key] */
client_command bridge_get, bridge_exists, bridge_remove;
/* [policy, flags, key, [name, ...]] */
client_command bridge_select;
/* [policy, flags, key, ttl, generation, {name: value, ...}] */
client_command bridge_put;

/* operate.c: [policy, flags, key, ttl, generation, ordered, operations] */
client_command bridge_operate;

/* udf.c: [policy, flags, key, module, function, arguments] */
client_command bridge_apply;
/* [policy, name, content] */
client_command bridge_udf_put;
/* [policy, name] */
client_command bridge_udf_remove, bridge_udf_get;
/* [policy] */
client_command bridge_udf_list;

/*
 * batch*.c: in the main thread, whose number Python sets, a batch may return BRIDGE_UNFINISHED. Its
 * outcome is then that of bridge_batch_wait(), which may return the same again. Python may also
 * give the batch up with bridge_call_free().
 */
#define BRIDGE_UNFINISHED ((int64_t)-2)
void bridge_set_main_thread(uint64_t thread);
/* [] */
client_command bridge_batch_wait;
/* [policy, flags, keys, [name, ...] | nil for all bins] */
client_command bridge_batch_read;
/* [policy, flags, [operations, ...], records] */
client_command bridge_batch_write;
/* [policy, flags, keys, write policy, ttl, operations] */
client_command bridge_batch_operate;
/* [policy, flags, keys, apply policy, module, function, arguments] */
client_command bridge_batch_apply;
/* [policy, flags, keys, remove policy] */
client_command bridge_batch_remove;
/* Frees the reply, and gives up a batch that is unfinished. */
void bridge_call_free(bridge_call *call);

/* statement.c: [address of the owner, flags, description] */
client_command bridge_statement_new;
/* [policy, flags, address of the owner, settings, partition filter | nil] */
statement_command bridge_statement_start;
/* [policy, settings] */
statement_command bridge_statement_background;
/* [serial number of a stream, number of a chunk, records delivered] */
statement_command bridge_statement_status, bridge_statement_is_done;
void bridge_statement_free(bridge_statement *statement);

/* stream.c: [number of the chunk, wait] */
stream_command bridge_stream_next;
int bridge_stream_descriptor(bridge_stream *stream);
void bridge_stream_stop(bridge_stream *stream, uint32_t number, uint32_t delivered, bool all);
void bridge_stream_free(bridge_stream *stream, uint32_t number, uint32_t delivered);

/*
 * loops.c: makes the event loops of asynchronous clients; does nothing if there are so many. To be
 * called before the first asynchronous client connects, and again in a child of a fork. The
 * result is AEROSPIKE_OK or another status.
 */
int bridge_loops_start(unsigned count);

/*
 * engine.c: the carrier of an asynchronous client's commands. The functions of commands are
 * numbers, in the order of aerospike/_native/prototypes.py. NULL without memory or without a loop.
 * With *many* commands in flight, one wake-up is for several of them, and the user of the engine
 * also looks by itself; 0: each completion wakes.
 */
void *bridge_engine_new(bridge_client *client, uint32_t max_in_flight, uint32_t many,
                        uint32_t flags);
void bridge_engine_free(void *engine);

/* Readable while completions wait to be taken; -1 without such a descriptor. */
int bridge_engine_descriptor(void *engine);

/* Waits for completions, at most for a time; whether there are any. */
int bridge_engine_wait(void *engine, uint32_t milliseconds);

/*
 * [token, function, request, ...]: begins commands. What a command fails with is its completion;
 * an error of the submission means that none has begun. Policies live until the completion. Tokens
 * ascend: a command whose token is not above that of an earlier submission is taken already, and
 * does not run again.
 */
engine_entry bridge_engine_submit;

/*
 * []: [[token, reply | nil, ...], [token, [code, message, file, line, in doubt, subcode], ...]]. A
 * reply that is bytes is one that has items, or whose value is bytes: it is packed in the bytes.
 */
engine_entry bridge_engine_take;

/* admin.c: [policy, name of the command, data] */
client_command bridge_admin;
/* [policy, name | nil for all] */
client_command bridge_admin_users, bridge_admin_roles;

/* transactions.c */
as_txn *bridge_transaction_new(uint64_t id, uint32_t reads, uint32_t writes, uint32_t timeout);
void bridge_transaction_free(as_txn *transaction);
void bridge_transaction_set_timeout(as_txn *transaction, uint32_t seconds);
int bridge_transaction_state(const as_txn *transaction);
bool bridge_transaction_in_doubt(const as_txn *transaction);
/* [address of the transaction] */
client_command bridge_commit, bridge_abort;

/* metrics.c: [] */
client_command bridge_stats, bridge_metrics_disable;
metrics_command bridge_metrics_take;
/* [policy, {label: value, ...}, address of the metrics | nil] */
client_command bridge_metrics_enable;
void bridge_metrics_warn(const char *text);

/* metrics_queue.c */
bridge_metrics *bridge_metrics_new(void);
void bridge_metrics_free(bridge_metrics *metrics);
uint64_t bridge_metrics_count(bridge_metrics *metrics);

/* info.c: [policy, command] */
client_command bridge_info_all, bridge_info_random;
/* [policy, command, name of the node] */
client_command bridge_info_node;
/* [policy, namespace, set | nil, nanoseconds] */
client_command bridge_truncate;
/* [policy, module, id]: the module is "scan" or "query" */
client_command bridge_job_info, bridge_job_in_progress;

#pragma GCC visibility pop

#endif
