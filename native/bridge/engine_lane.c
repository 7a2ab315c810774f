/* The commands of an engine on one event loop: those that run, and those that wait. */
#include <stddef.h>
#include <stdlib.h>

#include "engine.h"

/* One command has completed, or all have begun. */
static void submission_release(submission *one)
{
    bridge_engine *engine = one->lane->engine;

    if (--one->unfinished) {
        return;
    }
    client_leave(engine->client, &one->stay);
    free(one);
    engine_release(engine);
}

/* Once for all commands that end together. */
void lane_tell(loop_task *task)
{
    lane *on = (lane *)((char *)task - offsetof(lane, telling));
    bridge_engine *engine = on->engine;

    on->untold = false;
    completions_tell(engine);
    engine_release(engine);
}

void lane_finish(lane *on, engine_command *command, int status)
{
    if (command->turn) {
        turns_leave(&on->turns, command, &on->last_again);
    }
    completions_add(on->engine, command->token, &on->call, status);
    if (!on->untold) {
        on->untold = true;
        engine_retain(on->engine);
        loop_run_soon(on->loop, &on->telling);
    }
    submission_release(command->owner);
}

/* The next command that waits, in the order of their arrival. */
static engine_command *next_command(lane *on)
{
    if (on->again) {
        engine_command *command = on->again;

        on->again = command->next;
        if (!on->again) {
            on->last_again = &on->again;
        }
        return command;
    }
    while (on->waiting) {
        submission *first = on->waiting;
        engine_command *command = &first->commands[first->begun++];
        bool ended = command->ended;

        if (first->begun == first->count) {
            on->waiting = first->next;
            if (!on->waiting) {
                on->last_waiting = &on->waiting;
            }
            submission_release(first);
        }
        if (!ended) {
            return command;
        }
    }
    return NULL;
}

/* The loop has read the clock when its turn began. */
static uint64_t now(const lane *on)
{
    return uv_now(on->loop->loop);
}

uint32_t lane_waited(const lane *on, uint64_t arrived)
{
    return (uint32_t)(now(on) - arrived);
}

void lane_beginning(const lane *on, uint32_t waited, uint32_t rest)
{
    loop_beginnings[on->loop->index] = (loop_beginning){.waited = waited, .rest = rest};
}

void lane_begun(const lane *on)
{
    loop_beginnings[on->loop->index] = (loop_beginning){0};
}

static bool has_expired(const engine_command *command)
{
    uint32_t waited = lane_waited(command->owner->lane, command->owner->arrived);

    if (!waited) {
        return false;
    }
    uint32_t most = limits_of(command).total_timeout;

    return most && waited >= most;
}

/* The C client says the same of its own queue. */
static void end_expired(lane *on, engine_command *command)
{
    lane_prepare(on, NULL);
    lane_finish(on, command, fail(&on->call, AEROSPIKE_ERR_TIMEOUT, "Delay queue timeout"));
}

bool lane_refuses(const lane *on)
{
    const bridge_engine *engine = on->engine;

    return client_closing(engine->client) || __atomic_load_n(&engine->ended, __ATOMIC_ACQUIRE);
}

/* A listener ends the command, unless it fails at once. */
void lane_start(lane *on, engine_command *command)
{
    request *in = &on->in;

    command_begin(in, NULL, command->data, command->size, &on->call);
    in->as = command->owner->as;
    on->in_flight++;
    lane_beginning(on, lane_waited(on, command->owner->arrived), limits_of(command).rest);
    int status = lane_refuses(on)
                     ? fail(&on->call, BRIDGE_NOT_CONNECTED, "No connection to aerospike cluster")
                     : engine_start_of(command->function)(command, in);

    lane_begun(on);
    arena_free(&in->memory);
    if (status != AEROSPIKE_OK) {
        on->in_flight--;
        lane_finish(on, command, status);
    }
}

void lane_start_alone(lane *on, engine_command *command)
{
    command->alone = true;
    command->next = on->again;
    on->again = command;
    if (!command->next) {
        on->last_again = &command->next;
    }
}

static void pump(lane *on);

void lane_go_on(loop_task *task)
{
    lane *on = (lane *)((char *)task - offsetof(lane, task));
    bridge_engine *engine = on->engine;

    on->later = on->held_up = false;
    pump(on);
    engine_release(engine);
}

/*
 * A node has no connection left for the command: others use them, or they are being recovered. It
 * waits until a command of the lane has ended, or for a moment.
 */
void lane_hold_up(lane *on, engine_command *command)
{
    command->next = NULL;
    *on->last_again = command;
    on->last_again = &command->next;
    on->held_up = true;
    if (!on->later) {
        on->later = true;
        engine_retain(on->engine);
        loop_run_later(on->loop, LATER_RETRY, &on->task);
    }
}

static bool may_begin(const lane *on)
{
    return (on->again || on->waiting) && on->in_flight < on->limit && !on->held_up;
}

/*
 * A command that fails at once is ended here, one after the other, and not one in the other. What
 * has been put together and cannot be sent begins again.
 */
static void pump(lane *on)
{
    bool merges = on->engine->flags != 0;

    if (on->pumping) {
        return;
    }
    on->pumping = true;
    pthread_mutex_lock(&on->starting);
    do {
        while (may_begin(on)) {
            engine_command *command = next_command(on);

            if (!command) {
                break;
            }
            if (has_expired(command)) {
                end_expired(on, command);
            }
            else if (merges) {
                merge_begin(on, command);
            }
            else {
                lane_start(on, command);
            }
        }
        merge_send(on);
    } while (may_begin(on));
    pthread_mutex_unlock(&on->starting);
    on->pumping = false;
    if (!on->sweeps && (on->waiting || on->again || on->turns.waiting)) {
        on->sweeps = true;
        engine_retain(on->engine);
        loop_run_later(on->loop, LATER_SWEEP, &on->sweep);
    }
}

/* Ends the commands of a submission that have not begun and have expired. */
static void sweep_submission(lane *on, submission *one, uint64_t time)
{
    uint64_t first = UINT64_MAX;

    if (one->expires > time) {
        return;
    }
    for (uint32_t i = one->begun; i < one->count; i++) {
        engine_command *command = &one->commands[i];
        uint32_t most = command->ended ? 0 : limits_of(command).total_timeout;
        uint64_t until = most ? one->arrived + most : UINT64_MAX;

        if (until <= time) {
            command->ended = true;
            end_expired(on, command);
        }
        else if (until < first) {
            first = until;
        }
    }
    one->expires = first;
}

static void sweep(lane *on)
{
    engine_command *ended = NULL;
    engine_command **last = &ended;
    engine_command **place = &on->again;

    while (*place) {
        engine_command *command = *place;

        if (has_expired(command)) {
            *place = command->next;
            command->next = NULL;
            *last = command;
            last = &command->next;
        }
        else {
            place = &command->next;
        }
    }
    on->last_again = place;
    turns_expire(&on->turns, has_expired, &last);
    while (ended) {
        engine_command *command = ended;

        ended = command->next;
        end_expired(on, command);
    }
    for (submission *one = on->waiting; one; one = one->next) {
        sweep_submission(on, one, now(on));
    }
}

void lane_sweep(loop_task *task)
{
    lane *on = (lane *)((char *)task - offsetof(lane, sweep));
    bridge_engine *engine = on->engine;

    on->sweeps = false;
    sweep(on);
    pump(on);
    engine_release(engine);
}

void lane_run(as_event_loop *loop, void *udata)
{
    lane *on = udata;
    bridge_engine *engine = on->engine;

    (void)loop;
    engine_retain(engine);
    pthread_mutex_lock(&engine->lock);
    for (submission *one = on->arrived; one; one = one->next) {
        one->arrived = now(on);
    }
    if (on->arrived) {
        *on->last_waiting = on->arrived;
        on->last_waiting = on->last_arrived;
        on->arrived = NULL;
        on->last_arrived = &on->arrived;
    }
    pthread_mutex_unlock(&engine->lock);
    pump(on);
    engine_release(engine);
}

void lane_prepare(lane *on, const as_error *error)
{
    buffer_reset(&on->call.reply);
    if (error) {
        as_error_copy(&on->call.error, error);
    }
    else {
        as_error_reset(&on->call.error);
    }
}

lane *lane_enter(const engine_command *command, const as_error *error)
{
    lane *on = command->owner->lane;

    engine_retain(on->engine);
    lane_prepare(on, error);
    return on;
}

void lane_end_group(lane *on)
{
    bridge_engine *engine = on->engine;

    on->in_flight--;
    on->held_up = false;
    pump(on);
    engine_release(engine);
}

void lane_leave(lane *on, engine_command *command, int status)
{
    bridge_engine *engine = on->engine;

    on->in_flight--;
    if (status == AEROSPIKE_ERR_NO_MORE_CONNECTIONS && !on->call.error.in_doubt) {
        lane_hold_up(on, command);
    }
    else {
        on->held_up = false;
        lane_finish(on, command, status);
        pump(on);
    }
    engine_release(engine);
}
