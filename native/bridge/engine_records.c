/* The engine's commands on one record: how each begins, and what its listener makes of the end. */
#include <aerospike/aerospike_key.h>

#include "engine.h"
#include "record_commands.h"

/*
 * What the reply needs of the request. The C client takes the digest from the key; it is computed
 * before the command begins, since the command may end before its start returns.
 */
static int keep_head(engine_command *command, request *in, record_head *head)
{
    if (in->status != AEROSPIKE_OK) {
        return in->status;
    }
    int status = as_key_set_digest(&in->call->error, &head->key);

    command->flags = head->flags;
    command->digest = head->key.digest;
    return status;
}

/* The key of a reply has its digest and nothing else. */
static void set_digest(as_key *key, const engine_command *command)
{
    key->digest = command->digest;
}

static int code_of(const as_error *error)
{
    return error ? (int)error->code : AEROSPIKE_OK;
}

static void on_record(as_error *error, as_record *record, void *udata, as_event_loop *loop)
{
    engine_command *command = udata;
    lane *on = lane_enter(command, error);
    int status = code_of(error);

    (void)loop;
    if (status == AEROSPIKE_OK) {
        as_key key;

        set_digest(&key, command);
        status = reply_record(&on->call, &key, command->flags, record);
    }
    lane_leave(on, command, status);
}

static void on_exists(as_error *error, as_record *record, void *udata, as_event_loop *loop)
{
    engine_command *command = udata;
    lane *on = lane_enter(command, error);
    as_key key;

    (void)loop;
    set_digest(&key, command);
    lane_leave(on, command, reply_exists(&on->call, &key, code_of(error), record));
}

static void on_results(as_error *error, as_record *record, void *udata, as_event_loop *loop)
{
    engine_command *command = udata;
    lane *on = lane_enter(command, error);
    int status = code_of(error);

    (void)loop;
    if (status == AEROSPIKE_OK) {
        as_key key;

        set_digest(&key, command);
        status = reply_results(&on->call, &key, command->flags, command->ordered, record);
    }
    lane_leave(on, command, status);
}

static void on_write(as_error *error, void *udata, as_event_loop *loop)
{
    engine_command *command = udata;

    (void)loop;
    lane_leave(lane_enter(command, error), command, code_of(error));
}

static void on_value(as_error *error, as_val *value, void *udata, as_event_loop *loop)
{
    engine_command *command = udata;
    lane *on = lane_enter(command, error);
    int status = code_of(error);

    (void)loop;
    if (status == AEROSPIKE_OK) {
        status = reply_value(&on->call, command->flags, value);
    }
    lane_leave(on, command, status);
}

int start_get(engine_command *command, request *in)
{
    record_head head;

    read_head(in, &head);
    int status = keep_head(command, in, &head);

    return status == AEROSPIKE_OK
               ? (int)aerospike_key_get_async(in->as, &in->call->error, head.policy, &head.key,
                                              on_record, command, command->owner->lane->loop, NULL)
               : status;
}

int start_select(engine_command *command, request *in)
{
    record_head head;
    const char **names;

    read_select(in, &head, &names);
    int status = keep_head(command, in, &head);

    return status == AEROSPIKE_OK
               ? (int)aerospike_key_select_async(in->as, &in->call->error, head.policy, &head.key,
                                                 names, on_record, command,
                                                 command->owner->lane->loop, NULL)
               : status;
}

int start_exists(engine_command *command, request *in)
{
    record_head head;

    read_head(in, &head);
    int status = keep_head(command, in, &head);

    return status == AEROSPIKE_OK
               ? (int)aerospike_key_exists_async(in->as, &in->call->error, head.policy, &head.key,
                                                 on_exists, command, command->owner->lane->loop,
                                                 NULL)
               : status;
}

int start_put(engine_command *command, request *in)
{
    put_request put;

    read_put(in, &put);
    int status = keep_head(command, in, &put.head);

    return status == AEROSPIKE_OK
               ? (int)aerospike_key_put_async(in->as, &in->call->error, put.head.policy,
                                              &put.head.key, &put.record, on_write, command,
                                              command->owner->lane->loop, NULL)
               : status;
}

int start_remove(engine_command *command, request *in)
{
    record_head head;

    read_head(in, &head);
    int status = keep_head(command, in, &head);

    return status == AEROSPIKE_OK
               ? (int)aerospike_key_remove_async(in->as, &in->call->error, head.policy, &head.key,
                                                 on_write, command, command->owner->lane->loop,
                                                 NULL)
               : status;
}

int start_operate(engine_command *command, request *in)
{
    operate_request one;

    read_operate(in, &one);
    command->ordered = one.ordered;
    int status = keep_head(command, in, &one.head);

    return status == AEROSPIKE_OK
               ? (int)aerospike_key_operate_async(in->as, &in->call->error, one.head.policy,
                                                  &one.head.key, &one.ops, on_results, command,
                                                  command->owner->lane->loop, NULL)
               : status;
}

int start_apply(engine_command *command, request *in)
{
    apply_request one;

    read_apply(in, &one);
    int status = keep_head(command, in, &one.head);

    if (status == AEROSPIKE_OK) {
        status = aerospike_key_apply_async(in->as, &in->call->error, one.head.policy, &one.head.key,
                                           one.module, one.function, one.arguments, on_value,
                                           command, command->owner->lane->loop, NULL);
    }
    as_list_destroy(one.arguments);
    return status;
}
