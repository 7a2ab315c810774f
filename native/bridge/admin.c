#include <string.h>

#include <aerospike/as_admin.h>
#include <aerospike/as_command.h>

#include "internal.h"

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

typedef as_status (*admin_command)(aerospike *as, as_error *error, const as_policy_admin *policy,
                                   const admin_request *request);

static as_status create_user(aerospike *as, as_error *error, const as_policy_admin *policy,
                             const admin_request *request)
{
    return aerospike_create_user(as, error, policy, request->name, request->password,
                                 request->roles, request->roles_size);
}

static as_status create_pki_user(aerospike *as, as_error *error, const as_policy_admin *policy,
                                 const admin_request *request)
{
    return aerospike_create_pki_user(as, error, policy, request->name, request->roles,
                                     request->roles_size);
}

static as_status drop_user(aerospike *as, as_error *error, const as_policy_admin *policy,
                           const admin_request *request)
{
    return aerospike_drop_user(as, error, policy, request->name);
}

static as_status set_password(aerospike *as, as_error *error, const as_policy_admin *policy,
                              const admin_request *request)
{
    return aerospike_set_password(as, error, policy, request->name, request->password);
}

static as_status change_password(aerospike *as, as_error *error, const as_policy_admin *policy,
                                 const admin_request *request)
{
    return aerospike_change_password(as, error, policy, request->name, request->password);
}

static as_status grant_roles(aerospike *as, as_error *error, const as_policy_admin *policy,
                             const admin_request *request)
{
    return aerospike_grant_roles(as, error, policy, request->name, request->roles,
                                 request->roles_size);
}

static as_status revoke_roles(aerospike *as, as_error *error, const as_policy_admin *policy,
                              const admin_request *request)
{
    return aerospike_revoke_roles(as, error, policy, request->name, request->roles,
                                  request->roles_size);
}

static as_status create_role(aerospike *as, as_error *error, const as_policy_admin *policy,
                             const admin_request *request)
{
    return aerospike_create_role_quotas(
        as, error, policy, request->name, request->privileges, request->privileges_size,
        request->whitelist, request->whitelist_size, request->read_quota, request->write_quota);
}

static as_status drop_role(aerospike *as, as_error *error, const as_policy_admin *policy,
                           const admin_request *request)
{
    return aerospike_drop_role(as, error, policy, request->name);
}

static as_status grant_privileges(aerospike *as, as_error *error, const as_policy_admin *policy,
                                  const admin_request *request)
{
    return aerospike_grant_privileges(as, error, policy, request->name, request->privileges,
                                      request->privileges_size);
}

static as_status revoke_privileges(aerospike *as, as_error *error, const as_policy_admin *policy,
                                   const admin_request *request)
{
    return aerospike_revoke_privileges(as, error, policy, request->name, request->privileges,
                                       request->privileges_size);
}

static as_status set_whitelist(aerospike *as, as_error *error, const as_policy_admin *policy,
                               const admin_request *request)
{
    return aerospike_set_whitelist(as, error, policy, request->name, request->whitelist,
                                   request->whitelist_size);
}

static as_status set_quotas(aerospike *as, as_error *error, const as_policy_admin *policy,
                            const admin_request *request)
{
    return aerospike_set_quotas(as, error, policy, request->name, request->read_quota,
                                request->write_quota);
}

static const struct {
    const char *name;
    admin_command run;
} commands[] = {
    {"create_user", create_user},
    {"create_pki_user", create_pki_user},
    {"drop_user", drop_user},
    {"set_password", set_password},
    {"change_password", change_password},
    {"grant_roles", grant_roles},
    {"revoke_roles", revoke_roles},
    {"create_role", create_role},
    {"drop_role", drop_role},
    {"grant_privileges", grant_privileges},
    {"revoke_privileges", revoke_privileges},
    {"set_whitelist", set_whitelist},
    {"set_quotas", set_quotas},
};

static admin_command find_command(const char *name)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return commands[i].run;
        }
    }
    return NULL;
}

/* The next item as a C string in the arena; nil is NULL. */
static bool read_text(reader *in, arena *memory, const char **text)
{
    item value;

    *text = NULL;
    if (read_item(in, &value) != CODEC_OK) {
        return false;
    }
    if (value.kind == ITEM_NIL) {
        return true;
    }
    char *copy = value.kind == ITEM_STR ? arena_take(memory, (size_t)value.size + 1) : NULL;

    if (!copy) {
        return false;
    }
    memcpy(copy, value.bytes, value.size);
    copy[value.size] = '\0';
    *text = copy;
    return true;
}

static bool read_texts(reader *in, arena *memory, const char ***texts, int *size)
{
    item array;

    if (!read_kind(in, ITEM_ARRAY, &array) || array.count > REQUEST_LIMIT) {
        return false;
    }
    *texts = arena_take(memory, (array.count + 1) * sizeof(char *));
    if (!*texts) {
        return false;
    }
    for (uint32_t i = 0; i < array.count; i++) {
        if (!read_text(in, memory, &(*texts)[i]) || !(*texts)[i]) {
            return false;
        }
    }
    *size = (int)array.count;
    return true;
}

static bool read_scope(reader *in, char *scope, size_t capacity)
{
    item text;

    if (!read_kind(in, ITEM_STR, &text) || text.size >= capacity) {
        return false;
    }
    memcpy(scope, text.bytes, text.size);
    scope[text.size] = '\0';
    return true;
}

/* [[code, namespace, set], ...] */
static bool read_privileges(reader *in, arena *memory, as_privilege ***privileges, int *size)
{
    item array;

    if (!read_kind(in, ITEM_ARRAY, &array) || array.count > REQUEST_LIMIT) {
        return false;
    }
    *privileges = arena_take(memory, (array.count + 1) * sizeof(as_privilege *));
    if (!*privileges) {
        return false;
    }
    for (uint32_t i = 0; i < array.count; i++) {
        as_privilege *privilege = arena_take(memory, sizeof(*privilege));
        item row;
        item code;

        if (!privilege || !read_kind(in, ITEM_ARRAY, &row) || row.count != 3 ||
            !read_kind(in, ITEM_INT, &code) ||
            !read_scope(in, privilege->ns, sizeof(privilege->ns)) ||
            !read_scope(in, privilege->set, sizeof(privilege->set))) {
            return false;
        }
        privilege->code = (as_privilege_code)code.integer;
        (*privileges)[i] = privilege;
    }
    *size = (int)array.count;
    return true;
}

/* [name, password | nil, roles, privileges, whitelist, read quota, write quota] */
static bool read_request(reader *in, arena *memory, admin_request *request)
{
    item array;
    item read_quota;
    item write_quota;

    if (!read_kind(in, ITEM_ARRAY, &array) || array.count != 7 ||
        !read_text(in, memory, &request->name) || !request->name ||
        !read_text(in, memory, &request->password) ||
        !read_texts(in, memory, &request->roles, &request->roles_size) ||
        !read_privileges(in, memory, &request->privileges, &request->privileges_size) ||
        !read_texts(in, memory, &request->whitelist, &request->whitelist_size) ||
        !read_kind(in, ITEM_INT, &read_quota) || !read_kind(in, ITEM_INT, &write_quota)) {
        return false;
    }
    request->read_quota = (int)read_quota.integer;
    request->write_quota = (int)write_quota.integer;
    return true;
}

/* Runs the named command; there is no reply. */
int64_t bridge_admin(bridge_client *client, const char *name, const uint8_t *data, size_t size,
                     const as_policy_admin *policy, bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    admin_command run = find_command(name);
    admin_request request = {0};
    arena memory = {0};
    reader in = {data, data + size};
    int status;

    if (size > REQUEST_LIMIT) {
        status = fail(call, AEROSPIKE_ERR_PARAM, "admin command is too large");
    }
    else if (!run || !read_request(&in, &memory, &request)) {
        status = fail(call, BRIDGE_BAD_REQUEST, "admin command is invalid");
    }
    else if (request.roles_size > COUNT_LIMIT || request.privileges_size > COUNT_LIMIT) {
        status = fail(call, AEROSPIKE_ERR_PARAM, "more than 255 roles or privileges");
    }
    else {
        status = run(as, &call->error, policy, &request);
    }
    client_leave(client, call);
    arena_free(&memory);
    return outcome(call, status);
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

static int check_name(bridge_call *call, const char *name)
{
    return strlen(name) <= NAME_LIMIT ? AEROSPIKE_OK
                                      : fail(call, AEROSPIKE_ERR_PARAM, "name is too long");
}

/* Success without what was asked for. */
static int fail_unknown(bridge_call *call, as_status code)
{
    return fail(call, code, as_error_string(code));
}

static int reply_user(aerospike *as, const char *name, const as_policy_admin *policy,
                      bridge_call *call)
{
    as_user *user = NULL;
    int status = check_name(call, name);

    if (status == AEROSPIKE_OK) {
        status = aerospike_query_user(as, &call->error, policy, name, &user);
    }
    if (status == AEROSPIKE_OK && !user) {
        status = fail_unknown(call, AEROSPIKE_INVALID_USER);
    }
    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, 1);
        write_user(&call->reply, user);
        as_user_destroy(user);
    }
    return status;
}

static int reply_users(aerospike *as, const as_policy_admin *policy, bridge_call *call)
{
    as_user **users = NULL;
    int size = 0;
    int status = aerospike_query_users(as, &call->error, policy, &users, &size);

    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, (uint32_t)size);
        for (int i = 0; i < size; i++) {
            write_user(&call->reply, users[i]);
        }
        as_users_destroy(users, size);
    }
    return status;
}

/* [[name, roles, read info | nil, write info | nil, connections], ...]: one user, or all for NULL.
 */
int64_t bridge_admin_users(bridge_client *client, const char *name, const as_policy_admin *policy,
                           bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = name ? reply_user(as, name, policy, call) : reply_users(as, policy, call);

    client_leave(client, call);
    return outcome(call, finish(call, status));
}

static int reply_role(aerospike *as, const char *name, const as_policy_admin *policy,
                      bridge_call *call)
{
    as_role *role = NULL;
    int status = check_name(call, name);

    if (status == AEROSPIKE_OK) {
        status = aerospike_query_role(as, &call->error, policy, name, &role);
    }
    if (status == AEROSPIKE_OK && !role) {
        status = fail_unknown(call, AEROSPIKE_INVALID_ROLE);
    }
    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, 1);
        write_role(&call->reply, role);
        as_role_destroy(role);
    }
    return status;
}

static int reply_roles(aerospike *as, const as_policy_admin *policy, bridge_call *call)
{
    as_role **roles = NULL;
    int size = 0;
    int status = aerospike_query_roles(as, &call->error, policy, &roles, &size);

    if (status == AEROSPIKE_OK) {
        write_array(&call->reply, (uint32_t)size);
        for (int i = 0; i < size; i++) {
            write_role(&call->reply, roles[i]);
        }
        as_roles_destroy(roles, size);
    }
    return status;
}

/* [[name, [[code, namespace, set], ...], whitelist, read quota, write quota], ...] */
int64_t bridge_admin_roles(bridge_client *client, const char *name, const as_policy_admin *policy,
                           bridge_call *call)
{
    aerospike *as = client_enter(client, call);

    if (!as) {
        return outcome(call, call->error.code);
    }
    int status = name ? reply_role(as, name, policy, call) : reply_roles(as, policy, call);

    client_leave(client, call);
    return outcome(call, finish(call, status));
}
