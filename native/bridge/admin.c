#include <string.h>

#include <aerospike/as_admin.h>
#include <aerospike/as_command.h>

#include "request.h"

/*
 * The C client writes an admin command to a buffer of fixed size without
 * looking at its end, and counts roles and privileges in one byte. What does
 * not fit is refused here. A request is never shorter than the part of the
 * command that it describes; the rest of the buffer is for the header, the
 * headers of the fields, and the hashes of passwords.
 */
enum {
    REQUEST_LIMIT = AS_STACK_BUF_SIZE - 1024,
    COUNT_LIMIT = 255,
    NAME_LIMIT = AS_STACK_BUF_SIZE / 4
};

/* What a command that changes users or roles may say; what it does not say is empty. */
typedef struct {
    const char *name;     /* of the user or the role */
    const char *password; /* NULL: none */
    const char **roles;
    int roles_size;
    as_privilege **privileges;
    int privileges_size;
    const char **whitelist;
    int whitelist_size;
    int read_quota;
    int write_quota;
} admin_request;

/* A command and its function, which is one of these. */
typedef struct {
    const char *name;
    as_status (*by_name)(aerospike *, as_error *, const as_policy_admin *, const char *);
    as_status (*by_password)(aerospike *, as_error *, const as_policy_admin *, const char *,
                             const char *);
    as_status (*by_roles)(aerospike *, as_error *, const as_policy_admin *, const char *,
                          const char **, int);
    as_status (*by_privileges)(aerospike *, as_error *, const as_policy_admin *, const char *,
                               as_privilege **, int);
    as_status (*by_quotas)(aerospike *, as_error *, const as_policy_admin *, const char *, int,
                           int);
    as_status (*by_all)(aerospike *, as_error *, const as_policy_admin *, const admin_request *);
} admin_command;

static as_status create_user(aerospike *as, as_error *error, const as_policy_admin *policy,
                             const admin_request *one)
{
    return aerospike_create_user(as, error, policy, one->name, one->password, one->roles,
                                 one->roles_size);
}

static as_status create_role(aerospike *as, as_error *error, const as_policy_admin *policy,
                             const admin_request *one)
{
    return aerospike_create_role_quotas(as, error, policy, one->name, one->privileges,
                                        one->privileges_size, one->whitelist, one->whitelist_size,
                                        one->read_quota, one->write_quota);
}

static as_status set_whitelist(aerospike *as, as_error *error, const as_policy_admin *policy,
                               const admin_request *one)
{
    return aerospike_set_whitelist(as, error, policy, one->name, one->whitelist,
                                   one->whitelist_size);
}

static const admin_command commands[] = {
    {"create_user", .by_all = create_user},
    {"create_pki_user", .by_roles = aerospike_create_pki_user},
    {"drop_user", .by_name = aerospike_drop_user},
    {"set_password", .by_password = aerospike_set_password},
    {"change_password", .by_password = aerospike_change_password},
    {"grant_roles", .by_roles = aerospike_grant_roles},
    {"revoke_roles", .by_roles = aerospike_revoke_roles},
    {"create_role", .by_all = create_role},
    {"drop_role", .by_name = aerospike_drop_role},
    {"grant_privileges", .by_privileges = aerospike_grant_privileges},
    {"revoke_privileges", .by_privileges = aerospike_revoke_privileges},
    {"set_whitelist", .by_all = set_whitelist},
    {"set_quotas", .by_quotas = aerospike_set_quotas},
};

static const admin_command *find_command(const char *name)
{
    for (size_t i = 0; name && i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static as_status run_command(const admin_command *run, aerospike *as, as_error *error,
                             const as_policy_admin *policy, const admin_request *one)
{
    if (run->by_name) {
        return run->by_name(as, error, policy, one->name);
    }
    if (run->by_password) {
        return run->by_password(as, error, policy, one->name, one->password);
    }
    if (run->by_roles) {
        return run->by_roles(as, error, policy, one->name, one->roles, one->roles_size);
    }
    if (run->by_privileges) {
        return run->by_privileges(as, error, policy, one->name, one->privileges,
                                  one->privileges_size);
    }
    if (run->by_quotas) {
        return run->by_quotas(as, error, policy, one->name, one->read_quota, one->write_quota);
    }
    return run->by_all(as, error, policy, one);
}

static const char **read_texts(request *in, int *size)
{
    item array;

    if (!request_item(in, ITEM_ARRAY, &array)) {
        return NULL;
    }
    const char **texts = arena_alloc(&in->memory, array.count * sizeof(char *));

    *size = (int)array.count;
    for (uint32_t i = 0; texts && i < array.count; i++) {
        texts[i] = request_text(in);
    }
    return texts;
}

static void read_scope(request *in, char *scope, size_t capacity)
{
    const char *text = request_text(in);

    if (text && strlen(text) < capacity) {
        strcpy(scope, text);
    }
    else {
        request_refuse(in);
    }
}

/* [[code, namespace, set], ...] */
static as_privilege **read_privileges(request *in, int *size)
{
    item array;

    if (!request_item(in, ITEM_ARRAY, &array)) {
        return NULL;
    }
    as_privilege **privileges = arena_alloc(&in->memory, array.count * sizeof(as_privilege *));

    *size = (int)array.count;
    for (uint32_t i = 0; privileges && i < array.count && in->status == AEROSPIKE_OK; i++) {
        as_privilege *privilege = arena_alloc(&in->memory, sizeof(*privilege));

        if (!privilege) {
            return NULL;
        }
        request_array(in, 3);
        privilege->code = (as_privilege_code)request_int(in);
        read_scope(in, privilege->ns, sizeof(privilege->ns));
        read_scope(in, privilege->set, sizeof(privilege->set));
        privileges[i] = privilege;
    }
    return privileges;
}

/* [policy, command, [name, password | nil, roles, privileges, whitelist, read and write quota]] */
static int read_admin(request *in, const as_policy_admin **policy, const admin_command **run,
                      admin_request *one)
{
    request_array(in, 3);
    *policy = request_address(in);
    *run = find_command(request_text(in));
    if (!*run) {
        request_refuse(in);
    }
    if (in->in.end - in->in.p > REQUEST_LIMIT) {
        request_fail(in, AEROSPIKE_ERR_PARAM, "admin command is too large");
    }
    request_array(in, 7);
    one->name = request_text(in);
    one->password = request_text_or_nil(in);
    one->roles = read_texts(in, &one->roles_size);
    one->privileges = read_privileges(in, &one->privileges_size);
    one->whitelist = read_texts(in, &one->whitelist_size);
    one->read_quota = (int)request_int(in);
    one->write_quota = (int)request_int(in);
    if (one->roles_size > COUNT_LIMIT || one->privileges_size > COUNT_LIMIT) {
        request_fail(in, AEROSPIKE_ERR_PARAM, "more than 255 roles or privileges");
    }
    return in->memory.failed ? fail_memory(in->call) : request_end(in);
}

/* Runs the named command, without a reply. */
int64_t bridge_admin(bridge_client *client, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    const as_policy_admin *policy;
    const admin_command *run;
    admin_request one = {0};

    command_begin(&in, client, data, size, call);
    int status = read_admin(&in, &policy, &run, &one);

    if (status == AEROSPIKE_OK) {
        status = run_command(run, in.as, &call->error, policy, &one);
    }
    return command_end(&in, status);
}

static void write_numbers(buffer *out, const uint32_t *numbers, int size)
{
    if (!numbers) {
        write_nil(out);
        return;
    }
    write_array(out, (uint32_t)size);
    for (int i = 0; i < size; i++) {
        write_int(out, numbers[i]);
    }
}

static void write_user(buffer *out, const as_user *user)
{
    write_array(out, 5);
    write_cstring(out, user->name);
    write_array(out, (uint32_t)user->roles_size);
    for (int i = 0; i < user->roles_size; i++) {
        write_cstring(out, user->roles[i]);
    }
    write_numbers(out, user->read_info, user->read_info_size);
    write_numbers(out, user->write_info, user->write_info_size);
    write_int(out, user->conns_in_use);
}

static void write_role(buffer *out, const as_role *role)
{
    write_array(out, 5);
    write_cstring(out, role->name);
    write_array(out, (uint32_t)role->privileges_size);
    for (int i = 0; i < role->privileges_size; i++) {
        write_array(out, 3);
        write_int(out, role->privileges[i].code);
        write_cstring(out, role->privileges[i].ns);
        write_cstring(out, role->privileges[i].set);
    }
    write_array(out, (uint32_t)role->whitelist_size);
    for (int i = 0; i < role->whitelist_size; i++) {
        write_cstring(out, role->whitelist[i]);
    }
    write_int(out, role->read_quota);
    write_int(out, role->write_quota);
}

/* [policy, name | nil] */
static int read_query(request *in, const as_policy_admin **policy, const char **name)
{
    request_array(in, 2);
    *policy = request_address(in);
    *name = request_text_or_nil(in);
    if (*name && strlen(*name) > NAME_LIMIT) {
        request_fail(in, AEROSPIKE_ERR_PARAM, "name is too long");
    }
    return request_end(in);
}

/* [[name, roles, read info | nil, write info | nil, connections], ...] */
int64_t bridge_admin_users(bridge_client *client, const uint8_t *data, size_t size,
                           bridge_call *call)
{
    request in;
    const as_policy_admin *policy;
    const char *name;
    as_user *found = NULL, **users = &found;
    int count = 1;

    command_begin(&in, client, data, size, call);
    int status = read_query(&in, &policy, &name);

    if (status == AEROSPIKE_OK && name) {
        status = aerospike_query_user(in.as, &call->error, policy, name, &found);
        if (status == AEROSPIKE_OK && !found) {
            status = fail(call, AEROSPIKE_INVALID_USER, as_error_string(AEROSPIKE_INVALID_USER));
        }
    }
    else if (status == AEROSPIKE_OK) {
        status = aerospike_query_users(in.as, &call->error, policy, &users, &count);
    }
    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, (uint32_t)count);
        for (int i = 0; i < count; i++) {
            write_user(&call->reply, users[i]);
        }
        if (found) {
            as_user_destroy(found);
        }
        else {
            as_users_destroy(users, count);
        }
    }
    return command_end(&in, status);
}

/* [[name, [[code, namespace, set], ...], whitelist, read quota, write quota], ...] */
int64_t bridge_admin_roles(bridge_client *client, const uint8_t *data, size_t size,
                           bridge_call *call)
{
    request in;
    const as_policy_admin *policy;
    const char *name;
    as_role *found = NULL, **roles = &found;
    int count = 1;

    command_begin(&in, client, data, size, call);
    int status = read_query(&in, &policy, &name);

    if (status == AEROSPIKE_OK && name) {
        status = aerospike_query_role(in.as, &call->error, policy, name, &found);
        if (status == AEROSPIKE_OK && !found) {
            status = fail(call, AEROSPIKE_INVALID_ROLE, as_error_string(AEROSPIKE_INVALID_ROLE));
        }
    }
    else if (status == AEROSPIKE_OK) {
        status = aerospike_query_roles(in.as, &call->error, policy, &roles, &count);
    }
    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, (uint32_t)count);
        for (int i = 0; i < count; i++) {
            write_role(&call->reply, roles[i]);
        }
        if (found) {
            as_role_destroy(found);
        }
        else {
            as_roles_destroy(roles, count);
        }
    }
    return command_end(&in, status);
}
