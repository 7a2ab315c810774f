#!/bin/sh
# Makes the certificates that the tests of TLS use. They are for tests only: everybody has the keys.
set -e
cd "$(dirname "$0")"
days=36500

# authority NAME: NAME.crt and NAME.key
authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days $days \
        -subj "/CN=$1" -keyout "$1.key" -out "$1.crt"
}

# certificate NAME AUTHORITY COMMON_NAME: NAME.crt and NAME.key, signed by the authority
certificate() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$3" \
        -keyout "$1.key" -out "$1.csr"
    printf 'subjectAltName=DNS:%s\n' "$3" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days $days \
        -extfile "$1.ext" -out "$1.crt"
}

authority authority
authority stranger
certificate server authority aerospike.test
certificate client authority ada
certificate outsider stranger ada
rm -f ./*.csr ./*.ext ./*.srl authority.key stranger.key
