/* The commands of an engine on one event loop: those under way, and those that wait. */
#include <stddef.h>
#include <stdlib.h>

#include "engine.h"

/* All of its commands have completed. */
static void submission_end(submission *one)
{
    bridge_engine *engine = one->lane->engine;

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
    submission *owner = command->owner;

    if (command->turn) {
        turns_leave(&on->turns, command, &on->last_again);
    }
    completions_add(on->engine, command->token, &on->call, status);
    if (!on->untold) {
        on->untold = true;
        engine_retain(on->engine);
        loop_run_soon(on->loop, &on->telling);
    }
    if (--owner->unfinished == 0) {
        submission_end(owner);
    }
}

/* The next command that waits, in the order of their arrival. */
static engine_command *next_command(lane *on)
{
    submission *first = on->waiting;

    if (on->again) {
        engine_command *command = on->again;

        on->again = command->next;
        if (!on->again) {
            on->last_again = &on->again;
        }
        return command;
    }
    if (!first) {
        return NULL;
    }
    engine_command *command = &first->commands[first->begun++];

    if (first->begun == first->count) {
        on->waiting = first->next;
        if (!on->waiting) {
            on->last_waiting = &on->waiting;
        }
    }
    return command;
}

/* A listener ends the command, unless it fails at once. */
void lane_start(lane *on, engine_command *command)
{
    bridge_client *client = on->engine->client;
    request *in = &on->in;

    command_begin(in, NULL, command->data, command->size, &on->call);
    in->as = command->owner->as;
    on->in_flight++;
    int status = client_closing(client)
                     ? fail(&on->call, BRIDGE_NOT_CONNECTED, "No connection to aerospike cluster")
                     : engine_start_of(command->function)(command, in);

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
        loop_run_later(on->loop, &on->task);
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
    do {
        while (may_begin(on)) {
            engine_command *command = next_command(on);

            if (merges) {
                merge_begin(on, command);
            }
            else {
                lane_start(on, command);
            }
        }
        merge_send(on);
    } while (may_begin(on));
    on->pumping = false;
}

void lane_run(as_event_loop *loop, void *udata)
{
    lane *on = udata;
    bridge_engine *engine = on->engine;

    (void)loop;
    engine_retain(engine);
    pthread_mutex_lock(&engine->lock);
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
