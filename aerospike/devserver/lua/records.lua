-- Records, the object `aerospike`, logging, and how functions are run.
--
-- The state of a record is its cache of bins while a function runs: entries {name, value, is_dirty}
-- in the order of their first use. Python holds the record.

local api = ...

local error, pcall, ipairs, load, raw_type, format =
  error, pcall, ipairs, load, type, string.format
local get_info, set_hook = debug.getinfo, debug.sethook
local check, integer, text, take, give = api.check, api.integer, api.text, api.take, api.give
local host = api.host

local BIN_NAME_LIMIT, BIN_LIMIT, UPDATE_LIMIT = 15, 512, 1024
local OK, BIN_NAME = 0, 21

local Record = api.class("Record")
api.Record = Record

function Record.__len()
  error("attempt to get length of a Record value", 2)
end

function Record.describe()
  return "record", 0
end

local function clear(state)
  state.entries, state.n, state.n_values, state.too_many = {}, 0, 0, false
end

function api.new_record()
  local state = {}
  clear(state)
  return api.object(Record, state)
end

function api.clear(record)
  clear(api.state(Record, record))
end

local function find(state, name)
  for at = 1, state.n do
    if state.entries[at].name == name then
      return state.entries[at]
    end
  end
end

local function remember(state, name, value, is_dirty)
  if state.too_many then
    return
  end
  local entry = find(state, name)
  local added = value ~= nil and 1 or 0
  if entry then
    state.n_values = state.n_values + added - (entry.value ~= nil and 1 or 0)
    entry.value, entry.is_dirty = value, is_dirty
    return
  end
  if state.n >= UPDATE_LIMIT or added + state.n_values > BIN_LIMIT then
    state.too_many = true
    return
  end
  state.n = state.n + 1
  state.n_values = state.n_values + added
  state.entries[state.n] = { name = name, value = value, is_dirty = is_dirty }
end

function Record.__index(record, name)
  local state = check(Record, record, 1, "index")
  name = text(name, 2, "index")
  if not name or #name > BIN_NAME_LIMIT then
    return nil
  end
  local entry = find(state, name)
  if entry then
    return give(entry.value)
  end
  local value = host.get(name)
  if value ~= nil then
    remember(state, name, value, false)
  end
  return give(value)
end

function Record.__newindex(record, name, value)
  local state = check(Record, record, 1, "newindex")
  name = text(name, 2, "newindex")
  if not name then
    return
  end
  local is_value, taken = take(value)
  if not is_value then
    error(format("can't set bin %s to unsupported type", name), 2)
  end
  if #name <= BIN_NAME_LIMIT and host.is_writable() then
    remember(state, name, taken, true)
  end
end

local functions = {}

-- Metadata of a record, with the names in Python.
for name, told in pairs({
  ttl = "ttl",
  last_update_time = "last_update_time",
  gen = "gen",
  size = "record_size",
  memory_size = "record_size",
  device_size = "device_size",
  key = "key",
  setname = "setname",
  digest = "digest",
  numbins = "numbins",
}) do
  local tell = host[told]
  functions[name] = function(record)
    check(Record, record, 1, name)
    return tell()
  end
end

function functions.bin_names(record)
  check(Record, record, 1, "bin_names")
  if not host.is_open() then
    error("can't get bin names", 2)
  end
  return { host.bin_names() }
end

function functions.set_ttl(record, ttl)
  check(Record, record, 1, "set_ttl")
  host.set_ttl(integer(ttl, 2, "set_ttl", 0) & 0xFFFFFFFF)
end

function functions.drop_key(record)
  check(Record, record, 1, "drop_key")
  host.drop_key()
end

record = api.library(functions)

local function fail(state, code)
  host.fail(code)
  clear(state)
  return -1
end

-- Writes the assigned bins to the copy that replaces the record at the end.
local function update(state)
  host.prepare()
  if state.too_many then
    return fail(state, BIN_NAME)
  end
  local at = 1
  while at <= state.n do
    local entry = state.entries[at]
    if entry.is_dirty and entry.value == nil then
      host.remove_bin(entry.name)
      state.entries[at], state.entries[state.n] = state.entries[state.n], nil
      state.n = state.n - 1
    else
      if entry.is_dirty then
        local code = host.set_bin(entry.name, entry.value)
        if code ~= OK then
          return fail(state, code)
        end
        entry.is_dirty = false
      end
      at = at + 1
    end
  end
  host.update()
  return 0
end

-- The numbers that the functions of `aerospike` return.
local FAILED, NOT_OPEN, NOT_CREATED = 1, -2, 4

local Aerospike = api.class("Aerospike")
local methods = {}

local function record_of(value, name)
  return check(Record, value, 1, name, "Record")
end

function methods.create(self, record)
  check(Aerospike, self, 1, "create")
  local state = record_of(record, "create")
  if host.is_open() then
    return host.numbins() == 0 and update(state) or FAILED
  end
  if not host.create() then
    return NOT_CREATED
  end
  local result = update(state)
  if result ~= 0 then
    host.discard()
  end
  return result
end

function methods.update(self, record)
  check(Aerospike, self, 1, "update")
  local state = record_of(record, "update")
  if not host.is_writable() then
    return FAILED
  end
  return host.is_open() and update(state) or NOT_OPEN
end

function methods.exists(self, record)
  check(Aerospike, self, 1, "exists")
  record_of(record, "exists")
  return host.is_open()
end

function methods.remove(self, record)
  check(Aerospike, self, 1, "remove")
  local state = record_of(record, "remove")
  if not host.is_open() or not host.is_writable() then
    return FAILED
  end
  clear(state)
  for _, name in ipairs({ host.bin_names() }) do
    remember(state, name, nil, true)
  end
  return update(state)
end

function methods.get_current_time(self)
  check(Aerospike, self, 1, "get_current_time")
  return host.now()
end

-- The server does not implement these two.
function methods.set_context(self)
  check(Aerospike, self, 1, "set_context")
  return FAILED
end

function methods.get_config(self)
  check(Aerospike, self, 1, "get_config")
  return FAILED
end

local function log(level, message, depth)
  local caller = get_info(depth + 1, "Sl")
  host.log(level, caller.short_src, caller.currentline, message)
end

function methods.log(self, level, message)
  check(Aerospike, self, 1, "log")
  log(integer(level, 2, "log", 0), text(message, 3, "log") or "", 2)
end

Aerospike.__index = methods
Aerospike.__metatable = methods
_G.Aerospike = methods
aerospike = api.object(Aerospike, {})

-- Each logs the result of string.format() for its arguments.
for level, name in pairs({ "warn", "info", "debug", "trace" }) do
  api[name] = function(...)
    log(level, format(...), 2)
  end
  _G[name] = api[name]
end

Map, List, Bytes = api.Map, api.List, api.Bytes

-- Running functions.

local STEPS = 10000

-- After the time limit, every step of a module fails, so that no pcall() continues.
local function stop_in_time()
  if host.is_late() then
    set_hook(stop_in_time, "", 1)
    if get_info(2, "f").func ~= api.call then
      error("UDF Execution Timeout", 2)
    end
  end
end

-- Applies the time limit to this coroutine.
function api.watch()
  set_hook(stop_in_time, "", STEPS)
end

-- Calls a function with the time limit. Errors that are not text are dropped.
function api.call(called, ...)
  api.watch()
  local succeeded, result = pcall(called, ...)
  set_hook()
  if succeeded then
    return true, result
  end
  return false, raw_type(result) == "string" and result or "result value type unexpected"
end

function api.run(name, record, ...)
  local called = _G[name]
  if called == nil then
    return false, "function not found"
  end
  return api.call(called, record, ...)
end

-- Compiles and runs a module, to find errors.
function api.validate(source, name)
  local compiled, problem = load(source, name, "t")
  if not compiled then
    return false, problem
  end
  return api.call(compiled)
end

-- For Python: the parts of an object.
function api.describe(value)
  local state, class = api.any(value)
  if class and class.describe then
    return class.describe(state)
  end
  return "none", 0
end

-- Lets require() find registered modules.
table.insert(package.searchers, 2, function(name)
  local source, file = host.source(name)
  if not source then
    return "no file '" .. file .. "'"
  end
  local compiled, problem = load(source, "@" .. file, "t")
  if not compiled then
    error(problem, 0)
  end
  return compiled, file
end)

local require = require

function api.require(name)
  return api.call(require, name)
end
