/* The completions of an engine, and how Python learns of them. */
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum {
    HEADER = 6, /* an array of two, and the beginning of an array of up to 2^32 - 1 */
    MOST_KEPT = 64 * 1024,
    BIN_8 = 0xc4,
    BIN_16 = 0xc5,
    BIN_32 = 0xc6
};

static bool is_empty(const completions *one)
{
    return one->replied + one->failed + one->lost_count == 0;
}

/* With the lock: room for the tokens of so many more. */
static bool reserve_lost(completions *one, size_t count)
{
    size_t needed = one->lost_count + count;

    if (needed > UINT32_MAX / 2) {
        return false;
    }
    if (needed > one->lost_capacity) {
        uint64_t *lost = realloc(one->lost, 2 * needed * sizeof(*lost));

        if (!lost) {
            return false;
        }
        one->lost = lost;
        one->lost_capacity = (uint32_t)(2 * needed);
    }
    return true;
}

bool completions_reserve(bridge_engine *engine, uint32_t count)
{
    return reserve_lost(&engine->ready, (size_t)engine->unfinished + count);
}

static void write_error(buffer *out, const as_error *error)
{
    write_array(out, 6);
    write_int(out, error->code);
    write_cstring(out, error->message);
    write_cstring(out, error->file);
    write_int(out, error->line);
    write_bool(out, error->in_doubt);
    write_int(out, error->subcode);
}

/*
 * Whether Python has to read the reply by itself: it has items, or is itself bytes, as which Python
 * gets the others.
 */
static bool stands_alone(const buffer *reply)
{
    uint8_t first = reply->data[0];

    return first == CODEC_HAS_ITEMS || first == BIN_8 || first == BIN_16 || first == BIN_32;
}

/* With the lock. False where memory is out; nothing has changed then. */
static bool append_reply(completions *to, uint64_t token, const buffer *reply)
{
    buffer *out = &to->replies;

    if (out->size == 0) {
        static const uint8_t header[HEADER] = {0x92, 0xdd};

        buffer_append(out, header, HEADER);
    }
    size_t before = out->size;

    write_int(out, (int64_t)token);
    if (!reply->size) {
        write_nil(out);
    }
    else if (stands_alone(reply)) {
        write_bin(out, reply->data, reply->size);
    }
    else {
        buffer_append(out, reply->data, reply->size);
    }
    if (out->failed) {
        out->failed = false;
        /* The header goes with the first reply. */
        out->size = to->replied ? before : 0;
        return false;
    }
    to->replied++;
    return true;
}

static bool append_error(completions *to, uint64_t token, const as_error *error)
{
    buffer *out = &to->errors;
    size_t before = out->size;

    write_int(out, (int64_t)token);
    write_error(out, error);
    if (out->failed) {
        out->failed = false;
        out->size = before;
        return false;
    }
    to->failed++;
    return true;
}

void completions_add(bridge_engine *engine, uint64_t token, bridge_call *call, int status)
{
    bool replied = outcome(call, finish(call, status)) >= 0;

    pthread_mutex_lock(&engine->lock);
    engine->unfinished--;
    if (!engine->ended) {
        bool added = replied ? append_reply(&engine->ready, token, &call->reply)
                             : append_error(&engine->ready, token, &call->error);

        if (!added) {
            engine->ready.lost[engine->ready.lost_count++] = token;
        }
    }
    pthread_mutex_unlock(&engine->lock);
}

/*
 * With the lock: how many completions are worth a wake-up. While many commands are in flight,
 * several of them, so that one wake-up is for many; the carrier then also looks by itself, after a
 * moment.
 */
static uint32_t worth_telling(const bridge_engine *engine)
{
    enum {
        MOST = 64
    };
    uint32_t part = engine->unfinished / 2;

    if (!engine->many || engine->unfinished < engine->many || engine->waiters) {
        return 1;
    }
    return part < MOST ? part : MOST;
}

void completions_tell(bridge_engine *engine)
{
    pthread_mutex_lock(&engine->lock);
    const completions *ready = &engine->ready;
    uint32_t count = ready->replied + ready->failed + ready->lost_count;
    bool tell = !engine->ended && !engine->woken && count >= worth_telling(engine);

    if (tell) {
        engine->woken = true;
        if (engine->waiters) {
            pthread_cond_broadcast(&engine->filled);
        }
    }
    pthread_mutex_unlock(&engine->lock);
    if (tell) {
        wakeup_ring(&engine->bell);
    }
}

static void empty(completions *one)
{
    one->replies.size = one->errors.size = 0;
    one->replied = one->failed = one->lost_count = 0;
}

static void release(completions *one)
{
    buffer_free(&one->replies);
    buffer_free(&one->errors);
    free(one->lost);
}

static void fill_count(buffer *out, uint32_t items)
{
    for (int i = 0; i < 4; i++) {
        out->data[2 + i] = (uint8_t)(items >> (24 - 8 * i));
    }
}

/* Makes the replies the whole message; false where memory is out, and nothing has changed then. */
static bool assemble(completions *one)
{
    enum {
        LOST_SIZE = 128 /* more than an error without memory takes */
    };
    buffer *out = &one->replies;
    as_error error;

    if (!buffer_reserve(out, 2 * HEADER + one->errors.size + one->lost_count * LOST_SIZE)) {
        out->failed = false;
        return false;
    }
    if (one->replied) {
        fill_count(out, one->replied * 2);
    }
    else {
        write_array(out, 2);
        write_array(out, 0);
    }
    write_array(out, (one->failed + one->lost_count) * 2);
    buffer_append(out, one->errors.data, one->errors.size);
    as_error_init(&error);
    as_error_set_message(&error, AEROSPIKE_ERR_CLIENT, codec_message(CODEC_NO_MEMORY));
    error.file = NULL;
    for (uint32_t i = 0; i < one->lost_count; i++) {
        write_int(out, (int64_t)one->lost[i]);
        write_error(out, &error);
    }
    return true;
}

/* With the lock: what the next take delivers; false without memory for what follows. */
static bool take_ready(bridge_engine *engine, completions *taken)
{
    if (!is_empty(&engine->held)) {
        *taken = engine->held;
        engine->held = (completions){0};
        return true;
    }
    if (!reserve_lost(&engine->spare, engine->unfinished)) {
        return false;
    }
    *taken = engine->ready;
    engine->ready = engine->spare;
    engine->spare = (completions){0};
    engine->woken = false;
    return true;
}

/* With the lock: keeps the memory of what has been delivered, or the completions that have not. */
static void keep(bridge_engine *engine, completions *taken, bool delivered)
{
    completions *place = delivered ? &engine->spare : &engine->held;
    completions old = *place;

    *place = *taken;
    *taken = old;
    if (!delivered) {
        engine->woken = true;
    }
}

/* [[token, reply, ...], [token, error, ...]] */
int completions_take(bridge_engine *engine, bridge_call *call)
{
    completions taken = {0};

    /* Before the look at what is there: what comes later wakes Python again. */
    wakeup_silence(&engine->bell);
    pthread_mutex_lock(&engine->lock);
    bool delivered = take_ready(engine, &taken);
    bool more = engine->woken;

    pthread_mutex_unlock(&engine->lock);
    delivered = delivered && assemble(&taken);
    if (delivered && taken.replies.size <= call->reply.fixed_capacity) {
        buffer_append(&call->reply, taken.replies.data, taken.replies.size);
    }
    else if (delivered) {
        buffer_move(&call->reply, &taken.replies);
    }
    if (delivered) {
        empty(&taken);
        if (taken.errors.capacity > MOST_KEPT) {
            buffer_free(&taken.errors);
        }
    }
    pthread_mutex_lock(&engine->lock);
    keep(engine, &taken, delivered);
    pthread_mutex_unlock(&engine->lock);
    release(&taken);
    if (more || !delivered) {
        wakeup_ring(&engine->bell);
    }
    return delivered ? AEROSPIKE_OK : fail_memory(call);
}

void completions_free(bridge_engine *engine)
{
    release(&engine->ready);
    release(&engine->held);
    release(&engine->spare);
}
