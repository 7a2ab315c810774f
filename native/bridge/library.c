#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pthread.h>
#include <unistd.h>

#include <aerospike/as_log.h>

#include "diagnosis.h"
#include "fork.h"
#include "internal.h"

extern char *aerospike_client_language;
extern char *aerospike_client_version;

static const char *c_client_version;

int bridge_abi_version(void)
{
    return BRIDGE_ABI_VERSION;
}

const char *bridge_c_client_version(void)
{
    return c_client_version ? c_client_version : aerospike_client_version;
}

/* What servers and metrics are told of the client; to be called once, before all others. */
void bridge_identify(const char *version)
{
    char *copy = strdup(version);

    aerospike_client_language = "python";
    if (copy) {
        c_client_version = aerospike_client_version;
        aerospike_client_version = copy;
    }
}

void bridge_call_free(bridge_call *call)
{
    batch_drop(call);
    buffer_reset(&call->reply);
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
    else if (status == CODEC_INTEGER_RANGE || status == CODEC_TOO_DEEP ||
             status == CODEC_ARGUMENT) {
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

int64_t outcome(bridge_call *call, int status)
{
    if (status == AEROSPIKE_OK && call->reply.items) {
        codec_status placed = codec_place_items(&call->reply);

        if (placed != CODEC_OK) {
            status = fail_codec(call, placed);
        }
    }
    if (status != AEROSPIKE_OK) {
        /* Nobody takes what has been written of a reply. */
        buffer_reset(&call->reply);
        return -1;
    }
    return (int64_t)call->reply.size;
}

/*
 * Log lines of the C client's threads are printed, or wait here until a Python
 * thread takes them: no Python code runs on a network thread. The oldest go
 * when nobody takes them.
 */
enum {
    LOG_LINES = 1024,
    LOG_TEXT = 1024
};

typedef struct log_line {
    struct log_line *next;
    int level;
    uint32_t line;
    const char *function;
    const char *file;
    char text[LOG_TEXT];
} log_line;

static struct {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    log_line *first;
    log_line **last;
    int count;
    int printed;
    bool queueing;
    fork_link link;
} waiting = {.lock = PTHREAD_MUTEX_INITIALIZER, .filled = PTHREAD_COND_INITIALIZER};

static pthread_once_t watched = PTHREAD_ONCE_INIT;

/* The lines that wait are the parent's to report. Another thread may be adding one: none is freed.
 */
static void after_fork(fork_link *link)
{
    (void)link;
    pthread_mutex_init(&waiting.lock, NULL);
    pthread_cond_init(&waiting.filled, NULL);
    waiting.first = NULL;
    waiting.count = 0;
    waiting.queueing = false;
}

static void watch(void)
{
    fork_watch(&waiting.link, after_fork);
}

static log_line *take_first(void)
{
    log_line *first = waiting.first;

    if (first) {
        waiting.first = first->next;
        waiting.count--;
    }
    return first;
}

static bool print_log_line(as_log_level level, const char *function, const char *file,
                           uint32_t line, const char *format, ...)
{
    (void)level;
    (void)function;
    (void)file;
    (void)line;
    char text[LOG_TEXT];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    pthread_mutex_lock(&waiting.lock);
    int number = waiting.printed++;

    pthread_mutex_unlock(&waiting.lock);
    printf("%d:%d %s\n", (int)getpid(), number, text);
    fflush(stdout);
    return true;
}

static bool queue_log_line(as_log_level level, const char *function, const char *file,
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
    log_line *oldest = ++waiting.count > LOG_LINES ? take_first() : NULL;

    pthread_cond_signal(&waiting.filled);
    pthread_mutex_unlock(&waiting.lock);
    free(oldest);
    return true;
}

/* Leaving the queue also wakes the thread that waits in bridge_take_log. */
void bridge_set_log(int level, int output)
{
    pthread_once(&watched, watch);
    diagnosis_set_log(level, output == BRIDGE_LOG_QUEUE   ? queue_log_line
                             : output == BRIDGE_LOG_PRINT ? print_log_line
                                                          : NULL);
    pthread_mutex_lock(&waiting.lock);
    waiting.queueing = output == BRIDGE_LOG_QUEUE;
    pthread_cond_broadcast(&waiting.filled);
    pthread_mutex_unlock(&waiting.lock);
}

/* Waits for a log line: [level, function, file, line, text], or nil once nothing is queued. */
int64_t bridge_take_log(bridge_call *call)
{
    as_error_reset(&call->error);
    buffer_reset(&call->reply);
    pthread_mutex_lock(&waiting.lock);
    while (!waiting.first && waiting.queueing) {
        pthread_cond_wait(&waiting.filled, &waiting.lock);
    }
    log_line *entry = take_first();

    pthread_mutex_unlock(&waiting.lock);
    if (!entry) {
        write_nil(&call->reply);
        return outcome(call, finish(call, AEROSPIKE_OK));
    }
    write_array(&call->reply, 5);
    write_int(&call->reply, entry->level);
    write_cstring(&call->reply, entry->function);
    write_cstring(&call->reply, entry->file);
    write_int(&call->reply, entry->line);
    write_cstring(&call->reply, entry->text);
    free(entry);
    return outcome(call, finish(call, AEROSPIKE_OK));
}
