/* What all commands do around their own work. */
#include "request.h"

void command_begin(request *in, bridge_client *client, const uint8_t *data, size_t size,
                   bridge_call *call)
{
    in->in = (reader){data, data + size};
    in->call = call;
    in->client = client;
    in->status = AEROSPIKE_OK;
    in->memory = (arena){0};
    arena_lend(&in->memory, in->space, sizeof(in->space));
    if (!client) {
        as_error_reset(&call->error);
        buffer_reset(&call->reply);
        in->as = NULL;
        return;
    }
    in->as = client_enter(client, call);
    if (!in->as) {
        in->status = call->error.code;
        in->in.p = in->in.end;
    }
}

int64_t command_end(request *in, int status)
{
    status = finish(in->call, status);
    if (in->as) {
        client_leave(in->client, in->call);
    }
    arena_free(&in->memory);
    return outcome(in->call, status);
}
