"""Wrong calls that manage users and roles."""

from __future__ import annotations

from wrong_call import client, param

CALLS = [
    *param(
        "Username should be a string",
        ("create a user that is a number", lambda c, k: c.admin_create_user(1, "p", ["r"])),
        ("create a pki user that is a number", lambda c, k: c.admin_create_pki_user(1, ["r"])),
        ("drop a user that is a number", lambda c, k: c.admin_drop_user(1)),
        ("set the password of a number", lambda c, k: c.admin_set_password(1, "p")),
        ("change the password of a number", lambda c, k: c.admin_change_password(1, "p")),
        ("grant roles to a number", lambda c, k: c.admin_grant_roles(1, ["r"])),
        ("revoke roles of a number", lambda c, k: c.admin_revoke_roles(1, ["r"])),
        ("query a user that is a number", lambda c, k: c.admin_query_user_info(1)),
    ),
    *param(
        "Password should be a string",
        (
            "create a user with a password that is a number",
            lambda c, k: c.admin_create_user("u", 1, ["r"]),
        ),
        ("set a password that is a number", lambda c, k: c.admin_set_password("u", 1)),
        ("change to a password that is a number", lambda c, k: c.admin_change_password("u", 1)),
    ),
    *param(
        "Roles should be a list",
        ("create a user with roles of text", lambda c, k: c.admin_create_user("u", "p", "r")),
        ("create a pki user with roles of text", lambda c, k: c.admin_create_pki_user("u", "r")),
    ),
    *client(
        "Unable to convert unicode object to C string",
        ("create a user with roles of numbers", lambda c, k: c.admin_create_user("u", "p", [1])),
        ("grant roles of numbers", lambda c, k: c.admin_grant_roles("u", [1])),
        (
            "create a role with a whitelist of numbers",
            lambda c, k: c.admin_create_role("r", [{"code": 10}], None, [1]),
        ),
        ("set a whitelist of numbers", lambda c, k: c.admin_set_whitelist("r", [1])),
    ),
    *client(
        "String exceeds max length",
        ("create a user with a long role", lambda c, k: c.admin_create_user("u", "p", ["r" * 64])),
    ),
    *param(
        "policy must be a dict",
        (
            "create a user with a policy of text",
            lambda c, k: c.admin_create_user("u", "p", ["r"], "x"),
        ),
        ("drop a user with a policy of text", lambda c, k: c.admin_drop_user("u", "x")),
        ("set a password with a policy of text", lambda c, k: c.admin_set_password("u", "p", "x")),
        ("grant roles with a policy of text", lambda c, k: c.admin_grant_roles("u", ["r"], "x")),
        ("query a user with a policy of text", lambda c, k: c.admin_query_user_info("u", "x")),
        ("query users with a policy of text", lambda c, k: c.admin_query_users_info("x")),
        (
            "create a role with a policy of text",
            lambda c, k: c.admin_create_role("r", [{"code": 10}], "x"),
        ),
        ("drop a role with a policy of text", lambda c, k: c.admin_drop_role("r", "x")),
        (
            "set a whitelist with a policy of text",
            lambda c, k: c.admin_set_whitelist("r", ["127.0.0.1"], "x"),
        ),
        ("set quotas with a policy of text", lambda c, k: c.admin_set_quotas("r", 1, 1, "x")),
        ("get a role with a policy of text", lambda c, k: c.admin_get_role("r", "x")),
        ("get roles with a policy of text", lambda c, k: c.admin_get_roles("x")),
        ("query roles with a policy of text", lambda c, k: c.admin_query_roles("x")),
    ),
    *param(
        "timeout is invalid",
        (
            "create a user with a timeout of text",
            lambda c, k: c.admin_create_user("u", "p", ["r"], {"timeout": "x"}),
        ),
    ),
    *client(
        "not a list",
        ("grant roles of text", lambda c, k: c.admin_grant_roles("u", "r")),
        ("revoke roles of text", lambda c, k: c.admin_revoke_roles("u", "r")),
    ),
    *param(
        "Role name should be a string",
        ("create a role that is a number", lambda c, k: c.admin_create_role(1, [])),
        ("drop a role that is a number", lambda c, k: c.admin_drop_role(1)),
        ("grant privileges to a number", lambda c, k: c.admin_grant_privileges(1, [{"code": 10}])),
        (
            "revoke privileges from a number",
            lambda c, k: c.admin_revoke_privileges(1, [{"code": 10}]),
        ),
        ("get a role that is a number", lambda c, k: c.admin_get_role(1)),
        ("query a role that is a number", lambda c, k: c.admin_query_role(1)),
    ),
    *param(
        "Privileges should be a list",
        ("create a role with privileges of text", lambda c, k: c.admin_create_role("r", "x")),
        ("grant privileges of text", lambda c, k: c.admin_grant_privileges("r", "x")),
        ("revoke privileges of text", lambda c, k: c.admin_revoke_privileges("r", "x")),
    ),
    *param(
        "Code is a compulsory parameter in privileges dictionary",
        (
            "create a role with a privilege without a code",
            lambda c, k: c.admin_create_role("r", [{"ns": "test"}]),
        ),
    ),
    *param(
        "Whitelist must be a list of IP strings.",
        (
            "create a role with a whitelist of text",
            lambda c, k: c.admin_create_role("r", [{"code": 10}], None, "x"),
        ),
    ),
    *param(
        "Role name should be a string.",
        ("set the whitelist of a number", lambda c, k: c.admin_set_whitelist(1, ["127.0.0.1"])),
        ("set quotas of a number", lambda c, k: c.admin_set_quotas(1, 1, 1)),
    ),
    *param(
        "Whitelist must be a list of IP strings, or None.",
        ("set a whitelist of text", lambda c, k: c.admin_set_whitelist("r", "x")),
    ),
    *param(
        "py_read_quota must be an integer.",
        ("set a read quota of text", lambda c, k: c.admin_set_quotas("r", "x", 1)),
    ),
    *param(
        "py_write_quota must be an integer.",
        ("set a write quota of text", lambda c, k: c.admin_set_quotas("r", 1, "x")),
    ),
    *param(
        "py_read_quota too large for C long.",
        ("set a quota too large", lambda c, k: c.admin_set_quotas("r", 2**64, 1)),
    ),
]
