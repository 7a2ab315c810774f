/*
 * Malformed requests of every command.
 *
 * Requests of the right shape are cut at each byte, get another count, a byte too many, and values
 * of other types in place of each element. What is cut, counted wrong or too long must be refused;
 * no other request may crash. The client is connected to a cluster without nodes, so that requests
 * that are valid reach the C client. Addresses are trusted, so they stay as they are.
 *
 * The argument is the number of requests of each command. scripts/test_native.sh builds this file
 * with the address and undefined-behaviour sanitizers.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For what these files keep to themselves. */
#include "../bridge/batch_records.c"
#include "../bridge/client.c"
#include "../bridge/statement.c"
#include "samples.h"

/* The targets, and where the bridge puts a new one. */
static bridge_client *client;
static bridge_statement *statement;
static bridge_stream *stream;
static bridge_metrics *metrics;
static void *owner;

/*
 * The elements of a request: a address of the owner, p policy or nil, f flags, i number, u number
 * of 64 bits, b bool, t text, o text or nil, y bytes, k key, K keys, n names, N names or nil,
 * m bins, O operations, A arguments of one, G lists of them, l values, R records, D admin data, L
 * labels, S description, s settings, F filter or nil.
 */
typedef struct {
    const char *name;
    plain_command *run;
    void **target;
    const char *elements;
} shape;

#define SHAPE(command, target, elements)                                                           \
    {#command, (plain_command *)command, (void **)&target, elements}

static void *none;

static const shape shapes[] = {
    SHAPE(bridge_get, client, "pfk"),
    SHAPE(bridge_exists, client, "pfk"),
    SHAPE(bridge_remove, client, "pfk"),
    SHAPE(bridge_select, client, "pfkn"),
    SHAPE(bridge_put, client, "pfkiim"),
    SHAPE(bridge_operate, client, "pfkiibO"),
    SHAPE(bridge_apply, client, "pfkttl"),
    SHAPE(bridge_batch_read, client, "pfKN"),
    SHAPE(bridge_batch_write, client, "pfGR"),
    SHAPE(bridge_batch_operate, client, "pfKpiO"),
    SHAPE(bridge_batch_apply, client, "pfKpttl"),
    SHAPE(bridge_batch_remove, client, "pfKp"),
    SHAPE(bridge_batch_wait, client, ""),
    SHAPE(bridge_udf_put, client, "pty"),
    SHAPE(bridge_udf_remove, client, "pt"),
    SHAPE(bridge_udf_get, client, "pt"),
    SHAPE(bridge_udf_list, client, "p"),
    SHAPE(bridge_job_info, client, "ptu"),
    SHAPE(bridge_job_in_progress, client, "ptu"),
    SHAPE(bridge_admin, client, "ptD"),
    SHAPE(bridge_admin_users, client, "po"),
    SHAPE(bridge_admin_roles, client, "po"),
    SHAPE(bridge_info_all, client, "pt"),
    SHAPE(bridge_info_random, client, "pt"),
    SHAPE(bridge_info_node, client, "ptt"),
    SHAPE(bridge_truncate, client, "ptou"),
    SHAPE(bridge_server_version, client, ""),
    SHAPE(bridge_client_nodes, client, ""),
    SHAPE(bridge_client_diagnosis, client, ""),
    SHAPE(bridge_client_shm_key, client, ""),
    SHAPE(bridge_client_is_connected, client, ""),
    SHAPE(bridge_client_connect, client, ""),
    SHAPE(bridge_client_close, client, ""),
    SHAPE(bridge_stats, client, ""),
    SHAPE(bridge_metrics_disable, client, ""),
    SHAPE(bridge_metrics_enable, client, "pLp"),
    SHAPE(bridge_commit, client, "a"),
    SHAPE(bridge_abort, client, "a"),
    SHAPE(bridge_metrics_take, metrics, ""),
    SHAPE(bridge_key_digest, none, "k"),
    SHAPE(bridge_transcode, none, "iA"),
    SHAPE(bridge_key_node, client, "k"),
    SHAPE(bridge_take_log, none, ""),
    SHAPE(bridge_statement_new, client, "afS"),
    SHAPE(bridge_statement_start, statement, "pfasF"),
    SHAPE(bridge_statement_background, statement, "ps"),
    SHAPE(bridge_statement_status, statement, "iii"),
    SHAPE(bridge_statement_is_done, statement, "iii"),
    SHAPE(bridge_stream_next, stream, "ib"),
};

static void put_bins(buffer *out)
{
    uint32_t count = below(5);

    write_map(out, count);
    while (count--) {
        put_name(out);
        put_value(out, 0);
    }
}

static void put_element(buffer *out, char element)
{
    switch (element) {
    case 'a':
        write_int(out, (int64_t)(intptr_t)&owner);
        break;
    case 'p':
        write_nil(out);
        break;
    case 'b':
        write_bool(out, below(2));
        break;
    case 't':
        write_cstring(out, "create_role");
        break;
    case 'o':
        put_optional(out, "text");
        break;
    case 'y':
        write_bin(out, "bytes", 5);
        break;
    case 'k':
        put_key(out);
        break;
    case 'K':
        put_keys(out);
        break;
    case 'n':
    case 'N':
        put_names(out);
        break;
    case 'm':
        put_bins(out);
        break;
    case 'O':
        put_operations(out);
        break;
    case 'A':
        put_arguments(out);
        break;
    case 'G':
        put_operation_lists(out);
        break;
    case 'l':
        put_list(out);
        break;
    case 'R':
        put_batch(out);
        break;
    case 'D':
        put_admin(out);
        break;
    case 'L':
        put_labels(out);
        break;
    case 'S':
        put_statement(out);
        break;
    case 's':
        put_settings(out);
        break;
    case 'F':
        put_filter(out);
        break;
    default:
        write_int(out, below(4));
    }
}

enum {
    OTHERS = 12
};

/* Values of other types; false if the number has none, or its value would be an address. */
static bool put_other(buffer *out, char element, unsigned number)
{
    bool address = element == 'a' || element == 'p';

    switch (number) {
    case 0:
        write_nil(out);
        return true;
    case 1:
        write_bool(out, true);
        return true;
    case 2:
        write_int(out, -1);
        return true;
    case 3:
        write_int(out, INT64_MAX);
        return !address;
    case 4:
        write_double(out, 1.5);
        return true;
    case 5:
        write_cstring(out, "");
        return true;
    case 6:
        write_text(out, "a\0b", 3);
        return true;
    case 7:
        write_bin(out, "\x93", 1);
        return true;
    case 8:
        write_array(out, 0);
        return true;
    case 9:
        write_map(out, 0);
        return true;
    case 10:
        write_ext(out, CODEC_EXT_GEOJSON, "{}", 2);
        return true;
    default:
        /* An array that says that it has more elements than memory. */
        buffer_append(out, "\xdd\xff\xff\xff\xff", 5);
        return true;
    }
}

/* Runs a copy on the heap, where the sanitizer sees every byte too many. */
static int run(const shape *of, const uint8_t *data, size_t size)
{
    static uint8_t space[1024];
    bridge_call call = {.reply = {.data = space, .fixed = space, .capacity = sizeof(space)}};
    uint8_t *copy = malloc(size ? size : 1);

    call.reply.fixed_capacity = sizeof(space);
    assert(copy);
    if (size) {
        memcpy(copy, data, size);
    }
    owner = NULL;
    int64_t result = of->run(*of->target, copy, size, &call);

    free(copy);
    if (owner && of->target == (void **)&statement) {
        bridge_stream_free(owner, 0, 0);
    }
    else if (owner) {
        bridge_statement_free(owner);
    }
    assert(result == -1 || (result >= 0 && (size_t)result == call.reply.size));
    int code = result < 0 ? (int)call.error.code : AEROSPIKE_OK;

    bridge_call_free(&call);
    return code;
}

static void must_refuse(const shape *of, const uint8_t *data, size_t size)
{
    int code = run(of, data, size);

    if (code != BRIDGE_BAD_REQUEST && code != BRIDGE_BAD_KEY && code != BRIDGE_BAD_MAP_KEY &&
        code != AEROSPIKE_ERR_PARAM && code != AEROSPIKE_ERR_CLIENT &&
        code != AEROSPIKE_ERR_BIN_NAME) {
        printf("%s: %d for a malformed request\n", of->name, code);
        abort();
    }
}

/* A request whose element `at` is another value; none for -1. */
static bool put_request(buffer *out, const shape *of, uint32_t count, int at, unsigned other)
{
    bool valid = true;

    write_array(out, count);
    for (int i = 0; of->elements[i]; i++) {
        if (i == at) {
            valid = put_other(out, of->elements[i], other);
        }
        else {
            put_element(out, of->elements[i]);
        }
    }
    return valid;
}

static void refuse_cut(const shape *of)
{
    buffer data = {0};

    put_request(&data, of, (uint32_t)strlen(of->elements), -1, 0);
    for (size_t size = 0; size < data.size; size++) {
        must_refuse(of, data.data, size);
    }
    buffer_byte(&data, 0xc0);
    must_refuse(of, data.data, data.size);
    buffer_free(&data);
}

static void refuse_counts(const shape *of)
{
    uint32_t count = (uint32_t)strlen(of->elements);
    uint32_t counts[] = {count + 1, count - 1, 0, 15, UINT16_MAX, UINT32_MAX};

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        buffer data = {0};

        if (counts[i] != count) {
            put_request(&data, of, counts[i], -1, 0);
            must_refuse(of, data.data, data.size);
        }
        buffer_free(&data);
    }
}

static void try_others(const shape *of)
{
    for (int at = 0; of->elements[at]; at++) {
        for (unsigned other = 0; other < OTHERS; other++) {
            buffer data = {0};

            if (put_request(&data, of, (uint32_t)strlen(of->elements), at, other)) {
                run(of, data.data, data.size);
            }
            buffer_free(&data);
        }
    }
}

/* A client that is connected, to no node. */
static as_nodes *connect_to_nothing(void)
{
    as_cluster *cluster = calloc(1, sizeof(*cluster));
    as_nodes *nodes = calloc(1, sizeof(*nodes));

    assert(cluster && nodes);
    nodes->ref_count = 1;
    cluster->nodes = nodes;
    client = bridge_client_new();
    metrics = bridge_metrics_new();
    bridge_client_listen(client, metrics);
    aerospike_init(&client->as, &client->config);
    client->initialised = true;
    client->as.cluster = cluster;
    set_state(client, CLIENT_CONNECTED);
    return nodes;
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 20;
    as_nodes *nodes = connect_to_nothing();
    buffer description = {0};

    random_state = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : random_state;
    put_statement(&description);
    statement =
        statement_new(client, (reader){description.data, description.data + description.size}, 0);
    stream = stream_new(statement);
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        for (unsigned long round = 0; round < rounds; round++) {
            refuse_cut(&shapes[i]);
            refuse_counts(&shapes[i]);
            try_others(&shapes[i]);
        }
    }
    stream_release(stream);
    bridge_statement_free(statement);
    buffer_free(&description);
    set_state(client, CLIENT_CLOSED);
    free(client->as.cluster);
    free(nodes);
    client->as.cluster = NULL;
    bridge_client_free(client);
    bridge_metrics_free(metrics);
    printf("commands: %d, %lu requests of each\n", (int)(sizeof(shapes) / sizeof(shapes[0])),
           rounds);
    return 0;
}
