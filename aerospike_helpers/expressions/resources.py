"""What all expressions are made of: their base class, their codes and their compiled form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeAlias, TypeVar

from aerospike.values.special import CDTInfinite

__all__ = [
    "CompiledExpression",
    "ResultType",
    "ReturnType",
    "TypeAny",
    "TypeChild",
    "TypeChildren",
    "TypeCompiledOp",
    "TypeExpression",
    "TypeFixed",
    "TypeFixedEle",
    "TypeResultType",
]


class _Keys:
    """Keys of the fixed arguments of a compiled expression."""

    VALUE_TYPE_KEY = "value_type"
    BIN_KEY = "bin"
    RETURN_TYPE_KEY = "return_type"
    CTX_KEY = "ctx"
    VALUE_KEY = "val"
    LIST_POLICY_KEY = "list_policy"
    MAP_POLICY_KEY = "map_policy"
    LIST_ORDER_KEY = "list_order"
    REGEX_OPTIONS_KEY = "regex_options"


class _ExprOp:
    """Codes of compiled expressions; not all of them are those of the wire."""

    UNKNOWN = 0

    EQ = 1
    NE = 2
    GT = 3
    GE = 4
    LT = 5
    LE = 6
    CMP_REGEX = 7
    CMP_GEO = 8

    AND = 16
    OR = 17
    NOT = 18
    EXCLUSIVE = 19

    ADD = 20
    SUB = 21
    MUL = 22
    DIV = 23
    POW = 24
    LOG = 25
    MOD = 26
    ABS = 27
    FLOOR = 28
    CEIL = 29

    TO_INT = 30
    TO_FLOAT = 31

    INT_AND = 32
    INT_OR = 33
    INT_XOR = 34
    INT_NOT = 35
    INT_LSHIFT = 36
    INT_RSHIFT = 37
    INT_ARSHIFT = 38
    INT_COUNT = 39
    INT_LSCAN = 40
    INT_RSCAN = 41

    MIN = 50
    MAX = 51

    META_DIGEST_MOD = 64
    META_DEVICE_SIZE = 65
    META_LAST_UPDATE_TIME = 66
    META_VOID_TIME = 67
    META_TTL = 68
    META_SET_NAME = 69
    META_KEY_EXISTS = 70
    META_SINCE_UPDATE_TIME = 71
    META_IS_TOMBSTONE = 72
    META_MEMORY_SIZE = 73
    META_RECORD_SIZE = 74

    REC_KEY = 80
    BIN = 81
    BIN_TYPE = 82
    BIN_EXISTS = 83

    COND = 123
    VAR = 124
    LET = 125
    DEF = 126

    _AS_EXP_CODE_AS_VAL = 128

    _AS_EXP_CODE_CALL_VOP_START = 139
    _AS_EXP_CODE_CDT_LIST_CRMOD = 140
    _AS_EXP_CODE_CDT_LIST_MOD = 141
    _AS_EXP_CODE_CDT_MAP_CRMOD = 142
    _AS_EXP_CODE_CDT_MAP_CR = 143
    _AS_EXP_CODE_CDT_MAP_MOD = 144

    _AS_EXP_CODE_END_OF_VA_ARGS = 150

    _TRUE = 151
    _FALSE = 152

    _AS_EXP_BIT_FLAGS = 153

    VAL = 200


class ReturnType:
    """Flags that may be added to ``aerospike.LIST_RETURN_*`` and ``MAP_RETURN_*``."""

    LIST_RETURN_INVERTED = 0x10000  #: All other elements.
    MAP_RETURN_INVERTED = 0x10000  #: All other pairs.


class ResultType:
    """The types that the value of an expression may have."""

    NIL = 0  #: No value.
    BOOLEAN = 1  #: True or false.
    INTEGER = 2  #: An integer of 64 bits.
    STRING = 3  #: Text.
    LIST = 4  #: A list.
    MAP = 5  #: A map.
    BLOB = 6  #: Bytes.
    FLOAT = 7  #: A float of 64 bits.
    GEOJSON = 8  #: A GeoJSON value.
    HLL = 9  #: A HyperLogLog.


TypeResultType: TypeAlias = int | None
TypeFixedEle: TypeAlias = int | float | str | bytes | dict[Any, Any]
TypeFixed: TypeAlias = dict[str, Any] | None
#: Code, result type, fixed arguments and number of children of one node.
TypeCompiledOp: TypeAlias = tuple[int, TypeResultType, TypeFixed, int]
#: A compiled expression, for policies, operations and contexts.
TypeExpression: TypeAlias = list[TypeCompiledOp]


class CompiledExpression(list[TypeCompiledOp]):
    """The nodes of an expression, each followed by its children.

    It cannot be changed, and may be used any number of times and by any number of threads. The
    first use packs it and stores the bytes in it, with the settings that they depend on.

    Args:
        nodes: the nodes, beginning with the outermost: code, result type, fixed arguments, number
            of children.
    """

    __slots__ = ("_packed",)

    _packed: tuple[Any, Any, bytes | None] | None

    def __init__(self, nodes: Iterable[TypeCompiledOp] = ()) -> None:
        super().__init__(nodes)
        self._packed = None

    def __reduce__(self) -> tuple[Any, ...]:
        return CompiledExpression, (list(self),)

    def _refuse(self, *_arguments: Any, **_options: Any) -> NoReturn:
        raise TypeError(
            "a compiled expression cannot be changed; make another expression and compile that"
        )

    append = extend = insert = remove = pop = clear = sort = reverse = _refuse
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse


class _AtomExpr:
    _op: int

    def compile(self) -> TypeExpression:
        raise NotImplementedError


class _BaseExpr(_AtomExpr):
    """Base class of all expressions: a code, fixed arguments, and children.

    Children are expressions, or plain values, which stand for themselves. The arithmetic operators
    ``+ - * / // % **`` and `abs`, `math.floor` and `math.ceil` make new expressions.
    """

    _op = 0
    _rt: TypeResultType = None
    _fixed: TypeFixed = None
    _children: tuple[Any, ...] = ()

    def __init__(self) -> None:
        """Most subclasses take arguments; those that do not inherit this."""

    def _get_op(self) -> TypeCompiledOp:
        return (self._op, self._rt, self._fixed, len(self._children))

    def _vop(self, v: Any) -> TypeCompiledOp:
        return (_ExprOp.VAL, None, {_Keys.VALUE_KEY: v}, 0)

    def compile(self) -> TypeExpression:
        """Compile the expression, for policies, operations, contexts and indexes.

        Returns:
            A list of nodes that cannot be changed. It may be used any number of times.
        """
        nodes: list[TypeCompiledOp] = []
        waiting: list[Any] = [self]
        # A stack rather than recursion: expressions may be nested deeper than Python's calls.
        while waiting:
            item = waiting.pop()
            if isinstance(item, _BaseExpr):
                nodes.append(item._get_op())
                waiting.extend(reversed(item._children))
            else:
                nodes.append(self._vop(item))
        return CompiledExpression(nodes)

    def _operands(self, op_type: int) -> tuple[Any, ...]:
        """The children, if this is the same operation and can be merged; otherwise this itself."""
        return self._children if self._op == op_type else (self,)

    def _overload_op_unary(self, op_type: int) -> _BaseExpr:
        return _operation(op_type, self._operands(op_type))

    def _overload_op(self, right: TypeAny, op_type: int) -> _BaseExpr:
        return _operation(op_type, self._operands(op_type) + _operands_of(right, op_type))

    def _overload_op_va_args(self, right: TypeAny, op_type: int) -> _BaseExpr:
        end = _operation(_ExprOp._AS_EXP_CODE_END_OF_VA_ARGS, ())
        operands = self._operands(op_type) + _operands_of(right, op_type)
        return _operation(op_type, (*(o for o in operands if not _is_end(o)), end))

    def __abs__(self) -> _BaseExpr:
        return self._overload_op_unary(_ExprOp.ABS)

    def __floor__(self) -> _BaseExpr:
        return self._overload_op_unary(_ExprOp.FLOOR)

    def __ceil__(self) -> _BaseExpr:
        return self._overload_op_unary(_ExprOp.CEIL)

    def __add__(self, right: TypeAny) -> _BaseExpr:
        return self._overload_op_va_args(right, _ExprOp.ADD)

    def __sub__(self, right: TypeAny) -> _BaseExpr:
        return self._overload_op_va_args(right, _ExprOp.SUB)

    def __mul__(self, right: TypeAny) -> _BaseExpr:
        return self._overload_op_va_args(right, _ExprOp.MUL)

    def __truediv__(self, right: TypeAny) -> _BaseExpr:
        return self._overload_op_va_args(right, _ExprOp.DIV)

    def __floordiv__(self, right: TypeAny) -> _BaseExpr:
        return self.__truediv__(right).__floor__()

    def __pow__(self, right: TypeAny) -> _BaseExpr:
        return self._overload_op(right, _ExprOp.POW)

    def __mod__(self, right: TypeAny) -> _BaseExpr:
        return self._overload_op(right, _ExprOp.MOD)


class _GenericExpr(_BaseExpr):
    """A node without a class of its own."""

    def __init__(self, op: int, rt: TypeResultType, fixed: TypeFixed) -> None:
        self._op = op
        self._rt = rt
        self._fixed = fixed


TypeChild: TypeAlias = int | float | str | bytes | _AtomExpr
TypeChildren: TypeAlias = tuple[TypeChild, ...]
TypeAny: TypeAlias = _AtomExpr | Any

_Bin = TypeVar("_Bin", bound=_BaseExpr)


def _operation(op_type: int, children: tuple[Any, ...]) -> _BaseExpr:
    expression = _BaseExpr()
    expression._op = op_type
    expression._children = children
    return expression


def _operands_of(operand: TypeAny, op_type: int) -> tuple[Any, ...]:
    return operand._operands(op_type) if isinstance(operand, _BaseExpr) else (operand,)


def _is_end(operand: Any) -> bool:
    return isinstance(operand, _BaseExpr) and operand._op == _ExprOp._AS_EXP_CODE_END_OF_VA_ARGS


def _end_of_arguments() -> _BaseExpr:
    """The last child of every expression that takes any number of arguments."""
    return _GenericExpr(_ExprOp._AS_EXP_CODE_END_OF_VA_ARGS, 0, {})


def _or_bin(value: _BaseExpr | str, bin_class: Callable[[str], _Bin]) -> _BaseExpr:
    """`value` itself if it is an expression, otherwise the bin of that name."""
    return value if isinstance(value, _BaseExpr) else bin_class(value)


def _or_infinity(value: Any) -> Any:
    return CDTInfinite() if value is None else value


def _inverted(return_type: int, inverted: bool) -> int:
    return return_type | ReturnType.LIST_RETURN_INVERTED if inverted else return_type


def _policy(op: int, policy: dict[str, Any] | None) -> _GenericExpr:
    """The child that stands for a list or map policy; `op` says which parts of it travel."""
    if policy is None:
        return _GenericExpr(op, 0, {})
    is_list = op in (_ExprOp._AS_EXP_CODE_CDT_LIST_CRMOD, _ExprOp._AS_EXP_CODE_CDT_LIST_MOD)
    return _GenericExpr(op, 0, {_Keys.LIST_POLICY_KEY if is_list else _Keys.MAP_POLICY_KEY: policy})


#: Fixed arguments that are left out when they are None.
_OPTIONAL_KEYS = frozenset({_Keys.LIST_POLICY_KEY, _Keys.MAP_POLICY_KEY})


def _fixed(ctx: list[Any] | None, **arguments: Any) -> dict[str, Any]:
    """Fixed arguments of a list or map expression."""
    fixed = {
        key: value
        for key, value in arguments.items()
        if value is not None or key not in _OPTIONAL_KEYS
    }
    if ctx is not None:
        fixed[_Keys.CTX_KEY] = ctx
    return fixed
