-- Bytes and GeoJSON.
--
-- The state of bytes is {data, size, capacity, type}; data is as long as what has been written,
-- which may be more than the size.

local api = ...

local select, format, rep, sub, byte, pack, unpack =
  select, string.format, string.rep, string.sub, string.byte, string.pack, string.unpack
local check, integer, object = api.check, api.integer, api.object

local BLOB = 4
local LARGEST = 0xFFFFFFFF

local Bytes, GeoJSON = api.class("Bytes"), api.class("GeoJSON")
api.Bytes, api.GeoJSON, api.BLOB = Bytes, GeoJSON, BLOB

function api.new_bytes(data, kind, capacity)
  return object(Bytes, {
    data = data,
    size = #data,
    capacity = capacity or #data,
    type = kind or BLOB,
  })
end

-- Bytes at an offset; bytes that were never written are zero.
local function read(state, offset, size)
  local data = sub(state.data, offset + 1, offset + size)
  return data .. rep("\0", size - #data)
end

function api.content(state)
  return read(state, 0, state.size)
end

local function write(state, offset, data)
  local finish = offset + #data
  state.data = read(state, 0, offset) .. data .. sub(state.data, finish + 1)
  state.capacity = finish > state.capacity and finish or state.capacity
  return finish
end

local function set(state, offset, data)
  local finish = write(state, offset, data)
  state.size = finish > state.size and finish or state.size
end

local function is_index(position)
  return position >= 1 and position <= LARGEST
end

local functions = {}

-- Functions for numbers of a format of string.pack, with their range.

local function getter(called, code, size)
  return function(...)
    if select("#", ...) ~= 2 then
      return
    end
    local bytes, position = ...
    local state = check(Bytes, bytes, 1, called)
    position = integer(position, 2, called, 0)
    if is_index(position) and position - 1 + size <= state.size then
      return (unpack(code, read(state, position - 1, size)))
    end
  end
end

local function setter(called, code, low, high)
  return function(...)
    if select("#", ...) ~= 3 then
      return false
    end
    local bytes, position, value = ...
    local state = check(Bytes, bytes, 1, called)
    position = integer(position, 2, called, 0)
    value = integer(value, 3, called, 0)
    if not is_index(position) or value < low or value > high then
      return false
    end
    set(state, position - 1, pack(code, value))
    return true
  end
end

local function define_append(name, code, low, high)
  functions["append_" .. name] = function(...)
    if select("#", ...) ~= 2 then
      return false
    end
    local bytes, value = ...
    local state = check(Bytes, bytes, 1, "append_" .. name)
    value = integer(value, 2, "append_" .. name, 0)
    if value < low or value > high then
      return false
    end
    set(state, state.size, pack(code, value))
    return true
  end
end

local function define(name, code, size, low, high)
  functions["get_" .. name] = getter("get_" .. name, code, size)
  functions["set_" .. name] = setter("set_" .. name, code, low, high)
  define_append(name, code, low, high)
end

define("byte", "B", 1, 0, 0xFF)
for _, size in ipairs({ 2, 4, 8 }) do
  local high = math.maxinteger >> (64 - 8 * size)
  for suffix, order in pairs({ [""] = ">", _be = ">", _le = "<" }) do
    define(format("int%d%s", 8 * size, suffix), order .. "i" .. size, size, ~high, high)
  end
end

-- Integers of seven bits a byte, the lowest first. Writing them does not change the size.

local LOWEST, HIGHEST = -0x80000000, 0x7FFFFFFF

local function write_var_int(state, offset, value)
  value = value & LARGEST
  local data = ""
  while value >= 0x80 do
    data = data .. pack("B", value & 0x7F | 0x80)
    value = value >> 7
  end
  data = data .. pack("B", value)
  write(state, offset, data)
  state.capacity = offset + 5 > state.capacity and offset + 5 or state.capacity
  return #data
end

function functions.get_var_int(...)
  if select("#", ...) ~= 2 then
    return
  end
  local bytes, position = ...
  local state = check(Bytes, bytes, 1, "get_var_int")
  position = integer(position, 2, "get_var_int", 0)
  if not is_index(position) then
    return
  end
  local value, size = 0, 0
  repeat
    local part = byte(read(state, position - 1 + size, 1))
    value = value | (part & 0x7F) << 7 * size
    size = size + 1
  until part < 0x80
  return value & LARGEST, size
end

function functions.set_var_int(...)
  if select("#", ...) ~= 3 then
    return 0
  end
  local bytes, position, value = ...
  local state = check(Bytes, bytes, 1, "set_var_int")
  position = integer(position, 2, "set_var_int", 0)
  value = integer(value, 3, "set_var_int", 0)
  if not is_index(position) or value < LOWEST or value > HIGHEST then
    return 0
  end
  return write_var_int(state, position - 1, value)
end

function functions.append_var_int(...)
  if select("#", ...) ~= 2 then
    return 0
  end
  local bytes, value = ...
  local state = check(Bytes, bytes, 1, "append_var_int")
  value = integer(value, 2, "append_var_int", 0)
  if value < LOWEST or value > HIGHEST then
    return 0
  end
  return write_var_int(state, state.size, value)
end

-- Strings, which may contain zeros here, and other bytes.

local function text(value)
  return (type(value) == "string" or type(value) == "number") and tostring(value) or nil
end

function functions.get_string(...)
  if select("#", ...) ~= 3 then
    return
  end
  local bytes, position, size = ...
  local state = check(Bytes, bytes, 1, "get_string")
  position = integer(position, 2, "get_string", 0)
  size = integer(size, 3, "get_string", 0)
  if is_index(position) and size >= 0 and size <= LARGEST then
    return read(state, position - 1, size)
  end
end

function functions.get_bytes(...)
  if select("#", ...) ~= 3 then
    return
  end
  local bytes, position, size = ...
  local state = check(Bytes, bytes, 1, "get_bytes")
  position = integer(position, 2, "get_bytes", 0)
  size = integer(size, 3, "get_bytes", 0)
  if is_index(position) and size >= 0 and size <= LARGEST then
    return api.new_bytes(read(state, position - 1, size))
  end
end

function functions.set_string(...)
  if select("#", ...) ~= 3 then
    return false
  end
  local bytes, position, value = ...
  local state = check(Bytes, bytes, 1, "set_string")
  position = integer(position, 2, "set_string", 0)
  local data = text(value)
  if not data then
    api.bad_argument(3, "set_string", "string expected, got " .. type(value), 2)
  end
  if not is_index(position) then
    return false
  end
  set(state, position - 1, data)
  return true
end

function functions.append_string(...)
  if select("#", ...) ~= 2 then
    return false
  end
  local bytes, value = ...
  local state = check(Bytes, bytes, 1, "append_string")
  local data = text(value)
  if not data or data == "" then
    return false
  end
  set(state, state.size, data)
  return true
end

function functions.set_bytes(...)
  if select("#", ...) ~= 4 then
    return false
  end
  local bytes, position, value, size = ...
  local state = check(Bytes, bytes, 1, "set_bytes")
  position = integer(position, 2, "set_bytes", 0)
  local other = check(Bytes, value, 3, "set_bytes")
  size = integer(size, 4, "set_bytes", 0)
  if not is_index(position) or size < 0 or size > other.size then
    return false
  end
  set(state, position - 1, read(other, 0, size))
  return true
end

function functions.append_bytes(...)
  if select("#", ...) ~= 3 then
    return false
  end
  local bytes, value, size = ...
  local state = check(Bytes, bytes, 1, "append_bytes")
  local other = check(Bytes, value, 2, "append_bytes")
  size = integer(size, 3, "append_bytes", 0)
  if size < 0 or size > LARGEST then
    return false
  end
  set(state, state.size, read(other, 0, size < other.size and size or other.size))
  return true
end

function functions.size(...)
  if select("#", ...) ~= 1 then
    return 0
  end
  return check(Bytes, (...), 1, "size").size
end

-- Only checks that there is room: the size does not change without a write.
function functions.set_size(...)
  if select("#", ...) ~= 2 then
    return false
  end
  local bytes, size = ...
  local state = check(Bytes, bytes, 1, "set_size")
  size = integer(size, 2, "set_size", 0)
  return size >= 0 and size <= state.capacity
end

function functions.get_type(bytes)
  return check(Bytes, bytes, 1, "get_type").type
end

function functions.set_type(...)
  if select("#", ...) ~= 2 then
    return false
  end
  local bytes, kind = ...
  local state = check(Bytes, bytes, 1, "set_type")
  kind = integer(kind, 2, "set_type", 0)
  if kind == 0 then
    return false
  end
  state.type = kind
  return true
end

Bytes.__index = getter("index", "B", 1)
Bytes.__newindex = setter("newindex", "B", 0, 0xFF)
-- Lua passes two arguments, so this never returns the size, as on the server.
Bytes.__len = functions.size

function Bytes.show(state)
  if state.size > 0 then
    return (api.content(state):gsub(".", function(character)
      return format("%02X ", byte(character))
    end):sub(1, -2))
  end
end

function Bytes.__tostring(bytes)
  return Bytes.show(check(Bytes, bytes, 1, "tostring")) or "Bytes()"
end

function Bytes.describe(state)
  return "bytes", state.type, api.content(state)
end

bytes = api.library(functions, function(_, ...)
  local arguments = select("#", ...)
  if arguments > 1 then
    return
  end
  local capacity = integer((...), 2, "bytes", 0)
  return api.new_bytes("", BLOB, capacity & LARGEST)
end)

function api.new_geojson(content)
  return object(GeoJSON, content)
end

function GeoJSON.show(content)
  return api.quoted(content)
end

function GeoJSON.__tostring(geojson)
  return api.quoted(check(GeoJSON, geojson, 1, "tostring"))
end

function GeoJSON.__index()
  error("attempt to index a GeoJSON value", 2)
end
GeoJSON.__newindex = GeoJSON.__index

function GeoJSON.__len()
  error("attempt to get length of a GeoJSON value", 2)
end

function GeoJSON.describe(content)
  return "geojson", 0, content
end

geojson = api.library({}, function(_, ...)
  local content = select("#", ...) == 1 and api.text((...), 2, "geojson")
  if content then
    return api.new_geojson(content)
  end
end)
