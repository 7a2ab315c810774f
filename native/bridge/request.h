/*
 * Reading the request of a command: one array of plain msgpack, whose elements bridge.h names.
 *
 * Nothing in it is trusted but addresses, which Python alone writes. The first problem is kept, and
 * every later read gives 0 or NULL, so that a command reads all of its request and asks once, with
 * request_end(), whether it may run.
 */
#ifndef BRIDGE_REQUEST_H
#define BRIDGE_REQUEST_H

#include "internal.h"

enum {
    REQUEST_SPACE = 2048 /* more than most requests need */
};

typedef struct {
    reader in;             /* what is left to read */
    bridge_call *call;     /* where errors and the reply go */
    bridge_client *client; /* NULL: a command that needs none, or no cluster */
    aerospike *as;         /* the client's, while the command runs */
    int status;            /* of the reading so far */
    arena memory;
    uint64_t space[REQUEST_SPACE / sizeof(uint64_t)]; /* lent to the arena */
} request;

/* What a command on one record begins with: [policy, flags, key, ...]. */
typedef struct {
    const void *policy; /* NULL: the client's own */
    unsigned flags;
    as_key key;
} record_head;

/* Opens the array, which must have so many elements. */
void request_array(request *in, uint32_t count);
void request_record_head(request *in, uint32_t count, record_head *head);

/* The next item, which must be of the kind. */
bool request_item(request *in, item_kind kind, item *value);

/* An address; NULL for nil. */
void *request_address(request *in);
/* The same, but nil is invalid. */
void *request_owner(request *in);
int64_t request_int(request *in);
/* Any number of 64 bits without a sign. */
uint64_t request_uint64(request *in);
bool request_bool(request *in);

/* A copy of a string, without a NUL inside, in the arena. */
const char *request_text(request *in);
/* The same; NULL for nil. */
const char *request_text_or_nil(request *in);

/* A value of bytes, which stay in the request. */
item request_bin(request *in);
item request_bin_or_nil(request *in);

/* Skips nil; false, without reading, if another value is next. */
bool request_nil(request *in);
void request_key(request *in, as_key *key);
/* The array of names in the arena, NULL at its end; each is cut at the longest length. */
const char **request_names(request *in, size_t longest, uint32_t *count);
/* An array of values, for a UDF; the caller destroys the list. */
as_list *request_list(request *in, unsigned flags);
/* The same, packed once more, as bytes. */
as_list *request_packed_list(request *in, unsigned flags);
/* The bytes of the next value, whatever it is. */
reader request_value(request *in);

/* Keeps the problem, unless there is one already. */
void request_refuse(request *in);
void request_fail(request *in, int code, const char *message);
void request_check(request *in, codec_status status);

/* The request must end here. Returns the status of the whole reading. */
int request_end(request *in);

/* Reads a request without elements. */
int request_empty(request *in);

/*
 * Begins and ends a command; both are always called. Where the client is closed, nothing can be
 * read, and request_end() says so. A command of NULL has no part in a client.
 */
void command_begin(request *in, bridge_client *client, const uint8_t *data, size_t size,
                   bridge_call *call);

/* What the command returns: the size of the reply, or -1 where the status is an error. */
int64_t command_end(request *in, int status);

#endif
