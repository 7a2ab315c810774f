/* Aggregations: the client's own part of them runs in Lua. */
#ifndef BRIDGE_LUA_H
#define BRIDGE_LUA_H

#include <aerospike/aerospike_query.h>
#include <aerospike/as_config.h>

/* To be called before a client connects: the C client's own way is not safe with threads. */
void prepare_lua(const as_config_lua *config);

/* aerospike_query_foreach(), with the Lua modules of the client if the query is an aggregation. */
as_status query_foreach_with_lua(aerospike *as, as_error *error, const as_policy_query *policy,
                                 as_query *query, aerospike_query_foreach_callback callback,
                                 void *udata);

#endif
