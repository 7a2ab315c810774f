/* The versions of the library. */
#include <lua.h>
#include <openssl/crypto.h>
#include <string.h>
#include <uv.h>
#include <yaml.h>
#include <zlib.h>

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

/* The versions of the libraries that are in use, in the order of LIBRARIES in versions.py. */
void bridge_library_versions(const char *versions[BRIDGE_LIBRARIES])
{
    versions[0] = OpenSSL_version(OPENSSL_VERSION);
    versions[1] = uv_version_string();
    versions[2] = yaml_get_version_string();
    versions[3] = zlibVersion();
    versions[4] = LUA_RELEASE;
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
