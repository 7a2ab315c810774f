#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "diagnosis.h"
#include "fork.h"
#include "request.h"

/*
 * Log lines of the C client's threads are printed, or wait here for a Python thread: no Python code
 * runs on a network thread. A full queue drops the oldest line.
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

static log_line *pop_first(void)
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
    log_line *oldest = ++waiting.count > LOG_LINES ? pop_first() : NULL;

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
int64_t bridge_take_log(void *none, const uint8_t *data, size_t size, bridge_call *call)
{
    request in;
    buffer *out = &call->reply;

    (void)none;
    command_begin(&in, NULL, data, size, call);
    if (request_empty(&in) != AEROSPIKE_OK) {
        return command_end(&in, in.status);
    }
    pthread_mutex_lock(&waiting.lock);
    while (!waiting.first && waiting.queueing) {
        pthread_cond_wait(&waiting.filled, &waiting.lock);
    }
    log_line *entry = pop_first();

    pthread_mutex_unlock(&waiting.lock);
    if (!entry) {
        write_nil(out);
        return command_end(&in, AEROSPIKE_OK);
    }
    write_array(out, 5);
    write_int(out, entry->level);
    write_cstring(out, entry->function);
    write_cstring(out, entry->file);
    write_int(out, entry->line);
    write_cstring(out, entry->text);
    free(entry);
    return command_end(&in, AEROSPIKE_OK);
}
