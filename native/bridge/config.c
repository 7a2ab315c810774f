#include "config.h"

#include <stddef.h>
#include <string.h>

bool bridge_config_add_host(as_config *config, const char *name, const char *tls_name,
                            uint16_t port)
{
    if (tls_name) {
        as_config_tls_add_host(config, name, tls_name, port);
    }
    else {
        as_config_add_host(config, name, port);
    }
    const as_host *host = as_vector_get(config->hosts, config->hosts->size - 1);

    return host->name && (host->tls_name || !tls_name);
}

bool bridge_config_add_hosts(as_config *config, const char *text, uint16_t default_port)
{
    return as_config_add_hosts(config, text, default_port);
}

static const struct {
    const char *field;
    size_t offset;
} strings[] = {
    {"cluster_name", offsetof(as_config, cluster_name)},
    {"app_id", offsetof(as_config, app_id)},
    {"config_provider", offsetof(as_config, config_provider.path)},
    {"tls.cafile", offsetof(as_config, tls.cafile)},
    {"tls.capath", offsetof(as_config, tls.capath)},
    {"tls.castring", offsetof(as_config, tls.castring)},
    {"tls.protocols", offsetof(as_config, tls.protocols)},
    {"tls.cipher_suite", offsetof(as_config, tls.cipher_suite)},
    {"tls.cert_blacklist", offsetof(as_config, tls.cert_blacklist)},
    {"tls.keyfile", offsetof(as_config, tls.keyfile)},
    {"tls.keyfile_pw", offsetof(as_config, tls.keyfile_pw)},
    {"tls.certfile", offsetof(as_config, tls.certfile)},
};

bool bridge_config_set_string(as_config *config, const char *field, const char *value)
{
    for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
        if (strcmp(strings[i].field, field) == 0) {
            char **string = (char **)((char *)config + strings[i].offset);

            as_config_set_string(string, value);
            return *string || !value;
        }
    }
    return false;
}

void bridge_config_set_user(as_config *config, const char *user, const char *password)
{
    as_config_set_user(config, user, password);
}

void bridge_config_add_rack_id(as_config *config, int rack_id)
{
    as_config_add_rack_id(config, rack_id);
}

void bridge_config_add_metrics_label(as_config *config, const char *name, const char *value)
{
    as_metrics_policy_add_label(&config->policies.metrics, name, value);
}
