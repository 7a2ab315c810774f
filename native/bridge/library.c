/* The versions of the library. */
#include <string.h>

#include "bridge.h"

extern char *aerospike_client_language;
extern char *aerospike_client_version;

static const char *c_client_version;

int bridge_abi_version(void)
{
    return BRIDGE_ABI_VERSION;
}

const char *bridge_c_client_version(void)
{
    return c_client_version ? c_client_version : aerospike_client_version;
}

/* Sets the name and the version that servers and metrics get; called once, before all others. */
void bridge_identify(const char *version)
{
    char *copy = strdup(version);

    aerospike_client_language = "python";
    if (copy) {
        c_client_version = aerospike_client_version;
        aerospike_client_version = copy;
    }
}
