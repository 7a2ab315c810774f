/*
 * Random numbers for the C client, in place of its own cf_random.c.
 *
 * That file keeps a store of random bytes under a static lock. A child of a fork inherits the lock,
 * held if another thread of the parent was in it, and then waits for ever; and it inherits the
 * bytes, so that parent and child use the same ones. These functions ask the kernel each time: they
 * keep nothing and lock nothing. The C client calls them for seeds and ids only, never once a
 * command.
 *
 * The linker uses these definitions because it sees the bridge's objects before the C client's
 * archive, and leaves out the member of the archive that has the same ones.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#else
#include <sys/random.h>
#endif

#include <citrusleaf/cf_random.h>

/* A system without the call has the device. */
static int read_device(uint8_t *out, size_t size)
{
    int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    size_t done = 0;

    while (file >= 0 && done < size) {
        ssize_t part = read(file, out + done, size - done);

        if (part <= 0 && errno != EINTR) {
            break;
        }
        done += part > 0 ? (size_t)part : 0;
    }
    if (file >= 0) {
        close(file);
    }
    return done == size ? 0 : -1;
}

static int fill(uint8_t *out, size_t size)
{
    size_t done = 0;

    while (done < size) {
        /* Up to 256 bytes come in one piece. */
        size_t wanted = size - done < 256 ? size - done : 256;
#ifdef __linux__
        long part = syscall(SYS_getrandom, out + done, wanted, 0);
#else
        long part = getentropy(out + done, wanted) == 0 ? (long)wanted : -1;
#endif

        if (part < 0 && errno != EINTR) {
            return read_device(out, size);
        }
        done += part > 0 ? (size_t)part : 0;
    }
    return 0;
}

int cf_get_rand_buf(uint8_t *out, int size)
{
    return size < 0 ? -1 : fill(out, (size_t)size);
}

uint64_t cf_get_rand64(void)
{
    uint64_t number = 0;

    return fill((uint8_t *)&number, sizeof(number)) == 0 ? number : 0;
}

uint32_t cf_get_rand32(void)
{
    return (uint32_t)cf_get_rand64();
}
