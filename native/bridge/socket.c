/*
 * Reads and writes of the C client's blocking sockets, with fewer system calls.
 *
 * For one get, the C client's as_socket.c makes six calls after its look at the idle socket: select
 * and send, select and read for the header of eight bytes, select and read for the body. The linker
 * (--wrap, see scripts/build_c_client.sh) sends its callers to the two functions below, which make
 * three: send, poll, and one recvmsg that takes header and body. A send waits only when the buffer
 * of the socket is full. A read waits only when it is the first one after a request, or when the
 * last one found less than it wanted. poll, unlike select, costs the same for every descriptor.
 *
 * Everything that a caller can see stays as it is there: the deadline is looked at before each
 * wait, the socket timeout counts for each wait separately, a signal starts a wait again, and codes
 * and messages are the same. Sockets with TLS go to the original.
 *
 * Why reading ahead is safe
 *
 * The bytes that are read ahead lie in a buffer of the thread. They are there only between two
 * calls of one command, the read of a header and the read of its body:
 *
 * - A read takes more than it was asked for in one case alone: a record command reads the header of
 *   a reply (AS_READ_STATE_PROTO). Only as_command.c sets that state, and one thread sends the
 *   request, reads the header and then reads the body. Between the last two it checks the header
 *   and allocates; it calls nothing that could use another socket. If the check fails, it closes
 *   the connection.
 * - What is kept ends where the message ends, so the read of the body takes all of it. The reply to
 *   a single command is one message, after which a server sends nothing unasked. Other replies are
 *   a series of messages. There a read takes no more than the shortest message has, and what
 *   belongs to the next message stays in the socket. (A message without a body is the exception:
 *   the C client goes straight on to the next header, which finds the bytes here.)
 * - So nothing is kept while a callback runs, when a command ends or is aborted, when a read times
 *   out, when a connection goes to the pool, to another thread or to the recovery of connections,
 *   and when a process forks. Recovery reads on exactly where the command stopped.
 * - A check that fails leaves bytes of a closed connection. Every request forgets them first, and
 *   its connection begins with a request, even if it has the same descriptor.
 * - More than one message in reply to a single command is an error of the server. The original
 *   leaves the rest in the socket, hands out the reply, and closes the connection when a command
 *   next takes it from the pool. Here the rest is gone from the socket, so the socket is shut down:
 *   the next command that takes it from the pool finds it closed, as before.
 *
 * Connections of the asynchronous client do not come here: see loop_socket.c.
 *
 * The look at the idle socket (as_socket_validate_fd) remains. It is what notices that the server
 * has closed the connection before a command is sent on it. Without it a write that the server
 * never saw would fail and be in doubt, however short the time since the last use.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <aerospike/as_cluster.h>
#include <aerospike/as_conn_recover.h>
#include <aerospike/as_error.h>
#include <aerospike/as_proto.h>
#include <aerospike/as_socket.h>

enum {
    /* A reply that is longer takes a second read, straight to its place. */
    AHEAD_SIZE = 8 * 1024
};

/* Of the C client: whether a signal ends a wait. */
extern bool as_socket_stop_on_interrupt;

/* The names are the linker's. */
as_status __real_as_socket_write_deadline(as_error *error, as_socket *sock, as_node *node,
                                          uint8_t *data, size_t size, uint32_t socket_timeout,
                                          uint64_t deadline);
as_status __wrap_as_socket_write_deadline(as_error *error, as_socket *sock, as_node *node,
                                          uint8_t *data, size_t size, uint32_t socket_timeout,
                                          uint64_t deadline);
as_status __real_as_socket_read_deadline(as_error *error, as_socket *sock, as_node *node,
                                         uint8_t *data, size_t size, uint32_t socket_timeout,
                                         uint64_t deadline, as_socket_context *context);
as_status __wrap_as_socket_read_deadline(as_error *error, as_socket *sock, as_node *node,
                                         uint8_t *data, size_t size, uint32_t socket_timeout,
                                         uint64_t deadline, as_socket_context *context);

static __thread struct {
    int fd;             /* of the socket that the bytes are from */
    bool is_unanswered; /* a request is sent, and nothing is read since */
    size_t begin;
    size_t end;
    uint8_t bytes[AHEAD_SIZE];
} ahead;

/* In milliseconds for poll; false after the deadline. */
static bool find_timeout(uint32_t socket_timeout, uint64_t deadline, int *timeout)
{
    uint64_t left = socket_timeout;

    if (deadline > 0) {
        uint64_t now = cf_getms();

        if (now >= deadline) {
            return false;
        }
        left = deadline - now;
        if (socket_timeout > 0 && socket_timeout < left) {
            left = socket_timeout;
        }
    }
    *timeout = left == 0 ? -1 : left > INT_MAX ? INT_MAX : (int)left;
    return true;
}

/*
 * Looks at the deadline and then, if there are *events*, waits for them. Returns what poll does:
 * more than 0 to go on, 0 for a timeout, -1 for an error.
 */
static int await(int fd, short events, uint32_t socket_timeout, uint64_t deadline)
{
    struct pollfd one = {.fd = fd, .events = events};
    int timeout;

    while (find_timeout(socket_timeout, deadline, &timeout)) {
        int ready = events ? poll(&one, 1, timeout) : 1;

        if (ready >= 0 || errno != EINTR || as_socket_stop_on_interrupt) {
            return ready;
        }
    }
    return 0;
}

/* Those that the C client takes for "not yet". */
static bool is_transient(int code)
{
    return code == EAGAIN || code == EWOULDBLOCK || code == EINPROGRESS || code == ETIMEDOUT;
}

/* The C client knows its own timeouts by the missing message. */
static as_status time_out(as_error *error)
{
    error->message[0] = 0;
    return error->code = AEROSPIKE_ERR_TIMEOUT;
}

/* Leaves the connection to the tend thread, which reads the rest of the reply and throws it away.
 */
static void recover(as_socket *sock, as_socket_context *context, as_node *node, uint8_t *data,
                    size_t size, size_t done)
{
    if (!context || context->timeout_delay == 0 || !node) {
        return;
    }
    context->offset = done;
    as_conn_recover *one = as_conn_recover_create(sock, context, node, data, size);

    if (!one) {
        return;
    }
    if (as_queue_mt_push(&context->cluster->recover_queue, &one)) {
        context->in_recovery = true;
    }
    else {
        as_conn_recover_destroy(one);
    }
}

/* Moves bytes that were read ahead to where the caller wants them: how many. */
static size_t take(int fd, uint8_t *data, size_t size)
{
    size_t kept = ahead.fd == fd ? ahead.end - ahead.begin : 0;

    if (kept > size) {
        kept = size;
    }
    memcpy(data, ahead.bytes + ahead.begin, kept);
    ahead.begin += kept;
    return kept;
}

/* Keeps what came after the header. A message can have no more than the header says. */
static void keep(int fd, const uint8_t *header, size_t size, bool is_single)
{
    as_proto proto;

    memcpy(&proto, header, sizeof(proto));
    as_proto_swap_from_be(&proto);
    if (size > proto.sz && (is_single || proto.sz > 0)) {
        size = proto.sz;
        shutdown(fd, SHUT_RDWR);
    }
    ahead.fd = fd;
    ahead.begin = 0;
    ahead.end = size;
}

as_status __wrap_as_socket_write_deadline(as_error *error, as_socket *sock, as_node *node,
                                          uint8_t *data, size_t size, uint32_t socket_timeout,
                                          uint64_t deadline)
{
    if (sock->tls || size == 0) {
        return __real_as_socket_write_deadline(error, sock, node, data, size, socket_timeout,
                                               deadline);
    }
    size_t done = 0;
    short awaited = 0;

    ahead.begin = ahead.end = 0;
    ahead.is_unanswered = true;
    do {
        int ready = await(sock->fd, awaited, socket_timeout, deadline);

        if (ready == 0) {
            return time_out(error);
        }
        ssize_t part = -1;

        if (ready > 0) {
            part = send(sock->fd, data + done, size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        }
        if (part < 0 && (ready < 0 || !is_transient(errno))) {
            return as_socket_error(sock->fd, node, error, AEROSPIKE_ERR_CONNECTION,
                                   "Socket write error", errno);
        }
        done += part > 0 ? (size_t)part : 0;
        awaited = POLLOUT;
    } while (done < size);
    return AEROSPIKE_OK;
}

as_status __wrap_as_socket_read_deadline(as_error *error, as_socket *sock, as_node *node,
                                         uint8_t *data, size_t size, uint32_t socket_timeout,
                                         uint64_t deadline, as_socket_context *context)
{
    if (sock->tls || size == 0) {
        return __real_as_socket_read_deadline(error, sock, node, data, size, socket_timeout,
                                              deadline, context);
    }
    if (!data) {
        /* The C client does not check that it has memory for a body. It leaves that to read(). */
        return as_socket_error(sock->fd, node, error, AEROSPIKE_ERR_CONNECTION, "Socket read error",
                               EFAULT);
    }
    bool is_header = context && context->state == AS_READ_STATE_PROTO && size == sizeof(as_proto);
    size_t room = !is_header ? 0 : context->is_single ? sizeof(ahead.bytes) : sizeof(as_msg);
    size_t done = take(sock->fd, data, size);
    short awaited = ahead.is_unanswered ? POLLIN : 0;

    ahead.is_unanswered = false;
    if (done == size) {
        return AEROSPIKE_OK;
    }
    do {
        int ready = await(sock->fd, awaited, socket_timeout, deadline);

        if (ready == 0) {
            recover(sock, context, node, data, size, done);
            return time_out(error);
        }
        struct iovec places[] = {{data + done, size - done}, {ahead.bytes, room}};
        struct msghdr message = {.msg_iov = places, .msg_iovlen = room > 0 ? 2 : 1};
        ssize_t part = ready > 0 ? recvmsg(sock->fd, &message, MSG_DONTWAIT) : -1;

        if (part == 0) {
            /* The original reads the end of the connection once more, and words the error. */
            return __real_as_socket_read_deadline(error, sock, node, data + done, size - done, 0, 0,
                                                  NULL);
        }
        if (part < 0 && (ready < 0 || !is_transient(errno))) {
            return as_socket_error(sock->fd, node, error, AEROSPIKE_ERR_CONNECTION,
                                   "Socket read error", errno);
        }
        done += part > 0 ? (size_t)part : 0;
        awaited = POLLIN;
    } while (done < size);
    if (done > size) {
        keep(sock->fd, data, done - size, context->is_single);
    }
    return AEROSPIKE_OK;
}
