-- The population of each country.

local function add(total, record)
    local country = record.country
    total[country] = (total[country] or 0) + record.population
    return total
end

local function sum(one, other)
    return one + other
end

local function merge(one, other)
    return map.merge(one, other, sum)
end

function by_country(stream)
    return stream : aggregate(map(), add) : reduce(merge)
end
