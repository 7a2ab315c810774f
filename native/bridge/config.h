/*
 * The parts of a configuration that own memory. Python sets the plain fields
 * itself, through its mirror of as_config.
 */
#ifndef BRIDGE_CONFIG_H
#define BRIDGE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include <aerospike/as_config.h>

#pragma GCC visibility push(default)

/* All strings are copied; the configuration owns the copies. False when memory is out. */
bool bridge_config_add_host(as_config *config, const char *name, const char *tls_name,
                            uint16_t port);

/* "host[:tls name][:port]", several separated by commas; false when it is not that. */
bool bridge_config_add_hosts(as_config *config, const char *text, uint16_t default_port);

/* Sets "cluster_name", "app_id", "config_provider" or a string of "tls."; false for others, and
 * when memory is out. */
bool bridge_config_set_string(as_config *config, const char *field, const char *value);

void bridge_config_set_user(as_config *config, const char *user, const char *password);
void bridge_config_add_metrics_label(as_config *config, const char *name, const char *value);
void bridge_config_add_rack_id(as_config *config, int rack_id);

#pragma GCC visibility pop

#endif
