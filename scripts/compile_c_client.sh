# Sourced by build_c_client.sh, with TARGET: makes $archive, the C client as a static library for
# another platform. The C client's makefile builds for the machine that it runs on, so the files are
# compiled here, with the same flags.
#
#   $source    the C client; afterwards a copy with the patches of native/patches
#   $wrapped   functions that the bridge replaces. Only some linkers can (--wrap), so the calls get
#              the other name when they are compiled, in each file but the function's own.

archive="$work/libaerospike.a"
patched="$work/c-client"
new=$( (
    cat "$root/scripts/compile_c_client.sh" "$root/scripts/patch_c_client.sh" \
        "$root/native/patches/$system"/*.patch 2>/dev/null || true
    cat "$dependencies/.complete"
    echo "$source $wrapped $target_flags"
    find "$source" -name '*.[ch]' -newer "$archive" 2>/dev/null
) | checksum)
[ "$(cat "$archive.stamp" 2>/dev/null)" = "$new" ] || {
    echo "building the C client for $TARGET; this takes a minute or two"

    objects="$work/c-client-objects"
    rm -rf "$patched" "$objects" "$archive"
    mkdir -p "$objects"
    cp -R "$source" "$patched"
    "$root/scripts/patch_c_client.sh" "$patched" "$system"

    case $system in
    linux) platform_flags=-DLUA_USE_LINUX ;;
    macos)
        # Zig's headers of macOS lack this file; the C client uses nothing that is in it.
        mkdir -p "$work/missing/sys"
        : >"$work/missing/sys/syscall.h"
        platform_flags="-DLUA_USE_MACOSX -D_DARWIN_UNLIMITED_SELECT -idirafter $work/missing"
        ;;
    windows) platform_flags=-DYAML_DECLARE_STATIC ;;
    esac
    common="$patched/modules/common/src/include"
    lua="$patched/modules/lua"

    # Compiles files of one part, where its makefile does, so that errors have the same file names.
    compile_part() { # DIRECTORY FILES FLAGS
        cd "$patched/$1"
        for file in $2; do
            case $file in */ltests.c | */lua.c | */luac.c | */onelua.c) continue ;; esac
            renamed=
            for function in $wrapped; do
                grep -q "^$function(" "$file" || renamed="$renamed -D$function=__wrap_$function"
            done
            echo "-c $file -o $objects/$(echo "$1/${file%.c}" | tr ./ --).o $renamed"
        done | xargs -P "$jobs" -I {} sh -c "$cc -std=gnu99 -O3 -w $target_flags \
            -fno-common -fno-strict-aliasing -ffile-prefix-map=$patched/= \
            -D_FILE_OFFSET_BITS=64 -D_REENTRANT -D_GNU_SOURCE -DAS_USE_LIBUV $platform_flags $3 \
            $search {}" ||
            fail "the C client did not compile."
        cd "$root"
    }
    compile_part modules/common 'src/main/aerospike/*.c src/main/citrusleaf/*.c' "-I$common"
    compile_part modules/lua './*.c' ''
    compile_part modules/mod-lua 'src/main/*.c' \
        "-DAS_MOD_LUA_CLIENT -Isrc/include -I$common -I$lua"
    compile_part . 'src/main/aerospike/*.c' \
        "-Isrc/include -I$common -Imodules/mod-lua/src/include -I$lua"
    "$ar" rcsD "$archive" "$objects"/*.o
    rm -rf "$objects"
    echo "$new" >"$archive.stamp"
}
# The bridge's headers.
source=$patched
