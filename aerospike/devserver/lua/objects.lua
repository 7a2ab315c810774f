-- What all classes of Aerospike's objects share.
--
-- The server's objects are userdata. Here they are tables with their state under a key that no
-- module can reach; type(), pairs() and next() hide the difference.

local api = ...

local error, rawget, select, setmetatable, tonumber, tostring =
  error, rawget, select, setmetatable, tonumber, tostring
-- The global getmetatable() respects __metatable.
local getmetatable = debug.getmetatable
local raw_type, raw_next, raw_pairs = type, next, pairs
local find, format, sub = string.find, string.format, string.sub
local to_integer = math.tointeger

local STATE = {}
local classes = {}

-- A class of objects; error messages use its name.
function api.class(name)
  local class = { __name = name }
  classes[class] = true
  return class
end

function api.object(class, state)
  return setmetatable({ [STATE] = state }, class)
end

-- The state of an object of a class, or nil.
function api.state(class, value)
  if raw_type(value) == "table" and getmetatable(value) == class then
    return rawget(value, STATE)
  end
end

-- The state and the class of any object, or nil.
function api.any(value)
  if raw_type(value) == "table" then
    local class = getmetatable(value)
    if class ~= nil and classes[class] then
      return rawget(value, STATE), class
    end
  end
end
local any = api.any

local function type_name(value)
  local _, class = any(value)
  return class and class.__name or raw_type(value)
end

local function bad_argument(position, name, problem, level)
  error(format("bad argument #%d to '%s' (%s)", position, name, problem), level + 1)
end
api.bad_argument = bad_argument

-- Errors of the functions that check arguments point to the caller of their caller.

function api.check(class, value, position, name, wanted)
  if raw_type(value) == "table" and getmetatable(value) == class then
    return rawget(value, STATE)
  end
  wanted = wanted or any(value) and class.__name or "userdata"
  bad_argument(position, name, wanted .. " expected, got " .. type_name(value), 3)
end

function api.integer(value, position, name, default)
  if value == nil then
    return default
  end
  local number = tonumber(value)
  local integer = to_integer(number)
  if integer then
    return integer
  end
  local problem = number and "number has no integer representation"
    or "number expected, got " .. type_name(value)
  bad_argument(position, name, problem, 3)
end

local function until_zero(text)
  local zero = find(text, "\0", 1, true)
  return zero and sub(text, 1, zero - 1) or text
end

function api.text(value, position, name)
  local kind = raw_type(value)
  if kind == "string" then
    return until_zero(value)
  elseif kind == "number" then
    return tostring(value)
  elseif value ~= nil then
    bad_argument(position, name, "string expected, got " .. type_name(value), 3)
  end
end

-- Whether the server can store a value, and the stored value: strings end at their first zero.
function api.take(value)
  local kind = raw_type(value)
  if kind == "string" then
    return true, until_zero(value)
  elseif kind == "table" then
    local _, class = any(value)
    return class ~= nil and not class.is_no_value, value
  end
  return kind == "number" or kind == "boolean" or kind == "nil", value
end

-- The value of a container's element for a module.
function api.give(value)
  if raw_type(value) == "string" then
    return until_zero(value)
  end
  return value
end

function type(...)
  if select("#", ...) == 0 then
    error("bad argument #1 to 'type' (value expected)", 2)
  end
  return any((...)) and "userdata" or raw_type((...))
end

local function no_table(value, name)
  bad_argument(1, name, "table expected, got " .. type_name(value), 3)
end

function next(value, key)
  if any(value) then
    no_table(value, "next")
  end
  return raw_next(value, key)
end

function pairs(value)
  if any(value) then
    no_table(value, "for iterator")
  end
  return raw_pairs(value)
end

-- A library that can be called: list(...), map(...). Its metatable is hidden, as on the server.
function api.library(functions, call)
  return setmetatable(functions, { __call = call, __metatable = functions })
end

local Iterator = api.class("Iterator")
Iterator.is_no_value = true
api.Iterator = Iterator

-- An iterator: its state has the functions has_next and next.
local methods = {}

function methods.has_next(iterator)
  return api.check(Iterator, iterator, 1, "has_next").has_next()
end

function methods.next(iterator)
  return (api.check(Iterator, iterator, 1, "next").next())
end

Iterator.__index = methods
Iterator.__metatable = methods
_G.Iterator = methods
iterator = api.library({ has_next = methods.has_next, next = methods.next }, methods.next)

function api.iterate(step, has_next, next)
  return step, api.object(Iterator, { has_next = has_next, next = next })
end

function api.step(iterator)
  local state = rawget(iterator, STATE)
  return state.next()
end
