/* Commands on one key, one after the other. All of this is the loop's. */
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum {
    FIRST_SIZE = 256
};

/* A key that commands use or wait for. */
typedef struct key_turn {
    struct key_turn *next; /* in its bucket, or of those that are not used */
    as_digest_value digest;
    uint32_t active;
    bool writing;          /* the one that is active writes */
    engine_command *first; /* that waits */
    engine_command **last;
} key_turn;

static key_turn **bucket_of(turns *all, const uint8_t *digest)
{
    uint32_t hash;

    memcpy(&hash, digest, sizeof(hash));
    return &all->buckets[hash & (all->size - 1)];
}

/* Without memory, buckets become longer. */
static void grow(turns *all)
{
    turns larger = {.size = all->size ? all->size * 2 : FIRST_SIZE};

    larger.buckets = calloc(larger.size, sizeof(*larger.buckets));
    if (!larger.buckets) {
        return;
    }
    for (uint32_t i = 0; i < all->size; i++) {
        key_turn *next;

        for (key_turn *one = all->buckets[i]; one; one = next) {
            key_turn **bucket = bucket_of(&larger, one->digest);

            next = one->next;
            one->next = *bucket;
            *bucket = one;
        }
    }
    free(all->buckets);
    all->buckets = larger.buckets;
    all->size = larger.size;
}

static key_turn *find(turns *all, const uint8_t *digest)
{
    key_turn *one = *bucket_of(all, digest);

    while (one && memcmp(one->digest, digest, sizeof(one->digest)) != 0) {
        one = one->next;
    }
    return one;
}

static key_turn *add(turns *all, const uint8_t *digest)
{
    key_turn *one = all->unused;

    if (one) {
        all->unused = one->next;
    }
    else {
        one = malloc(sizeof(*one));
    }
    if (one) {
        key_turn **bucket = bucket_of(all, digest);

        memcpy(one->digest, digest, sizeof(one->digest));
        one->active = 0;
        one->writing = false;
        one->first = NULL;
        one->last = &one->first;
        one->next = *bucket;
        *bucket = one;
        all->count++;
    }
    return one;
}

static void forget(turns *all, key_turn *one)
{
    key_turn **place = bucket_of(all, one->digest);

    while (*place != one) {
        place = &(*place)->next;
    }
    *place = one->next;
    one->next = all->unused;
    all->unused = one;
    all->count--;
}

static void begin(key_turn *one, engine_command *command)
{
    one->active++;
    one->writing = command->writes;
    command->turn = one;
}

bool turns_enter(turns *all, engine_command *command, int *status)
{
    const uint8_t *digest = command->digest.value;

    *status = AEROSPIKE_OK;
    if (all->count >= all->size) {
        grow(all);
    }
    key_turn *one = all->size ? find(all, digest) : NULL;

    if (!one) {
        one = all->size ? add(all, digest) : NULL;
    }
    if (!one) {
        *status = AEROSPIKE_ERR_CLIENT;
        return false;
    }
    if (one->active && (one->first || one->writing || command->writes)) {
        command->next = NULL;
        *one->last = command;
        one->last = &command->next;
        all->waiting++;
        return false;
    }
    begin(one, command);
    return true;
}

void turns_leave(turns *all, engine_command *command, engine_command ***last)
{
    key_turn *one = command->turn;

    command->turn = NULL;
    if (--one->active) {
        return;
    }
    one->writing = false;
    while (one->first && !one->writing && !(one->active && one->first->writes)) {
        engine_command *next = one->first;

        one->first = next->next;
        all->waiting--;
        begin(one, next);
        next->next = NULL;
        **last = next;
        *last = &next->next;
    }
    if (!one->first) {
        one->last = &one->first;
    }
    if (!one->active) {
        forget(all, one);
    }
}

static void expire(turns *all, key_turn *one, bool (*expired)(const engine_command *command),
                   engine_command ***last)
{
    engine_command **place = &one->first;

    while (*place) {
        engine_command *command = *place;

        if (!expired(command)) {
            place = &command->next;
            continue;
        }
        *place = command->next;
        all->waiting--;
        command->next = NULL;
        **last = command;
        *last = &command->next;
    }
    one->last = place;
}

void turns_expire(turns *all, bool (*expired)(const engine_command *command),
                  engine_command ***last)
{
    for (uint32_t i = 0; all->waiting && i < all->size; i++) {
        for (key_turn *one = all->buckets[i]; one; one = one->next) {
            expire(all, one, expired, last);
        }
    }
}

void turns_free(turns *all)
{
    while (all->unused) {
        key_turn *next = all->unused->next;

        free(all->unused);
        all->unused = next;
    }
    free(all->buckets);
}
