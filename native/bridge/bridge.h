/*
 * The C side of the Aerospike Python client: a flat API over the C client.
 *
 * A command is one call. Its request is plain msgpack in buffers that Python
 * owns and that the C side only reads while the call lasts; its reply is plain
 * msgpack in the bridge_call that the caller passes, valid until the next call
 * with it. Every function that can fail returns the size of its reply, or -1 with
 * the error in call->error.
 *
 * Only this header and config.h and abi.h name what the library exports.
 */
#ifndef BRIDGE_H
#define BRIDGE_H

#include <aerospike/aerospike.h>
#include <aerospike/as_error.h>
#include <aerospike/as_policy.h>
#include <aerospike/as_txn.h>

#include "buffer.h"
#include "codec.h"

#define BRIDGE_ABI_VERSION 1

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
    bridge_client *client; /* of the command that is under way */
    int state;
    struct batch *pending; /* the batch for which bridge_batch_wait() waits */
} bridge_call;

typedef struct bridge_metrics bridge_metrics;

/* library.c */
int bridge_abi_version(void);
const char *bridge_c_client_version(void);
void bridge_identify(const char *version);
void bridge_call_free(bridge_call *call);

/*
 * Nobody waits for the command any more that another thread has under way with this call. It goes
 * on to its end, for which closing the client does not wait.
 */
void bridge_call_abandon(bridge_call *call);
enum {
    BRIDGE_LOG_OFF = 0,
    BRIDGE_LOG_PRINT = 1,
    BRIDGE_LOG_QUEUE = 2
};
void bridge_set_log(int level, int output);
int64_t bridge_take_log(bridge_call *call);

/* client.c */
bridge_client *bridge_client_new(void);
as_config *bridge_client_config(bridge_client *client);
int64_t bridge_client_connect(bridge_client *client, bridge_call *call);
int64_t bridge_client_close(bridge_client *client, bridge_call *call);
void bridge_client_close_soon(bridge_client *client);
void bridge_client_free(bridge_client *client);
bool bridge_client_is_connected(bridge_client *client, bridge_call *call);
int64_t bridge_client_nodes(bridge_client *client, bridge_call *call);
int64_t bridge_client_diagnosis(bridge_client *client, bridge_call *call);
int64_t bridge_client_shm_key(bridge_client *client, bridge_call *call);
void bridge_client_listen(bridge_client *client, bridge_metrics *metrics);

/* key.c */
int64_t bridge_key_digest(const uint8_t *key, size_t key_size, bridge_call *call);

/* transcode.c */
int64_t bridge_transcode(void *none, const uint8_t *request, size_t size, bridge_call *call);

/* records.c */
int64_t bridge_get(bridge_client *client, const uint8_t *key, size_t key_size,
                   const as_policy_read *policy, unsigned flags, bridge_call *call);
int64_t bridge_select(bridge_client *client, const uint8_t *key, size_t key_size,
                      const uint8_t *bins, size_t bins_size, const as_policy_read *policy,
                      unsigned flags, bridge_call *call);
int64_t bridge_exists(bridge_client *client, const uint8_t *key, size_t key_size,
                      const as_policy_read *policy, bridge_call *call);
int64_t bridge_put(bridge_client *client, const uint8_t *key, size_t key_size, const uint8_t *bins,
                   size_t bins_size, uint32_t ttl, uint16_t generation,
                   const as_policy_write *policy, unsigned flags, bridge_call *call);
int64_t bridge_remove(bridge_client *client, const uint8_t *key, size_t key_size,
                      const as_policy_remove *policy, bridge_call *call);

/* operate.c */
int64_t bridge_operate(bridge_client *client, const uint8_t *key, size_t key_size,
                       const uint8_t *ops, size_t ops_size, uint32_t ttl, uint16_t generation,
                       const as_policy_operate *policy, bool ordered, unsigned flags,
                       bridge_call *call);

/* udf.c */
int64_t bridge_apply(bridge_client *client, const uint8_t *key, size_t key_size, const char *module,
                     const char *function, const uint8_t *arguments, size_t arguments_size,
                     const as_policy_apply *policy, unsigned flags, bridge_call *call);

int64_t bridge_udf_put(bridge_client *client, const char *name, const uint8_t *content,
                       size_t content_size, const as_policy_info *policy, bridge_call *call);
int64_t bridge_udf_remove(bridge_client *client, const char *name, const as_policy_info *policy,
                          bridge_call *call);
int64_t bridge_udf_list(bridge_client *client, const as_policy_info *policy, bridge_call *call);
int64_t bridge_udf_get(bridge_client *client, const char *name, const as_policy_info *policy,
                       bridge_call *call);
int64_t bridge_job_info(bridge_client *client, const char *module, uint64_t id,
                        const as_policy_info *policy, bridge_call *call);

/*
 * batch.c: in the main thread, whose number Python gives, a batch may return BRIDGE_UNFINISHED. Its
 * outcome is then that of bridge_batch_wait(), which may return the same again. Python may also
 * give the batch up with bridge_call_free().
 */
#define BRIDGE_UNFINISHED ((int64_t)-2)
void bridge_set_main_thread(uint64_t thread);
int64_t bridge_batch_wait(bridge_call *call);
int64_t bridge_batch_read(bridge_client *client, const uint8_t *keys, size_t keys_size,
                          const uint8_t *bins, size_t bins_size, const as_policy_batch *policy,
                          unsigned flags, bridge_call *call);
int64_t bridge_batch_write(bridge_client *client, const uint8_t *records, size_t records_size,
                           const as_policy_batch *policy, unsigned flags, bridge_call *call);
int64_t bridge_batch_operate(bridge_client *client, const uint8_t *keys, size_t keys_size,
                             const uint8_t *ops, size_t ops_size, uint32_t ttl,
                             const as_policy_batch *policy, const as_policy_batch_write *write,
                             unsigned flags, bridge_call *call);
int64_t bridge_batch_apply(bridge_client *client, const uint8_t *keys, size_t keys_size,
                           const char *module, const char *function, const uint8_t *arguments,
                           size_t arguments_size, const as_policy_batch *policy,
                           const as_policy_batch_apply *apply, unsigned flags, bridge_call *call);
int64_t bridge_batch_remove(bridge_client *client, const uint8_t *keys, size_t keys_size,
                            const as_policy_batch *policy, const as_policy_batch_remove *remove,
                            unsigned flags, bridge_call *call);

/* walk.c */
typedef struct bridge_walk bridge_walk;
typedef struct bridge_run bridge_run;

int64_t bridge_walk_new(bridge_client *client, const uint8_t *description, size_t size,
                        unsigned flags, bridge_walk **owner, bridge_call *call);
int64_t bridge_walk_start(bridge_walk *walk, const uint8_t *settings, size_t size,
                          const void *policy, unsigned flags, bridge_run **owner,
                          bridge_call *call);
int64_t bridge_walk_status(bridge_walk *walk, uint32_t serial, uint32_t number, uint32_t taken,
                           bridge_call *call);
bool bridge_walk_is_done(bridge_walk *walk, uint32_t serial, uint32_t number, uint32_t taken);
int64_t bridge_walk_background(bridge_walk *walk, const uint8_t *settings, size_t size,
                               const void *policy, bridge_call *call);
void bridge_walk_free(bridge_walk *walk);
int64_t bridge_run_next(bridge_run *run, uint32_t number, bool wait, bridge_call *call);
void bridge_run_stop(bridge_run *run, uint32_t number, uint32_t taken, bool all);
void bridge_run_free(bridge_run *run, uint32_t number, uint32_t taken);
int64_t bridge_job_in_progress(bridge_client *client, const char *module, uint64_t id,
                               const as_policy_info *policy, bridge_call *call);

/* admin.c */
int64_t bridge_admin(bridge_client *client, const char *name, const uint8_t *data, size_t size,
                     const as_policy_admin *policy, bridge_call *call);
int64_t bridge_admin_users(bridge_client *client, const char *name, const as_policy_admin *policy,
                           bridge_call *call);
int64_t bridge_admin_roles(bridge_client *client, const char *name, const as_policy_admin *policy,
                           bridge_call *call);

/* transactions.c */
as_txn *bridge_transaction_new(uint64_t id, uint32_t reads, uint32_t writes, uint32_t timeout);
void bridge_transaction_free(as_txn *transaction);
void bridge_transaction_set_timeout(as_txn *transaction, uint32_t seconds);
int bridge_transaction_state(const as_txn *transaction);
bool bridge_transaction_in_doubt(const as_txn *transaction);
int64_t bridge_commit(bridge_client *client, as_txn *transaction, bridge_call *call);
int64_t bridge_abort(bridge_client *client, as_txn *transaction, bridge_call *call);

/* metrics.c */
int64_t bridge_stats(bridge_client *client, bridge_call *call);
bridge_metrics *bridge_metrics_new(void);
void bridge_metrics_free(bridge_metrics *metrics);
int64_t bridge_metrics_take(bridge_metrics *metrics, bridge_call *call);
uint64_t bridge_metrics_count(bridge_metrics *metrics);
int64_t bridge_metrics_enable(bridge_client *client, const as_metrics_policy *policy,
                              const uint8_t *labels, size_t labels_size, bridge_metrics *metrics,
                              bridge_call *call);
int64_t bridge_metrics_disable(bridge_client *client, bridge_call *call);
void bridge_metrics_warn(const char *text);

/* info.c */
int64_t bridge_info_all(bridge_client *client, const char *command, const as_policy_info *policy,
                        bridge_call *call);
int64_t bridge_info_random(bridge_client *client, const char *command, const as_policy_info *policy,
                           bridge_call *call);
int64_t bridge_info_node(bridge_client *client, const char *command, const char *node,
                         const as_policy_info *policy, bridge_call *call);
int64_t bridge_server_version(bridge_client *client, bridge_call *call);
int64_t bridge_truncate(bridge_client *client, const char *namespace_name, const char *set,
                        uint64_t before_nanos, const as_policy_info *policy, bridge_call *call);

#endif
