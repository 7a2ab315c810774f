/*
 * Random numbers for the C client, in place of its own cf_random.c.
 *
 * That file keeps a store of random bytes under a static lock. A child of a fork inherits the lock,
 * held if another thread of the parent was in it, and then waits for ever; and it inherits the
 * bytes, so that parent and child use the same ones. These functions ask the system each time: they
 * keep nothing and lock nothing. The C client calls them for seeds and ids only, never once a
 * command.
 *
 * The linker uses these definitions because it sees the bridge's objects before the C client's
 * archive, and leaves out the member of the archive that has the same ones.
 */
#include <citrusleaf/cf_random.h>

#include "portable.h"

int cf_get_rand_buf(uint8_t *out, int size)
{
    return size >= 0 && portable_random(out, (size_t)size) ? 0 : -1;
}

uint64_t cf_get_rand64(void)
{
    uint64_t number = 0;

    return portable_random((uint8_t *)&number, sizeof(number)) ? number : 0;
}

uint32_t cf_get_rand32(void)
{
    return (uint32_t)cf_get_rand64();
}
