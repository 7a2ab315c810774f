#include "diagnosis.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "fork.h"

/*
 * The C client answers "Failed to connect", and logs why for each seed, at a level that the user
 * may not have asked for. So all its lines up to that level come here. This file keeps those of a
 * thread that connects, and passes on those that the user has asked for.
 */
enum {
    LINE_SIZE = 1024,
    LINES_SIZE = 16 * 1024,
    MAX_KEPT = 64
};

typedef struct diagnosis {
    struct diagnosis *next;
    const as_config *config;
    char lines[]; /* each ends with a line feed */
} diagnosis;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static struct {
    pthread_mutex_t lock;
    int level; /* the user's, -1 for none: an as_log_level may have no sign */
    as_log_callback callback;
    diagnosis *kept; /* the newest first */
    fork_link link;
} state = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Of the thread that connects. */
static __thread buffer *collected;

static bool on_log_line(as_log_level level, const char *function, const char *file, uint32_t line,
                        const char *format, ...)
{
    char text[LINE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (collected && collected->size < LINES_SIZE) {
        buffer_append(collected, text, strlen(text));
        buffer_append(collected, "\n", 1);
    }
    pthread_mutex_lock(&state.lock);
    as_log_callback callback = (int)level <= state.level ? state.callback : NULL;

    pthread_mutex_unlock(&state.lock);
    return callback ? callback(level, function, file, line, "%s", text) : true;
}

/* The thread that held the lock, and those that connected, are the parent's. */
static void after_fork(fork_link *link)
{
    (void)link;
    pthread_mutex_init(&state.lock, NULL);
    state.kept = NULL;
    collected = NULL;
}

static void start(void)
{
    as_log_set_level(AS_LOG_LEVEL_INFO);
    as_log_set_callback(on_log_line);
    fork_watch(&state.link, after_fork);
}

void diagnosis_set_log(int level, as_log_callback callback)
{
    pthread_once(&once, start);
    pthread_mutex_lock(&state.lock);
    state.level = level;
    state.callback = callback;
    as_log_set_level(level > (int)AS_LOG_LEVEL_INFO ? (as_log_level)level : AS_LOG_LEVEL_INFO);
    pthread_mutex_unlock(&state.lock);
}

void diagnosis_begin(void)
{
    pthread_once(&once, start);
    collected = calloc(1, sizeof(*collected));
}

/* Unlinks the lines of a configuration, or, for NULL, those over the limit; NULL if there are none.
 */
static diagnosis *unlink_first(const as_config *config)
{
    int count = 0;

    for (diagnosis **link = &state.kept; *link; link = &(*link)->next) {
        diagnosis *found = *link;

        if (config ? found->config == config : ++count > MAX_KEPT) {
            *link = found->next;
            return found;
        }
    }
    return NULL;
}

void diagnosis_end(const as_config *config, bool failed)
{
    buffer *lines = collected;
    diagnosis *kept = NULL;

    collected = NULL;
    if (failed && lines && lines->size && !lines->failed) {
        kept = malloc(sizeof(*kept) + lines->size + 1);
    }
    if (kept) {
        kept->config = config;
        memcpy(kept->lines, lines->data, lines->size);
        kept->lines[lines->size] = '\0';
    }
    if (lines) {
        buffer_free(lines);
        free(lines);
    }
    pthread_mutex_lock(&state.lock);
    diagnosis *earlier = unlink_first(config);

    if (kept) {
        kept->next = state.kept;
        state.kept = kept;
    }
    diagnosis *surplus = unlink_first(NULL);

    pthread_mutex_unlock(&state.lock);
    free(earlier);
    free(surplus);
}

char *diagnosis_of(const as_config *config)
{
    pthread_mutex_lock(&state.lock);
    diagnosis *found = unlink_first(config);

    pthread_mutex_unlock(&state.lock);
    char *lines = found ? strdup(found->lines) : NULL;

    free(found);
    return lines;
}
