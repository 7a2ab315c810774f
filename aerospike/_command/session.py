"""What the commands of one client share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aerospike._wire.requests import Context, Decode, check_key_of
from aerospike._wire.values import (
    BLOB_AS_EXT,
    BOOL_AS_INTEGER,
    SERIALIZER_PYTHON,
    BinPacker,
    ValuePacker,
    decoder,
    unpack,
)
from aerospike.config.policy import NativePolicy, PolicySet
from aerospike.constants import SERIALIZER_NONE
from aerospike.exception import BinNameError
from aerospike.values import serializers

if TYPE_CHECKING:
    from aerospike._native.policies import Structure
    from aerospike.config.options import ClientOptions

__all__ = ["Session"]


class Session:
    """The policies, packers and decoders of one client; immutable.

    *policy_of* returns the C client's own, live structure of a kind of policy.
    """

    __slots__ = (
        "bin_packer",
        "deserializer",
        "options",
        "packer",
        "policies",
        "settings",
        "write_flags",
    )

    def __init__(self, policy_of: Callable[[str], Structure], options: ClientOptions) -> None:
        self.options = options
        self.policies = PolicySet(policy_of, options)
        #: What packing operations, expressions and contexts depends on.
        self.settings = options.pack_settings()
        self.write_flags = BOOL_AS_INTEGER if options.bool_as_integer else 0
        self.deserializer = options.deserializer
        self.packer = ValuePacker(
            SERIALIZER_PYTHON, options.serializer, bool_as_integer=options.bool_as_integer
        )
        self.bin_packer = BinPacker(
            SERIALIZER_NONE,
            options.serializer,
            bool_as_integer=options.bool_as_integer,
            strict_types=options.strict_types,
        )

    def bin_packer_for(self, serializer: int) -> BinPacker:
        """The packer of a ``put`` that names its serializer."""
        return BinPacker(
            serializer,
            self.options.serializer,
            explicit=True,
            bool_as_integer=self.options.bool_as_integer,
            strict_types=self.options.strict_types,
        )

    def reader_for(self, policy: NativePolicy) -> tuple[int, Decode]:
        """The flags and the decoder of a command that reads values."""
        if self.deserializer is None and serializers.registered_deserializer() is None:
            return policy.flags, unpack
        return policy.flags | BLOB_AS_EXT, decoder(self.deserializer)

    def check_put(self, context: Context) -> None:
        """Raise the error that says what is wrong with the key or a bin's name of a ``put``."""
        check_key_of(context)
        try:
            self.bin_packer.check_names(context["bin"])
        except BinNameError as error:
            error.key, error.bin = context["key"], context["bin"]
            raise
