/*
 * The layout of the C client's structures that Python mirrors, as this compiler
 * sees it: a test compares every row with aerospike/_native/structures.py.
 */
#ifndef BRIDGE_ABI_H
#define BRIDGE_ABI_H

#include <stddef.h>

#pragma GCC visibility push(default)

/* "type": its size; "type.field": the field's offset. */
typedef struct {
    const char *name;
    size_t value;
} bridge_abi_row;

const bridge_abi_row *bridge_abi_table(size_t *count);

#pragma GCC visibility pop

#endif
