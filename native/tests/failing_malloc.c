/*
 * Memory that runs out for one library alone. To be preloaded; needs glibc.
 *
 * The n-th allocation that the library's code makes while a window is open fails. Blocks that it
 * has allocated and not freed are counted, and a crash says where it was and which allocation had
 * failed: lines of offsets into the library, innermost first.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <execinfo.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void __libc_free(void *block);

enum {
    FRAMES = 24,
    SLOTS = 1 << 18
};

static uintptr_t library_start, library_end;
static long fail_at;
static long seen;
static bool open_window;
static void *failed_frames[FRAMES];
static int failed_count;
static int report = -1;

/* The library's live blocks, by open addressing, each with where it was allocated. */
static struct {
    uintptr_t block;
    uintptr_t site;
} slots[SLOTS];
static long live;
static bool busy;

static void lock(void)
{
    while (__atomic_test_and_set(&busy, __ATOMIC_ACQUIRE)) {
    }
}

static void unlock(void)
{
    __atomic_clear(&busy, __ATOMIC_RELEASE);
}

static size_t slot_of(uintptr_t block)
{
    return (block >> 4) * 0x9e3779b97f4a7c15u >> 40 & (SLOTS - 1);
}

static void remember(void *block, uintptr_t site)
{
    if (!block) {
        return;
    }
    lock();
    size_t at = slot_of((uintptr_t)block);

    while (slots[at].block > 1) {
        at = (at + 1) & (SLOTS - 1);
    }
    slots[at].block = (uintptr_t)block;
    slots[at].site = site;
    live++;
    unlock();
}

/* Where the block was allocated by the library, or 0. */
static uintptr_t forget(void *block)
{
    uintptr_t site = 0;

    if (!block || !__atomic_load_n(&live, __ATOMIC_RELAXED)) {
        return 0;
    }
    lock();
    for (size_t at = slot_of((uintptr_t)block); slots[at].block; at = (at + 1) & (SLOTS - 1)) {
        if (slots[at].block == (uintptr_t)block) {
            slots[at].block = 1; /* a grave: look-ups go on behind it */
            site = slots[at].site;
            live--;
            break;
        }
    }
    unlock();
    return site;
}

static bool is_ours(uintptr_t site)
{
    return site >= library_start && site < library_end;
}

/* Whether an allocation that the library makes here is the one that fails. */
static bool fails(uintptr_t site)
{
    if (!is_ours(site) || !__atomic_load_n(&open_window, __ATOMIC_RELAXED)) {
        return false;
    }
    if (__atomic_add_fetch(&seen, 1, __ATOMIC_RELAXED) != fail_at) {
        return false;
    }
    failed_count = backtrace(failed_frames, FRAMES);
    errno = ENOMEM;
    return true;
}

#define SITE ((uintptr_t)__builtin_return_address(0))

static void *keep(void *block, uintptr_t site)
{
    if (is_ours(site)) {
        remember(block, site);
    }
    return block;
}

void *malloc(size_t size)
{
    return fails(SITE) ? NULL : keep(__libc_malloc(size), SITE);
}

void *calloc(size_t count, size_t size)
{
    return fails(SITE) ? NULL : keep(__libc_calloc(count, size), SITE);
}

void *realloc(void *block, size_t size)
{
    if (fails(SITE)) {
        return NULL;
    }
    uintptr_t before = forget(block);
    void *grown = __libc_realloc(block, size);

    if (!grown && before) {
        remember(block, before);
    }
    return keep(grown, SITE);
}

void free(void *block)
{
    forget(block);
    __libc_free(block);
}

char *strndup(const char *text, size_t most)
{
    size_t size = strnlen(text, most);
    char *copy = fails(SITE) ? NULL : keep(__libc_malloc(size + 1), SITE);

    if (copy) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

char *strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = fails(SITE) ? NULL : keep(__libc_malloc(size), SITE);

    return copy ? memcpy(copy, text, size) : NULL;
}

void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset)
{
    if (fails(SITE)) {
        return MAP_FAILED;
    }
    void *block = (void *)syscall(SYS_mmap, address, size, protection, flags, file, offset);

    return block == MAP_FAILED ? block : keep(block, SITE);
}

void *mremap(void *block, size_t size, size_t wanted, int flags, ...)
{
    va_list arguments;

    va_start(arguments, flags);
    void *target = flags & MREMAP_FIXED ? va_arg(arguments, void *) : NULL;

    va_end(arguments);
    if (fails(SITE)) {
        return MAP_FAILED;
    }
    void *moved = (void *)syscall(SYS_mremap, block, size, wanted, flags, target);

    if (moved != MAP_FAILED && forget(block)) {
        remember(moved, SITE);
    }
    return moved;
}

int munmap(void *block, size_t size)
{
    forget(block);
    return (int)syscall(SYS_munmap, block, size);
}

static void write_frames(const char *what, void *const *frames, int count)
{
    char text[32 * (FRAMES + 1)];
    int length = snprintf(text, 32, "%s", what);

    for (int i = 0; i < count; i++) {
        uintptr_t frame = (uintptr_t)frames[i];

        if (is_ours(frame)) {
            length += snprintf(text + length, 32, " %lx", frame - library_start);
        }
    }
    text[length++] = '\n';
    if (write(report, text, (size_t)length) != length) {
        _exit(98);
    }
}

static void say_where(int number)
{
    void *frames[FRAMES];

    write_frames(number == SIGALRM ? "hang" : "crash", frames, backtrace(frames, FRAMES));
    write_frames("failed", failed_frames, failed_count);
    _exit(99);
}

/* What belongs to the library, and where crashes and hangs of the process are reported. */
void failing_watch(uintptr_t start, uintptr_t end, int file)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGALRM};
    struct sigaction action = {.sa_handler = say_where};
    void *frames[FRAMES];

    backtrace(frames, FRAMES); /* loads what it needs */
    library_start = start;
    library_end = end;
    report = file;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        sigaction(numbers[i], &action, NULL);
    }
}

/* The n-th allocation after this fails; 0: none. */
void failing_begin(long n)
{
    fail_at = n;
    seen = 0;
    failed_count = 0;
    __atomic_store_n(&open_window, true, __ATOMIC_SEQ_CST);
}

/* How many allocations there were. */
long failing_end(void)
{
    __atomic_store_n(&open_window, false, __ATOMIC_SEQ_CST);
    return seen;
}

long failing_live(void)
{
    return live;
}

/* Reports which allocation has failed, and if wanted where the live blocks were allocated. */
void failing_report(bool blocks)
{
    for (size_t i = 0; blocks && i < SLOTS; i++) {
        if (slots[i].block > 1) {
            void *site = (void *)slots[i].site;

            write_frames("leak", &site, 1);
        }
    }
    write_frames("failed", failed_frames, failed_count);
}
