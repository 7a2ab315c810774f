/*
 * The requests and the replies of commands on one record. The commands of records.c, operate.c and
 * udf.c wait for the C client; those of the engine do not. Both read and write with these.
 */
#ifndef BRIDGE_RECORD_COMMANDS_H
#define BRIDGE_RECORD_COMMANDS_H

#include "request.h"

typedef struct {
    record_head head;
    as_record record; /* its bins own nothing: the arena and the request do */
} put_request;

typedef struct {
    record_head head;
    bool ordered;
    as_operations ops;
} operate_request;

typedef struct {
    record_head head;
    const char *module;
    const char *function;
    as_list *arguments; /* to be destroyed, also when the request is invalid */
} apply_request;

/* Each returns the status of the whole reading. */
int read_head(request *in, record_head *head);
int read_select(request *in, record_head *head, const char ***names);
int read_put(request *in, put_request *put);
int read_operate(request *in, operate_request *one);
int read_apply(request *in, apply_request *one);

/* Each writes the reply of a command that has succeeded, and returns the status of that. */
int reply_record(bridge_call *call, as_key *key, unsigned flags, const as_record *record);
int reply_results(bridge_call *call, as_key *key, unsigned flags, bool ordered,
                  const as_record *record);
int reply_value(bridge_call *call, unsigned flags, const as_val *value);

/* A record that is not there has a reply too; other errors stay what they are. */
int reply_exists(bridge_call *call, as_key *key, int status, const as_record *record);

#endif
