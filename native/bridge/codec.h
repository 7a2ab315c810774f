/*
 * The transcoder between plain msgpack (what Python packs and unpacks) and
 * Aerospike's dialect of it (what the server stores in list and map particles).
 *
 * The dialect puts a particle type byte in front of the bytes of each string
 * and blob, and marks ordered containers with an ext header in front of their
 * elements. Both directions are one pass without recursion, bounded by the
 * input's length and by CODEC_MAX_DEPTH; neither trusts a count or a length that
 * it has read.
 */
#ifndef BRIDGE_CODEC_H
#define BRIDGE_CODEC_H

#include "buffer.h"

/*
 * How deep lists and maps may be nested: what aerospike/_wire/plain.py says,
 * and some, for what an operation has put into another list.
 */
#define CODEC_MAX_DEPTH 10064u

/* The plain side never nests deeper: what would is an ext type of its own, CODEC_EXT_NESTED. */
#define CODEC_SEGMENT 64u

/* Ext types of the plain side; aerospike/_wire/values.py has the same table. */
enum {
    CODEC_EXT_GEOJSON = 1,
    CODEC_EXT_HLL = 2,
    CODEC_EXT_ORDERED_MAP = 3,
    CODEC_EXT_WILDCARD = 4,
    CODEC_EXT_INFINITE = 5,
    CODEC_EXT_BLOB = 6,        /* a blob for the user's deserializer */
    CODEC_EXT_PYTHON_BLOB = 7, /* particle type of the old pickled values */
    CODEC_EXT_RAW_STRING = 8,  /* a string particle that is not UTF-8 */
    CODEC_EXT_NESTED = 9,      /* a list or map that stands deep in others */
    CODEC_EXT_PACKED = 10,     /* to Aerospike: bytes that are finished */
    CODEC_EXT_SEQUENCE = 11,   /* to Aerospike: an array's elements, without its header */
    CODEC_EXT_PAIRS = 12       /* to plain: a map as a list of keys and values */
};

/* The first byte of a reply that has items; msgpack has no use for it. */
#define CODEC_HAS_ITEMS 0xc1u

/* Flags of the two directions. */
enum {
    CODEC_BOOL_AS_INTEGER = 1, /* to Aerospike: true is 1 */
    CODEC_BLOB_AS_EXT = 2,     /* to plain: blobs pass the user's deserializer */
    CODEC_RAW_CONTAINERS = 4,  /* to plain: list and map bins stay bytes */
    CODEC_SORT_MAPS = 8        /* to Aerospike: all maps in the order of their keys */
};

typedef enum {
    CODEC_OK = 0,
    CODEC_MALFORMED,
    CODEC_TOO_DEEP,
    CODEC_INTEGER_RANGE,
    CODEC_MAP_KEY,
    CODEC_UNHASHABLE_KEY,
    CODEC_UNKNOWN_TYPE,
    CODEC_ARGUMENT,
    CODEC_WILDCARD_VALUE,
    CODEC_INFINITE_VALUE,
    CODEC_NO_MEMORY
} codec_status;

const char *codec_message(codec_status status);

typedef struct {
    const uint8_t *p;
    const uint8_t *end;
} reader;

/* The kinds of plain msgpack items. */
typedef enum {
    ITEM_NIL,
    ITEM_BOOL,
    ITEM_INT,
    ITEM_DOUBLE,
    ITEM_STR,
    ITEM_BIN,
    ITEM_ARRAY,
    ITEM_MAP,
    ITEM_EXT
} item_kind;

/* One item; for containers only its header, for the others all of it. */
typedef struct {
    item_kind kind;
    int8_t tag;           /* ext */
    uint32_t count;       /* array, map */
    int64_t integer;      /* int, bool */
    double number;        /* double */
    const uint8_t *bytes; /* str, bin, ext: points into the input */
    uint32_t size;
} item;

/* Reads one item. CODEC_INTEGER_RANGE for an unsigned number over INT64_MAX. */
codec_status read_item(reader *in, item *out);

/* Reads one item and demands its kind. */
bool read_kind(reader *in, item_kind kind, item *out);

/* Skips one value of either dialect. */
codec_status skip_value(reader *in);

/* Appends the next plain value to `out` in Aerospike's dialect. */
codec_status codec_to_aerospike(reader *in, buffer *out, unsigned flags);

/* The same for a value whose first item has been read already. */
codec_status codec_item_to_aerospike(reader *in, const item *first, buffer *out, unsigned flags);

/* Appends one value of Aerospike's dialect to `out` as plain msgpack. */
codec_status codec_to_plain(const uint8_t *data, size_t size, buffer *out, unsigned flags);

/*
 * A reply that has ext types, as one that has none: CODEC_HAS_ITEMS, and then [value, items].
 *
 * In the value, the content of an ext type stands in its place. An item says where that is and
 * what it was: [keep, tag, step, ..., at]. The first `keep` + 1 containers on the way there are
 * those of the item before it; each step leads from the last of them to one more, and `at` is
 * where in the last container the content stands. The first container is [value, items] itself.
 * What is inside of an item comes before it, so that a reader may replace one after the other.
 *
 * A map on the way is a map only where all its keys are different in Python, else CODEC_EXT_PAIRS.
 * A list or map that is nested too deep for a reader that recurses is CODEC_EXT_NESTED: bytes
 * that are such a reply of their own.
 */
codec_status codec_place_items(buffer *reply);

/* A blob of the given particle type as a plain item. */
void codec_write_blob(buffer *out, uint8_t particle, const void *data, size_t size, unsigned flags);

#endif
