/*
 * A descriptor that becomes readable: how a thread of the bridge wakes an event loop of Python.
 * The loop reads it empty.
 */
#ifndef BRIDGE_WAKEUP_H
#define BRIDGE_WAKEUP_H

typedef struct {
    int reading; /* -1: the system has no such descriptor left */
    int writing;
} wakeup;

void wakeup_open(wakeup *one);
void wakeup_close(wakeup *one);
void wakeup_ring(const wakeup *one);
void wakeup_silence(const wakeup *one);

#endif
