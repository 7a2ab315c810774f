local function add(one, other)
  return one + other
end

local function price(rec)
  return rec.price
end

-- The sum of all prices.
function total(stream)
  return stream:map(price):reduce(add)
end

-- The prices above a limit, one by one.
function prices_above(stream, limit)
  local function is_above(rec)
    return rec.price > limit
  end
  return stream:filter(is_above):map(price)
end

-- The sum of the prices of each product.
function total_by_product(stream)
  local function count(totals, rec)
    totals[rec.product] = (totals[rec.product] or 0) + rec.price
    return totals
  end
  local function merge(totals, others)
    return map.merge(totals, others, add)
  end
  return stream:aggregate(map(), count):reduce(merge)
end

-- A list of the prices below ten and one of the others.
function cheap_and_dear(stream)
  return stream:map(price):groupby(function(number)
    return number < 10 and "cheap" or "dear"
  end)
end

-- The mean price: what is behind the reduction runs in the client.
function mean(stream)
  local function count(sums, rec)
    return map({ n = sums.n + 1, sum = sums.sum + rec.price })
  end
  local function merge(one, other)
    return map({ n = one.n + other.n, sum = one.sum + other.sum })
  end
  return stream:aggregate(map({ n = 0, sum = 0 }), count):reduce(merge):map(function(sums)
    return sums.sum / sums.n
  end)
end
