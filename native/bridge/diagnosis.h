/* What the C client logs while it connects: why a seed could not be used is said there alone. */
#ifndef BRIDGE_DIAGNOSIS_H
#define BRIDGE_DIAGNOSIS_H

#include <stdbool.h>

#include <aerospike/as_config.h>
#include <aerospike/as_log.h>

/* Where log lines go, and from which level on; in place of the functions of the C client. */
void diagnosis_set_log(int level, as_log_callback callback);

/*
 * Called around aerospike_connect(), on its thread. The lines of an attempt that has failed are
 * kept for diagnosis_of().
 */
void diagnosis_begin(void);
void diagnosis_end(const as_config *config, bool failed);

/*
 * Why the client of a configuration could not connect the last time, as lines of text, which the
 * caller frees; NULL if that is not known. The next call knows it no longer.
 */
char *diagnosis_of(const as_config *config);

#endif
