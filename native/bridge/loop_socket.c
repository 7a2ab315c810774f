/*
 * Reads and writes of the event loops' connections, with fewer system calls.
 *
 * For one get, the C client's as_event_uv.c makes six calls: a look at the idle socket, a write,
 * two calls of epoll_ctl, since it reads each reply between a start and a stop, and a read each
 * for the header of eight bytes and for the body. The linker (--wrap, see
 * scripts/build_c_client.sh) sends it to the functions below, which make two: send and read.
 *
 * - uv_write() sends at once and calls its callback before it returns. If the socket takes only a
 *   part, libuv writes the rest.
 * - uv_read_stop() lets libuv go on reading, into a buffer of the loop, and uv_read_start() finds
 *   it reading. What arrives goes to the callbacks of the C client in the pieces that they ask
 *   for, so that a header and its body come out of one read. A piece that is longer than the
 *   buffer is read straight to its place.
 * - libuv also reports the end of an idle connection now, as soon as it looks at its sockets. The
 *   connection is spoiled then, and so is one that gets bytes that no command waits for.
 *   as_socket_validate_fd(), which the C client calls before it uses an idle connection, says so.
 *   It looks at the socket only if nobody has used it for a few milliseconds.
 *
 * What a read takes beyond a reply stays in the buffer only while the callbacks run. A command that
 * ends in a callback may begin the next one on the same connection there: as_socket_validate_fd()
 * counts the bytes that are left, as if they were in the socket, and the C client closes the
 * connection before it sends.
 *
 * Each loop is one thread, and a connection belongs to one loop: its state is the thread's.
 * Connections with TLS go to libuv as they are.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <uv.h>

#include <aerospike/as_event_internal.h>
#include <aerospike/as_socket.h>

enum {
    ROOM_SIZE = 64 * 1024,
    FRESH_MILLISECONDS = 5,
    FIRST_DESCRIPTORS = 64
};

/* The names are the linker's. */
int __real_uv_read_start(uv_stream_t *stream, uv_alloc_cb alloc, uv_read_cb read);
int __wrap_uv_read_start(uv_stream_t *stream, uv_alloc_cb alloc, uv_read_cb read);
int __real_uv_read_stop(uv_stream_t *stream);
int __wrap_uv_read_stop(uv_stream_t *stream);
int __real_uv_write(uv_write_t *request, uv_stream_t *stream, const uv_buf_t *pieces,
                    unsigned count, uv_write_cb done);
int __wrap_uv_write(uv_write_t *request, uv_stream_t *stream, const uv_buf_t *pieces,
                    unsigned count, uv_write_cb done);
void __real_uv_close(uv_handle_t *handle, uv_close_cb closed);
void __wrap_uv_close(uv_handle_t *handle, uv_close_cb closed);
int __real_as_socket_validate_fd(as_socket_fd fd);
int __wrap_as_socket_validate_fd(as_socket_fd fd);

/* How a connection is read. */
typedef struct {
    const uv_stream_t *stream; /* NULL: libuv does it as it is asked to */
    uv_alloc_cb alloc;
    uv_read_cb read;
    size_t left;      /* bytes of the buffer that no callback has had yet */
    uint64_t used_at; /* in the loop's milliseconds */
    uint32_t starts;
    bool is_wanted; /* a command waits for bytes */
    bool is_reading;
    bool is_direct; /* the last place for bytes was the command's own */
    bool is_spoiled;
} reading;

static __thread struct {
    reading *each; /* by descriptor */
    size_t count;
    char *room;
} here;

static reading *find(as_socket_fd fd)
{
    return (size_t)fd < here.count && here.each[fd].stream ? &here.each[fd] : NULL;
}

static reading *find_stream(const uv_stream_t *stream)
{
    reading *one = find(stream->io_watcher.fd);

    return one && one->stream == stream ? one : NULL;
}

/* NULL when memory is out. */
static reading *add(const uv_stream_t *stream)
{
    size_t fd = (size_t)stream->io_watcher.fd;

    if (!here.room) {
        here.room = malloc(ROOM_SIZE);
    }
    if (!here.room) {
        return NULL;
    }
    if (fd >= here.count) {
        size_t count = here.count ? here.count : FIRST_DESCRIPTORS;

        while (count <= fd) {
            count *= 2;
        }
        reading *each = realloc(here.each, count * sizeof(*each));

        if (!each) {
            return NULL;
        }
        memset(each + here.count, 0, (count - here.count) * sizeof(*each));
        here.each = each;
        here.count = count;
    }
    here.each[fd] = (reading){.stream = stream};
    return &here.each[fd];
}

static bool is_plain(const uv_stream_t *stream)
{
    return stream->type == UV_TCP && !((const as_event_connection *)stream)->tls &&
           stream->io_watcher.fd >= 0;
}

static void offer_room(uv_handle_t *handle, size_t size, uv_buf_t *place)
{
    reading *one = find_stream((uv_stream_t *)handle);

    *place = uv_buf_init(here.room, ROOM_SIZE);
    if (one && one->is_wanted) {
        uv_buf_t wanted = uv_buf_init(NULL, 0);

        one->alloc(handle, size, &wanted);
        one->is_direct = wanted.len > ROOM_SIZE;
        if (one->is_direct) {
            *place = wanted;
        }
    }
}

/* Hands out what was read, in the pieces that the command asks for. */
static void hand_out(uv_stream_t *stream, uint32_t starts, size_t size)
{
    const char *next = here.room;
    reading *one;

    while (size > 0 && !uv_is_closing((uv_handle_t *)stream) && (one = find_stream(stream))) {
        uv_buf_t place = uv_buf_init(NULL, 0);

        if (one->is_wanted && one->starts == starts) {
            one->alloc((uv_handle_t *)stream, size, &place);
        }
        if (place.len == 0 || !place.base) {
            /*
             * More than the reply, or no memory for it. A command that has begun since
             * finds the connection closed.
             */
            shutdown(stream->io_watcher.fd, SHUT_RDWR);
            one->left = 0;
            one->is_spoiled = true;
            return;
        }
        size_t part = place.len < size ? place.len : size;

        memcpy(place.base, next, part);
        next += part;
        size -= part;
        one->left = size;
        one->read(stream, (ssize_t)part, &place);
    }
}

static void receive(uv_stream_t *stream, ssize_t size, const uv_buf_t *place)
{
    reading *one = find_stream(stream);

    if (!one || size == 0) {
        return;
    }
    if (size < 0) {
        one->is_spoiled = true;
        one->is_reading = false; /* libuv has stopped */
        if (one->is_wanted) {
            one->read(stream, size, place);
        }
    }
    else if (!one->is_wanted) {
        one->is_spoiled = true;
        one->is_reading = false;
        __real_uv_read_stop(stream);
    }
    else if (one->is_direct) {
        one->read(stream, size, place);
    }
    else {
        hand_out(stream, one->starts, (size_t)size);
    }
}

int __wrap_uv_read_start(uv_stream_t *stream, uv_alloc_cb alloc, uv_read_cb read)
{
    reading *one = is_plain(stream) ? find_stream(stream) : NULL;

    if (!one && is_plain(stream)) {
        one = add(stream);
    }
    if (!one) {
        return __real_uv_read_start(stream, alloc, read);
    }
    one->alloc = alloc;
    one->read = read;
    one->is_wanted = true;
    one->starts++;
    if (one->is_reading) {
        return 0;
    }
    int status = __real_uv_read_start(stream, offer_room, receive);

    one->is_reading = status == 0;
    return status;
}

int __wrap_uv_read_stop(uv_stream_t *stream)
{
    reading *one = find_stream(stream);

    if (!one) {
        return __real_uv_read_stop(stream);
    }
    one->is_wanted = false;
    one->used_at = uv_now(stream->loop);
    return 0;
}

int __wrap_uv_write(uv_write_t *request, uv_stream_t *stream, const uv_buf_t *pieces,
                    unsigned count, uv_write_cb done)
{
    if (count != 1 || !is_plain(stream) || stream->write_queue_size > 0) {
        return __real_uv_write(request, stream, pieces, count, done);
    }
    ssize_t sent =
        send(stream->io_watcher.fd, pieces->base, pieces->len, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (sent >= 0 && (size_t)sent == pieces->len) {
        request->handle = stream;
        done(request, 0);
        return 0;
    }
    /* An error comes again, and libuv words it. */
    size_t before = sent > 0 ? (size_t)sent : 0;
    uv_buf_t rest = uv_buf_init(pieces->base + before, (unsigned)(pieces->len - before));

    return __real_uv_write(request, stream, &rest, 1, done);
}

void __wrap_uv_close(uv_handle_t *handle, uv_close_cb closed)
{
    reading *one = handle->type == UV_TCP ? find_stream((uv_stream_t *)handle) : NULL;

    if (one) {
        one->stream = NULL;
    }
    __real_uv_close(handle, closed);
}

int __wrap_as_socket_validate_fd(as_socket_fd fd)
{
    const reading *one = find(fd);

    if (!one) {
        return __real_as_socket_validate_fd(fd);
    }
    if (one->is_spoiled) {
        return -1;
    }
    if (one->left > 0) {
        return one->left < INT32_MAX ? (int)one->left : INT32_MAX;
    }
    if (uv_now(one->stream->loop) - one->used_at <= FRESH_MILLISECONDS) {
        return 0;
    }
    return __real_as_socket_validate_fd(fd);
}
