/*
 * Work that its caller may leave before it has ended: a batch whose time is over, while the C
 * client still waits for a node.
 */
#ifndef BRIDGE_JOB_H
#define BRIDGE_JOB_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct job {
    struct job *next;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    void (*run)(struct job *job);
    void (*release)(struct job *job);
    bool done;
    bool left;
} job;

/* A job owns all that it uses: nothing of its caller's. */
void job_init(job *one, void (*run)(job *one), void (*release)(job *one));

/*
 * Runs the job in a thread of the bridge and waits for it, but for no longer than `nanos`. True:
 * the job has ended, and the caller releases it. False: it goes on and is released at its end.
 */
bool job_run(job *one, int64_t nanos);

/* Releases a job that nobody else uses. */
void job_release(job *one);

#endif
