-- Functions on streams of records: the part of an aggregation that a server does.
--
-- A module adds steps to the stream that it gets. The server runs them up to the first reduce,
-- which the client completes.

local api = ...

local select, setmetatable, next, unpack, raw_type =
  select, setmetatable, next, table.unpack, type

-- An aggregate of this size is put out, and a new one begins.
local LARGE = 1000

local makers = {}

function makers.filter(source, is_wanted)
  return function()
    local value
    repeat
      value = source()
    until value == nil or is_wanted(value)
    return value
  end
end

function makers.map(source, change)
  return function()
    local value = source()
    if value ~= nil then
      return change(value)
    end
  end
end

local function once(give)
  local is_over = false
  return function()
    if not is_over then
      local value
      value, is_over = give()
      return value
    end
  end
end

function makers.reduce(source, combine)
  return once(function()
    local result = source()
    if result ~= nil then
      for value in source do
        result = combine(result, value)
      end
    end
    return result, true
  end)
end

local function copy(value)
  if raw_type(value) ~= "table" then
    return value
  end
  local _, class = api.any(value)
  if class == api.Map then
    return map.clone(value)
  elseif class == api.List then
    return list.clone(value)
  elseif class then
    return nil
  end
  local copied = {}
  for key, item in next, value do
    copied[key] = item
  end
  return copied
end

function makers.aggregate(source, initial, add)
  return once(function()
    local result = copy(initial)
    for value in source do
      result = add(result, value)
      if raw_type(result) == "number" and result >= LARGE then
        return result, false
      end
    end
    return result, true
  end)
end

local Stream = {}
Stream.__index = Stream

for name, make in next, makers do
  Stream[name] = function(self, ...)
    self.ops[#self.ops + 1] = { make = make, ends = name == "reduce", arguments = { ... } }
    return self
  end
end

local function append(group, value)
  list.append(group, value)
  return group
end

function Stream:groupby(choose)
  local function add(groups, value)
    local key = choose and choose(value) or nil
    groups[key] = append(groups[key] or list(), value)
    return groups
  end
  return self:aggregate(map(), add):reduce(function(groups, others)
    return map.merge(groups, others, list.merge)
  end)
end

-- Calls a function of the module, and returns an iterator over the values of its stream. The
-- iterator returns whether it succeeded, a value or the error, and whether there is a value.
function api.stream(name, read, ...)
  local called = _G[name]
  if called == nil then
    return false, "function not found"
  end
  local stream = setmetatable({ ops = {} }, Stream)
  local succeeded, result = api.call(called, stream, ...)
  if not succeeded then
    return false, result
  end
  -- Loops pass arguments, which are not for the reader.
  local function source()
    return read()
  end
  succeeded, result = api.call(function()
    for _, op in ipairs(result.ops) do
      source = op.make(source, unpack(op.arguments)) or source
      if op.ends then
        break
      end
    end
  end)
  if not succeeded then
    return false, result
  end
  return true, function()
    local is_value, value
    repeat
      local went_well, given = api.call(source)
      if not went_well then
        return false, given, false
      elseif given == nil then
        return true, nil, false
      end
      is_value, value = api.take(given)
    until is_value
    return true, value, true
  end
end
