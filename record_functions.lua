-- Functions on records, for the tests.

function echo(rec, value)
  return value
end

function type_of(rec, value)
  return type(value)
end

function count_arguments(rec, ...)
  return select("#", ...)
end

function get(rec, name)
  return rec[name]
end

function put(rec, name, value)
  rec[name] = value
  if aerospike:exists(rec) then
    return aerospike:update(rec)
  end
  return aerospike:create(rec)
end

function add(rec, name, number)
  rec[name] = (rec[name] or 0) + number
  aerospike:update(rec)
  return rec[name]
end

function forget(rec, name)
  rec[name] = nil
  return aerospike:update(rec)
end

function remove(rec)
  return aerospike:remove(rec)
end

function exists(rec)
  return aerospike:exists(rec)
end

function assign_only(rec, name, value)
  rec[name] = value
  return rec[name]
end

function set_ttl(rec, seconds)
  record.set_ttl(rec, seconds)
  rec.touched = 1
  return aerospike:update(rec)
end

function about(rec)
  return map({
    generation = record.gen(rec),
    set = record.setname(rec),
    bins = record.numbins(rec),
    key = record.key(rec),
    digest = bytes.size(record.digest(rec)),
  })
end

function names(rec)
  local found = list()
  for _, name in ipairs(record.bin_names(rec)) do
    list.append(found, name)
  end
  return found
end

function make_list(rec)
  local made = list({ 1, 2, 3 })
  list.append(made, "four")
  list.prepend(made, 0.5)
  list.insert(made, 2, true)
  list.remove(made, 3)
  return made
end

function list_parts(rec, values)
  local sum = 0
  for value in list.iterator(values) do
    sum = sum + value
  end
  return list({
    list.take(values, 2),
    list.drop(values, 2),
    list.merge(values, list({ 0 })),
    list.size(values),
    #values,
    values[1],
    sum,
  })
end

function make_map(rec)
  local made = map()
  made.name = "x"
  made[1] = list({ 1, map({ inner = bytes(0) }) })
  made.gone = 1
  map.remove(made, "gone")
  return made
end

function map_parts(rec, one, other)
  local keys, values = list(), list()
  for key in map.keys(one) do
    list.append(keys, key)
  end
  for value in map.values(one) do
    list.append(values, value)
  end
  return list({
    keys,
    values,
    map.merge(one, other),
    map.merge(one, other, function(mine, others)
      return mine * others
    end),
    map.diff(one, other),
    map.size(one),
  })
end

function make_bytes(rec)
  local made = bytes(4)
  made[1] = 1
  bytes.set_int16(made, 2, 515)
  bytes.append_byte(made, 255)
  bytes.append_string(made, "ab")
  return made
end

function bytes_parts(rec, data)
  return list({
    bytes.size(data),
    bytes.get_byte(data, 1),
    bytes.get_int16(data, 1),
    bytes.get_int32_le(data, 1),
    bytes.get_string(data, 1, 2),
    bytes.get_bytes(data, 2, 2),
  })
end

function shown(rec, value)
  return tostring(value)
end

function location(rec)
  return geojson('{"type": "Point", "coordinates": [1.5, 2]}')
end

function log(rec)
  trace("a %s", "trace")
  debug("a %s", "debug")
  info("%d", 1)
  warn("a %s", "warning")
  return "logged"
end

function give_table(rec)
  return { 1 }
end

function give_record(rec)
  return rec
end

function give_zero(rec)
  return "a\0b"
end

function fail(rec)
  error("on purpose")
end

function fail_with_table(rec)
  error({ 1 })
end

function index_nil(rec)
  local nothing = nil
  return nothing.field
end

function call_nothing(rec)
  no_such_function()
end

function add_table(rec)
  return 1 + {}
end

function put_table(rec)
  rec.x = {}
end

function too_many_bins(rec)
  for number = 1, 600 do
    rec["b" .. number] = number
  end
  return aerospike:update(rec)
end

function too_big(rec)
  rec.x = string.rep("x", 2000000)
  return aerospike:update(rec)
end

function update_then_fail(rec)
  rec.n = 100
  aerospike:update(rec)
  error("too late")
end

function forever(rec)
  while true do
  end
end
