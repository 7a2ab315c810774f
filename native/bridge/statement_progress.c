/* The life of a statement, and how far its streams have got. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "statement.h"

static void after_fork(fork_link *link)
{
    bridge_statement *statement =
        (bridge_statement *)((char *)link - offsetof(bridge_statement, link));

    pthread_mutex_init(&statement->lock, NULL);
    statement->current = NULL;
}

bridge_statement *statement_new(bridge_client *client, reader description, unsigned flags)
{
    size_t size = (size_t)(description.end - description.p);
    bridge_statement *statement = calloc(1, sizeof(*statement) + size);

    if (statement) {
        statement->references = 1;
        statement->client = client_retain(client);
        statement->flags = flags;
        statement->size = size;
        memcpy(statement->description, description.p, size);
        pthread_mutex_init(&statement->lock, NULL);
        fork_watch(&statement->link, after_fork);
    }
    return statement;
}

bridge_statement *statement_retain(bridge_statement *statement)
{
    __atomic_add_fetch(&statement->references, 1, __ATOMIC_RELAXED);
    return statement;
}

void statement_release(bridge_statement *statement)
{
    if (__atomic_sub_fetch(&statement->references, 1, __ATOMIC_ACQ_REL) > 0) {
        return;
    }
    fork_forget(&statement->link);
    pthread_mutex_destroy(&statement->lock);
    free(statement->resume_at);
    client_release(statement->client);
    free(statement);
}

bool statement_begin(bridge_statement *statement, uint32_t *serial, positions **resume_at)
{
    pthread_mutex_lock(&statement->lock);
    bool known = statement->resume_at;

    *serial = ++statement->begun;
    *resume_at = known ? positions_copy(statement->resume_at) : NULL;
    pthread_mutex_unlock(&statement->lock);
    return known;
}

void statement_set_current(bridge_statement *statement, bridge_stream *stream, bool current)
{
    pthread_mutex_lock(&statement->lock);
    if (current && statement->begun == stream->serial) {
        statement->current = stream;
    }
    else if (!current && statement->current == stream) {
        statement->current = NULL;
    }
    pthread_mutex_unlock(&statement->lock);
}

void statement_publish(bridge_statement *statement, bridge_stream *stream, bool wanted)
{
    pthread_mutex_lock(&statement->lock);
    if (stream->reached && stream->published != wanted && statement->begun == stream->serial) {
        positions *before = statement->resume_at;

        statement->resume_at = stream->reached;
        stream->reached = before;
    }
    if (statement->current == stream) {
        statement->current = NULL;
    }
    pthread_mutex_unlock(&statement->lock);
    stream->published = wanted;
}
