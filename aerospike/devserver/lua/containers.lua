-- Lists and maps.
--
-- The state of a list is {items, n, flags, room, growth}: a nil is a hole in the items. That of a
-- map is {order, keys, values, n, flags}: keys by their sort keys, which order has sorted.

local api = ...

local next, select, sort, move, unpack = next, select, table.sort, table.move, table.unpack
local raw_type, math_type, format, concat = type, math.type, string.format, table.concat
local remove, insert = table.remove, table.insert
local check, integer, take, give, object = api.check, api.integer, api.take, api.give, api.object

local List, Map = api.class("List"), api.class("Map")
api.List, api.Map = List, Map

-- Elements that are not values, such as tables and functions, are left out. Records fail.
local function element(...)
  local is_value, taken = take((...))
  return is_value and select("#", ...) > 0 and not api.state(api.Record, (...)), taken
end

local GROWTH = 10

local function new_list(items, n, flags, room, growth)
  return object(List, {
    items = items,
    n = n,
    flags = flags or 0,
    room = room or n,
    growth = growth or GROWTH,
  })
end
api.new_list = new_list

-- A list without growth is full when its room is used up.
local function has_room(state, n)
  return state.growth > 0 or n <= state.room
end

local function list_insert(state, position, value)
  local n = state.n
  local grown = (position > n and position or n + 1)
  if not has_room(state, grown) then
    return
  end
  if position <= n then
    move(state.items, position, n, position + 1)
  end
  state.items[position] = value
  state.n = grown
end

local functions = {}

function functions.create(...)
  local arguments = select("#", ...)
  if arguments < 1 or arguments > 2 then
    return
  end
  local room, growth = ...
  room = integer(room, 1, "create", -1)
  growth = integer(growth, 2, "create", GROWTH)
  if room >= 0 and growth >= 0 then
    return new_list({}, 0, 0, room, growth)
  end
end
functions.new = functions.create

function functions.insert(list, position, ...)
  local state = check(List, list, 1, "insert")
  position = integer(position, 2, "insert", 0)
  local is_element, taken = element(...)
  if position > 0 and is_element then
    list_insert(state, position, taken)
  end
end

function functions.append(list, ...)
  local state = check(List, list, 1, "append")
  local is_element, taken = element(...)
  if is_element then
    list_insert(state, state.n + 1, taken)
  end
end

function functions.prepend(list, ...)
  local state = check(List, list, 1, "prepend")
  local is_element, taken = element(...)
  if is_element then
    list_insert(state, 1, taken)
  end
end

function functions.remove(list, position)
  local state = check(List, list, 1, "remove")
  position = integer(position, 2, "remove", 0)
  if position > 0 and position <= state.n then
    move(state.items, position + 1, state.n + 1, position)
    state.n = state.n - 1
  end
end

function functions.concat(list, other)
  local state = check(List, list, 1, "concat")
  local added = check(List, other, 2, "concat")
  local n = added.n
  if has_room(state, state.n + n) then
    move(added.items, 1, n, state.n + 1, state.items)
    state.n = state.n + n
  end
end

function functions.trim(list, position)
  local state = check(List, list, 1, "trim")
  position = integer(position, 2, "trim", 0)
  if position > 0 and position <= state.n then
    for at = position, state.n do
      state.items[at] = nil
    end
    state.n = position - 1
  end
end

local function part(state, first, last)
  local n = last - first + 1
  return new_list(move(state.items, first, last, 1, {}), n, 0, n, state.growth)
end

function functions.take(list, count)
  local state = check(List, list, 1, "take")
  count = integer(count, 2, "take", 0)
  if count > 0 then
    return part(state, 1, count < state.n and count or state.n)
  end
  return nil
end

function functions.drop(list, count)
  local state = check(List, list, 1, "drop")
  count = integer(count, 2, "drop", 0)
  if count > 0 then
    return part(state, (count < state.n and count or state.n) + 1, state.n)
  end
  return nil
end

function functions.size(list)
  return check(List, list, 1, "size").n
end

function functions.nbytes(list)
  check(List, list, 1, "nbytes")
  return api.host.packed_size(list)
end

function functions.iterator(list)
  local state = check(List, list, 1, "iterator")
  local at = 0
  return api.iterate(api.step, function()
    return at < state.n
  end, function()
    if at < state.n then
      at = at + 1
      return give(state.items[at])
    end
  end)
end

-- Copies end at a nil, like any loop over a list.
local function until_nil(items, copy, n)
  local at = 1
  while items[at] ~= nil do
    n = n + 1
    copy[n] = give(items[at])
    at = at + 1
  end
  return n
end

function functions.clone(list)
  local copy = {}
  return new_list(copy, until_nil(check(List, list, 1, "iterator").items, copy, 0))
end

function functions.merge(list, other)
  local first = check(List, list, 1, "iterator")
  local second = check(List, other, 1, "iterator")
  local copy = {}
  local n = until_nil(first.items, copy, 0)
  return new_list(copy, until_nil(second.items, copy, n))
end

function List.__index(list, position)
  local state = check(List, list, 1, "index")
  return give(state.items[integer(position, 2, "index", 0)])
end

function List.__newindex(list, position, value)
  local state = check(List, list, 1, "newindex")
  position = integer(position, 2, "newindex", 0)
  local is_element, taken = element(value)
  if position > 0 and is_element and (position <= state.n or has_room(state, position)) then
    state.items[position] = taken
    state.n = position > state.n and position or state.n
  end
end

function List.__len(list)
  return check(List, list, 1, "len").n
end

list = api.library(functions, function(_, ...)
  local items, n = {}, 0
  local elements = ...
  if select("#", ...) == 1 and raw_type(elements) == "table" and not api.any(elements) then
    for key, value in next, elements do
      if math_type(key) then
        local is_value, taken = take(value)
        n = n + 1
        if is_value then
          items[n] = taken
        end
      end
    end
  end
  return new_list(items, n)
end)

-- Integers sort before strings, strings before bytes. Other values cannot be keys.
local function sort_key(key)
  local kind = raw_type(key)
  if kind == "string" then
    return "s" .. key
  elseif kind == "number" then
    return math_type(key) == "integer" and key or nil
  end
  local bytes = api.state(api.Bytes, key)
  return bytes and bytes.type == api.BLOB and "t" .. api.content(bytes) or nil
end

local function is_before(one, other)
  local one_is_text, other_is_text = raw_type(one) == "string", raw_type(other) == "string"
  if one_is_text == other_is_text then
    return one < other
  end
  return other_is_text
end

local function place(order, n, sorted)
  local low, high = 1, n + 1
  while low < high do
    local middle = (low + high) // 2
    if is_before(order[middle], sorted) then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end

local function new_map(flags)
  local state = { order = {}, keys = {}, values = {}, n = 0, flags = flags or 0 }
  return object(Map, state), state
end

local function map_set(state, key, value)
  local sorted = sort_key(key)
  if sorted == nil then
    return false
  end
  if state.keys[sorted] == nil then
    insert(state.order, place(state.order, state.n, sorted), sorted)
    state.n = state.n + 1
  end
  state.keys[sorted] = key
  state.values[sorted] = value
  return true
end

local function map_remove(state, key)
  local sorted = sort_key(key)
  if sorted ~= nil and state.keys[sorted] ~= nil then
    remove(state.order, place(state.order, state.n, sorted))
    state.n = state.n - 1
    state.keys[sorted], state.values[sorted] = nil, nil
  end
end

local function map_get(state, key)
  local is_value, taken = take(key)
  local sorted = is_value and sort_key(taken)
  if sorted then
    return give(state.values[sorted])
  end
end

-- A map of keys and values in order; nil if a key is not allowed.
function api.new_map(keys, values, n, flags)
  local map, state = new_map(flags)
  for at = 1, n do
    if not map_set(state, keys[at], values[at]) then
      return nil
    end
  end
  return map
end

-- A loop over the pairs of a map; `choose` returns the values of the loop for a pair.
local function walk(state, choose)
  local at = 0
  return api.iterate(api.step, function()
    return at < state.n
  end, function()
    if at < state.n then
      at = at + 1
      local sorted = state.order[at]
      return choose(give(state.keys[sorted]), give(state.values[sorted]))
    end
  end)
end

local map_functions = {}

function map_functions.create(...)
  if select("#", ...) == 1 and integer((...), 1, "create", 0) > 0 then
    return (new_map())
  end
end
map_functions.new = map_functions.create

function map_functions.size(map)
  return check(Map, map, 1, "size").n
end

function map_functions.nbytes(map)
  check(Map, map, 1, "nbytes")
  return api.host.packed_size(map)
end

function map_functions.remove(map, key)
  local state = check(Map, map, 1, "remove")
  local is_value, taken = take(key)
  if is_value then
    map_remove(state, taken)
  end
end

function map_functions.pairs(map)
  return walk(check(Map, map, 1, "pairs"), function(key, value)
    return key, value
  end)
end
map_functions.iterator = map_functions.pairs

function map_functions.keys(map)
  return walk(check(Map, map, 1, "keys"), function(key)
    return key
  end)
end

function map_functions.values(map)
  return walk(check(Map, map, 1, "values"), function(_, value)
    return value
  end)
end

-- The results of the functions below contain no nils.
local function copy_pairs(from, to, wanted)
  for at = 1, from.n do
    local sorted = from.order[at]
    local value = give(from.values[sorted])
    if value ~= nil then
      value = wanted(sorted, value)
      if value ~= nil then
        map_set(to, from.keys[sorted], value)
      end
    end
  end
end

local function same(_, value)
  return value
end

function map_functions.clone(map)
  local copy, state = new_map()
  copy_pairs(check(Map, map, 1, "pairs"), state, same)
  return copy
end

function map_functions.merge(map, other, combine)
  local first, second = check(Map, map, 1, "pairs"), check(Map, other, 1, "pairs")
  local merged, state = new_map()
  copy_pairs(first, state, same)
  copy_pairs(second, state, function(sorted, value)
    local mine = state.values[sorted]
    if mine and raw_type(combine) == "function" then
      return combine(give(first.values[sorted]), value) or value
    end
    return value
  end)
  return merged
end

-- The keys of the second argument are read before its type is checked.
function map_functions.diff(map, other)
  local first = check(Map, map, 1, "pairs")
  local different, state = new_map()
  copy_pairs(first, state, function(sorted, value)
    if not other[give(first.keys[sorted])] then
      return value
    end
  end)
  copy_pairs(check(Map, other, 1, "pairs"), state, function(sorted, value)
    if not first.values[sorted] then
      return value
    end
  end)
  return different
end

function Map.__index(map, key)
  return map_get(check(Map, map, 1, "index"), key)
end

-- Assigning nil keeps the key. Assigning something that is not a value removes it.
function Map.__newindex(map, key, value)
  local state = check(Map, map, 1, "newindex")
  local is_key, taken_key = take(key)
  if not is_key or api.state(api.Record, value) then
    return
  end
  local is_value, taken = take(value)
  if is_value then
    map_set(state, taken_key, taken)
  else
    map_remove(state, taken_key)
  end
end

function Map.__len(map)
  return check(Map, map, 1, "len").n
end

map = api.library(map_functions, function(_, ...)
  local made, state = new_map()
  local pairs_of = ...
  local arguments = select("#", ...)
  if arguments == 2 then
    integer(select(2, ...), 3, "map", 0)
  end
  if
    (arguments == 1 or arguments == 2)
    and raw_type(pairs_of) == "table"
    and not api.any(pairs_of)
  then
    for key, value in next, pairs_of do
      local is_key, taken_key = take(key)
      local is_value, taken = take(value)
      if is_key and is_value then
        map_set(state, taken_key, taken)
      end
    end
  end
  return made
end)

-- The text of values for tostring(), which depends on their place.

local show

local function show_list(state)
  local shown = {}
  for at = 1, state.n do
    shown[at] = show(state.items[at]) or "<NULL>"
  end
  return "[" .. concat(shown, ", ") .. "]"
end

local function show_map(state)
  local shown = {}
  for at = 1, state.n do
    local sorted = state.order[at]
    local key, value = show(state.keys[sorted]), show(state.values[sorted])
    if not key or not value then
      break
    end
    shown[at] = key .. ":" .. value
  end
  return "{" .. concat(shown, ", ") .. "}"
end

local function quoted(text)
  return '"' .. give(text) .. '"'
end

function show(value)
  local kind = raw_type(value)
  if kind == "nil" then
    return "NIL"
  elseif kind == "string" then
    return quoted(value)
  elseif kind == "number" then
    return format(math_type(value) == "integer" and "%d" or "%.16g", value)
  elseif kind == "boolean" then
    return value and "true" or "false"
  end
  local state, class = api.any(value)
  return class.show and class.show(state) or class == api.Record and "[ REC ]" or nil
end

List.show, Map.show = show_list, show_map
api.quoted = quoted

function List.__tostring(list)
  return show_list(check(List, list, 1, "tostring"))
end

function Map.__tostring(map)
  return show_map(check(Map, map, 1, "tostring"))
end

functions.tostring, map_functions.tostring = List.__tostring, Map.__tostring

-- For Python: all elements of a container at once.

function List.describe(state)
  return "list", state.flags, unpack(state.items, 1, state.n)
end

function Map.describe(state)
  local all = {}
  for at = 1, state.n do
    local sorted = state.order[at]
    all[2 * at - 1], all[2 * at] = state.keys[sorted], state.values[sorted]
  end
  return "map", state.flags, unpack(all, 1, 2 * state.n)
end

function math.sum(a, b)
  return a + b
end

function math.product(a, b)
  return a * b
end
