#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pthread.h>

#include <aerospike/as_log.h>

#include "internal.h"

extern char *aerospike_client_version;

int bridge_abi_version(void)
{
    return BRIDGE_ABI_VERSION;
}

const char *bridge_c_client_version(void)
{
    return aerospike_client_version;
}

void bridge_call_free(bridge_call *call)
{
    buffer_free(&call->reply);
}

int fail(bridge_call *call, int code, const char *message)
{
    return as_error_set_message(&call->error, (as_status)code, message);
}

int fail_codec(bridge_call *call, codec_status status)
{
    int code = AEROSPIKE_ERR_CLIENT;

    if (status == CODEC_MAP_KEY) {
        code = BRIDGE_BAD_MAP_KEY;
    }
    else if (status == CODEC_INTEGER_RANGE) {
        code = AEROSPIKE_ERR_PARAM;
    }
    return fail(call, code, codec_message(status));
}

int fail_memory(bridge_call *call)
{
    return fail_codec(call, CODEC_NO_MEMORY);
}

int finish(bridge_call *call, int status)
{
    return status == AEROSPIKE_OK && call->reply.failed ? fail_memory(call) : status;
}

/*
 * Log lines of the C client's threads wait here until Python takes them: no
 * Python code runs on a network thread. The oldest go when nobody takes them.
 */
enum { LOG_LINES = 1024, LOG_LINE = 1024 };

typedef struct log_line {
    struct log_line *next;
    int level;
    uint32_t line;
    const char *function;
    const char *file;
    char text[LOG_LINE];
} log_line;

static struct {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    log_line *first;
    log_line **last;
    int count;
    bool enabled;
} waiting = {.lock = PTHREAD_MUTEX_INITIALIZER, .filled = PTHREAD_COND_INITIALIZER};

static bool keep_log_line(as_log_level level, const char *function, const char *file,
                          uint32_t line, const char *format, ...)
{
    log_line *entry = malloc(sizeof(*entry));

    if (!entry) {
        return false;
    }
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(entry->text, sizeof(entry->text), format, arguments);
    va_end(arguments);
    entry->next = NULL;
    entry->level = (int)level;
    entry->line = line;
    entry->function = function;
    entry->file = file;

    pthread_mutex_lock(&waiting.lock);
    if (!waiting.first) {
        waiting.last = &waiting.first;
    }
    *waiting.last = entry;
    waiting.last = &entry->next;
    if (++waiting.count > LOG_LINES) {
        log_line *oldest = waiting.first;

        waiting.first = oldest->next;
        waiting.count--;
        free(oldest);
    }
    pthread_cond_signal(&waiting.filled);
    pthread_mutex_unlock(&waiting.lock);
    return true;
}

/* Turns the queue on or off; off also wakes the thread that waits in bridge_take_log. */
void bridge_set_log(int level, bool enabled)
{
    as_log_set_level((as_log_level)level);
    as_log_set_callback(enabled ? keep_log_line : NULL);
    pthread_mutex_lock(&waiting.lock);
    waiting.enabled = enabled;
    pthread_cond_broadcast(&waiting.filled);
    pthread_mutex_unlock(&waiting.lock);
}

/* Waits for a log line: [level, function, file, line, text], or nil when logging is off. */
int bridge_take_log(bridge_call *call)
{
    as_error_reset(&call->error);
    buffer_reset(&call->reply);
    pthread_mutex_lock(&waiting.lock);
    while (!waiting.first && waiting.enabled) {
        pthread_cond_wait(&waiting.filled, &waiting.lock);
    }
    log_line *entry = waiting.first;

    if (entry) {
        waiting.first = entry->next;
        waiting.count--;
    }
    pthread_mutex_unlock(&waiting.lock);
    if (!entry) {
        write_nil(&call->reply);
        return finish(call, AEROSPIKE_OK);
    }
    write_array(&call->reply, 5);
    write_int(&call->reply, entry->level);
    write_cstring(&call->reply, entry->function);
    write_cstring(&call->reply, entry->file);
    write_int(&call->reply, entry->line);
    write_cstring(&call->reply, entry->text);
    free(entry);
    return finish(call, AEROSPIKE_OK);
}
