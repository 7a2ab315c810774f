"""What the commands on one record have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..errors import Result, ResultError
from ..model.record import Record
from ..state.storage import Namespace
from .messages import Answer, Field, Info2, Message, pack_message
from .transactional import admit

__all__ = ["BIN_NAME_LIMIT", "MAX_OPS", "Command", "Reply"]

BIN_NAME_LIMIT = 15
MAX_OPS = 0x8000


class Reply(NamedTuple):
    """The answer to a command. A failure has the metadata of the record that it found."""

    code: int = Result.OK
    generation: int = 0
    void_time: int = 0
    bins: Sequence[Answer] = ()
    fields: Sequence[tuple[int, bytes]] = ()

    def pack(self, index: int = 0) -> bytes:
        """The reply as a message; *index* is that of the record in a batch."""
        code, generation, void_time, bins, fields = self
        return pack_message(code, generation, void_time, bins, index=index, fields=fields)


class Command:
    """A command on the record with a digest.

    Subclasses set ``found`` when failures should have the metadata of the record.
    """

    def __init__(self, namespace: Namespace, message: Message, digest: bytes) -> None:
        self.namespace: Namespace = namespace
        self.message: Message = message
        self.digest: bytes = digest
        self.found: Record | None = None

    def run(self) -> Reply:
        """Runs the command.

        Raises:
            ResultError: the command fails; the record is unchanged.
        """
        raise NotImplementedError

    def answer(self) -> Reply:
        """Runs the command; a failure is an answer too."""
        with self.namespace.lock:
            try:
                self.admit()
                return self.run()
            except ResultError as error:
                found = self.found
                if found is None:
                    return Reply(error.code)
                return Reply(error.code, found.generation, found.void_time)

    def admit(self) -> None:
        """Refuses the command if a transaction has locked the record.

        Raises:
            ResultError: with one of the codes of transactions.
        """
        admit(self.namespace, self.message, self.digest)

    @property
    def filter(self) -> bytes | None:
        """The filter expression, if there is one."""
        return self.message.fields.get(Field.FILTER)

    def check_durability(self) -> None:
        """Only the Enterprise edition has durable deletes."""
        if self._is_durable and not self.namespace.enterprise:
            raise ResultError(Result.ENTERPRISE_ONLY, "durable deletes are an Enterprise feature")

    @property
    def _is_durable(self) -> bool:
        return bool(self.message.info2 & Info2.DURABLE_DELETE)

    def delete(self, record: Record) -> None:
        """Deletes the record, and leaves a tombstone if the message asks for a durable delete."""
        if self._is_durable:
            self.namespace.bury(record)
        else:
            self.namespace.delete(record.digest)

    def check_set(self, record: Record) -> None:
        """If the message names a set, the record must be in it."""
        name = self.message.fields.get(Field.SET)
        if name and name != record.set_name:
            raise ResultError(Result.PARAMETER, "the record is in another set")

    def check_key(self, record: Record) -> None:
        """If the message has a key and the record has one, they must be equal."""
        key = self.message.fields.get(Field.KEY)
        if key is not None and record.key is not None and key != record.key:
            raise ResultError(Result.KEY_MISMATCH, "the record has another key")

    def check_generation(self, record: Record | None) -> None:
        """The generation must be the one that the message expects."""
        wanted, generation = self.message.generation, 0 if record is None else record.generation
        if self.message.info2 & Info2.GENERATION:
            right = wanted == generation
        elif self.message.info2 & Info2.GENERATION_GT:
            right = wanted > generation
        else:
            return
        if not right:
            raise ResultError(Result.GENERATION, f"the generation is {generation}")

    @staticmethod
    def check_bin_name(name: bytes) -> None:
        """The name of a bin is short and contains no zero byte."""
        if len(name) > BIN_NAME_LIMIT or b"\0" in name:
            raise ResultError(Result.BIN_NAME, f"a bin cannot be called {name!r}")
