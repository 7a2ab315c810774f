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

/* Runs the job in a thread of the bridge; if there is none to be had, in the caller's. */
void job_start(job *one);

/* Waits for a job, at most `nanos`; whether it has ended. */
bool job_wait(job *one, int64_t nanos);

/* Its caller leaves a job that has been started. It is released when it has ended. */
void job_leave(job *one);

/* Releases a job that has not been started. */
void job_release(job *one);

#endif
