/*
 * What the files of the engine share. Each calls those before it:
 *
 *   engine_limits     what a command's policy says of time
 *   engine_replies    the completions that wait for Python
 *   engine_turns      commands on one key, one after the other
 *   engine_lane       which commands run, and which wait
 *   engine_records    commands on one record
 *   engine_batches    batches
 *   engine_merge      commands on one record that travel together as batches
 *   engine_threads    commands that need a thread
 *   engine            an engine's life, and its commands: submit and take
 *
 * Python submits the commands of one tick by one call. They wait in a lane, a queue for each event
 * loop, and are started on the loop's thread, so many at a time. There they also complete: the
 * reply is encoded and appended to what Python takes next.
 */
#ifndef BRIDGE_ENGINE_H
#define BRIDGE_ENGINE_H

#include <pthread.h>

#include "fork.h"
#include "job.h"
#include "loops.h"
#include "request.h"
#include "wakeup.h"

enum {
    /* The numbers of commands; engine.c has all. */
    ENGINE_GET = 0,
    ENGINE_SELECT,
    ENGINE_EXISTS,
    ENGINE_PUT,
    ENGINE_REMOVE,
    ENGINE_OPERATE,
    ENGINE_APPLY,
    ENGINE_BATCH_READ,
    ENGINE_BATCH_WRITE,
    ENGINE_BATCH_OPERATE,
    ENGINE_BATCH_APPLY,
    ENGINE_BATCH_REMOVE,

    REPLY_SPACE = 16 * 1024, /* more than most replies need */
    COALESCE_READS = 1,
    COALESCE_WRITES = 2
};

typedef struct lane lane;
typedef struct submission submission;

typedef struct engine_command {
    struct engine_command *next; /* in a list of those to be started again */
    submission *owner;
    uint64_t token;
    const uint8_t *data; /* the request, in the submission */
    uint32_t size;
    uint32_t function;
    unsigned flags;   /* of the codec, for the reply */
    bool ordered;     /* of an operate command: bins are answered in order */
    bool ended;       /* before it has begun */
    as_digest digest; /* of a command on one record */
    /* Where commands travel together: */
    bool alone; /* this one does not */
    bool writes;
    bool drops_empty;      /* the single command has no result for what reads and finds nothing */
    uint32_t results;      /* that the single command has; 0: those that there are */
    struct key_turn *turn; /* of its key; NULL until it may begin */
} engine_command;

/*
 * The keys of commands in flight, where commands travel together: of two commands on one key, if
 * one writes, the later begins when the earlier has ended.
 */
typedef struct {
    struct key_turn **buckets; /* a power of two of them */
    uint32_t size;
    uint32_t count;
    uint32_t waiting; /* commands */
    struct key_turn *unused;
} turns;

/* The commands of one tick. It is in the client from its beginning to the end of the last one. */
struct submission {
    submission *next;
    lane *lane;
    aerospike *as;
    bridge_call stay; /* in the client */
    uint64_t arrived; /* on the loop, by its clock, in milliseconds */
    uint64_t expires; /* the first of those that wait; 0: nobody has looked yet */
    uint32_t count;
    uint32_t begun;
    uint32_t unfinished;       /* and one more until all have begun */
    engine_command commands[]; /* and then the bytes of their requests */
};

/* The part of an engine that runs on one event loop. */
struct lane {
    bridge_engine *engine;
    as_event_loop *loop;

    submission *arrived; /* with the engine's lock: what the loop has not seen yet */
    submission **last_arrived;

    pthread_mutex_t starting; /* held while commands are started: Python's policies are read */

    /* The rest is the loop's. */
    submission *waiting; /* has commands that have not begun */
    submission **last_waiting;
    engine_command *again; /* those that found no connection, in their order */
    engine_command **last_again;
    uint32_t limit;
    uint32_t in_flight;
    bool pumping;
    bool untold;  /* Python does not know of all completions: its task waits */
    bool held_up; /* no more commands for a moment: all connections are in use */
    bool later;   /* the task waits */
    bool sweeps;  /* the task that ends what has waited too long waits */
    loop_task task;
    loop_task telling;
    loop_task sweep;
    struct group *groups; /* commands that have begun to be put together */
    turns turns;
    bridge_call call; /* the command that begins or ends: its error, and its reply */
    uint64_t space[REPLY_SPACE / sizeof(uint64_t)]; /* lent to the reply */
    request in;
};

/* What waits for Python. */
typedef struct {
    buffer replies; /* token, reply or nil; after a header that is filled in at the end */
    uint32_t replied;
    buffer errors; /* token, [code, message, file, line, in doubt, subcode] */
    uint32_t failed;
    uint64_t *lost; /* the tokens of commands that failed without memory; room for all */
    uint32_t lost_count;
    uint32_t lost_capacity;
} completions;

struct bridge_engine {
    unsigned references; /* of Python, of each submission, and of a loop that uses the engine */
    bridge_client *client;
    fork_link link;
    job ending;
    bool inherited; /* it belongs to the parent of this process */
    unsigned flags;
    uint32_t many; /* with so many commands in flight, one wake-up is for several; 0: never */
    wakeup bell;

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t filled;
    bool ended; /* Python has left */
    bool woken; /* Python knows that there are completions */
    uint32_t waiters;
    completions ready;
    completions held;    /* what a take could not deliver for want of memory */
    completions spare;   /* of the last take: memory to be used again */
    uint32_t unfinished; /* commands that have not completed */
    uint64_t taken;      /* the token of the last command that was submitted */
    uint32_t turn;       /* the lane that the next submission goes to */

    uint32_t lane_count;
    lane lanes[];
};

/* engine_limits.c */

/* In milliseconds; 0: without a limit, and without a rest. */
typedef struct {
    uint32_t total_timeout; /* that the wait for a turn is part of */
    uint32_t rest;          /* between tries */
} command_limits;

command_limits limits_of(const engine_command *command);

/* engine_replies.c */

/* With the lock: makes sure that so many more completions can be noted; false without memory. */
bool completions_reserve(bridge_engine *engine, uint32_t count);

/* A command has completed, with the reply or the error of the call. Python is not told yet. */
void completions_add(bridge_engine *engine, uint64_t token, bridge_call *call, int status);

/* Wakes Python, unless it knows that there are completions. */
void completions_tell(bridge_engine *engine);

/* Writes all that is ready into the reply of the call. */
int completions_take(bridge_engine *engine, bridge_call *call);

void completions_free(bridge_engine *engine);

/* engine_turns.c */

/*
 * Whether the command may begin, whose digest and kind are set. If not, it is in the list of its
 * key. The status is an error when memory is out.
 */
bool turns_enter(turns *all, engine_command *command, int *status);

/* The command has ended. Those that may begin now are appended to the list. */
void turns_leave(turns *all, engine_command *command, engine_command ***last);

/* Moves the commands that wait for their turn and have expired to the list. */
void turns_expire(turns *all, bool (*expired)(const engine_command *command),
                  engine_command ***last);

void turns_free(turns *all);

/* engine_lane.c */

/* Runs on the loop: takes what has arrived, and starts what may start. */
void lane_run(as_event_loop *loop, void *udata);

/* Runs on the loop, a moment after a node had no connections left. */
void lane_go_on(loop_task *task);

/* Runs on the loop, from time to time while commands wait: ends those whose time is over. */
void lane_sweep(loop_task *task);

/* Runs on the loop, when commands have ended. */
void lane_tell(loop_task *task);

/*
 * A listener of the C client begins and ends with these: between them, the call of the lane is the
 * command's. The status is that of the command, whose error or reply is in the call.
 */
lane *lane_enter(const engine_command *command, const as_error *error);
void lane_leave(lane *on, engine_command *command, int status);

/* The same for many commands that end together: before the outcome of each, and after the last. */
void lane_prepare(lane *on, const as_error *error);
void lane_end_group(lane *on);

/* How long ago something was that the loop's clock has seen, in milliseconds. */
uint32_t lane_waited(const lane *on, uint64_t arrived);

/* What the C client begins until lane_begun() has so much less time, and so much rest. */
void lane_beginning(const lane *on, uint32_t waited, uint32_t rest);
void lane_begun(const lane *on);

/* Whether waiting commands must be refused: their policies may be gone. */
bool lane_refuses(const lane *on);

/* Begins a command by itself. */
void lane_start(lane *on, engine_command *command);

/* The command begins again, by itself, before those that wait. */
void lane_start_alone(lane *on, engine_command *command);

/* The command begins again as soon as there may be connections. */
void lane_hold_up(lane *on, engine_command *command);

/* The outcome of a command is in the call of the lane. */
void lane_finish(lane *on, engine_command *command, int status);

/* engine_merge.c */

/* Begins a command, together with others if it can be. */
void merge_begin(lane *on, engine_command *command);

/* Nothing more comes for now: sends what has been put together. */
void merge_send(lane *on);

/* engine.c */
void engine_retain(bridge_engine *engine);
void engine_release(bridge_engine *engine);

/* The starts of commands, by their number: the status, which is AEROSPIKE_OK if a listener will be
 * called, or has been. */
typedef int engine_start(engine_command *command, request *in);

/* engine_records.c */
engine_start start_get, start_select, start_exists, start_put, start_remove, start_operate,
    start_apply;

/* engine_batches.c */
engine_start start_batch_read, start_batch_write, start_batch_operate, start_batch_remove;

/* engine_threads.c */
engine_start start_batch_apply, start_batch_write_on_thread, start_commit, start_abort;

/* engine.c, by the number of the command */
engine_start *engine_start_of(uint32_t function);

#endif
