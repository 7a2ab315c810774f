-- Functions on streams, for the tests.

local function add(one, other)
  return one + other
end

local function number(rec)
  return rec.n
end

function count(stream)
  return stream
    : map(function(rec)
      return 1
    end)
    : reduce(add)
end

function sum(stream, name)
  return stream
    : map(function(rec)
      return rec[name]
    end)
    : reduce(add)
end

function numbers_from(stream, low)
  return stream
    : filter(function(rec)
      return rec.n >= low
    end)
    : map(number)
end

function squares(stream)
  return stream
    : map(number)
    : filter(function(n)
      return n % 2 == 0
    end)
    : map(function(n)
      return n * n
    end)
end

function statistics(stream)
  return stream
    : aggregate(map({ n = 0, sum = 0 }), function(so_far, rec)
      so_far.n = so_far.n + 1
      so_far.sum = so_far.sum + rec.n
      return so_far
    end)
    : reduce(function(one, other)
      return map({ n = one.n + other.n, sum = one.sum + other.sum })
    end)
end

function count_by_rest(stream, divisor)
  return stream
    : aggregate(map(), function(counts, rec)
      local rest = rec.n % divisor
      counts[rest] = (counts[rest] or 0) + 1
      return counts
    end)
    : reduce(function(one, other)
      return map.merge(one, other, add)
    end)
end

function group_by_rest(stream, divisor)
  return stream
    : map(number)
    : groupby(function(n)
      return n % divisor
    end)
end

function average(stream)
  return stream
    : map(number)
    : reduce(add)
    : map(function(total)
      return total / 100
    end)
end

function descriptions(stream)
  return stream : map(function(rec)
    return map({
      n = rec.n,
      half = rec.n / 2,
      even = rec.n % 2 == 0,
      tags = rec.tags,
      set = record.setname(rec),
    })
  end)
end

function some_nil(stream)
  return stream : map(function(rec)
    if rec.n < 10 then
      return rec.n
    end
  end)
end

function arguments(stream, ...)
  local given = list({ ... })
  return stream : map(function(rec)
    return given
  end)
end

function fail(stream)
  return stream : map(function(rec)
    error("in the stream")
  end)
end

function fail_at_once(stream)
  error("at once")
end

function fail_behind_reduce(stream)
  return stream
    : map(number)
    : reduce(add)
    : map(function(total)
      error("in the client")
    end)
end

function write(stream)
  return stream : map(function(rec)
    rec.n = -1
    return aerospike:update(rec)
  end)
end
