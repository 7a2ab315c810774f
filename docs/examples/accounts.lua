-- Adds to a balance, and keeps the last ten amounts.
function deposit(rec, amount)
  if not aerospike:exists(rec) then
    rec.balance = amount
    rec.amounts = list({ amount })
    aerospike:create(rec)
    return rec.balance
  end
  local amounts = rec.amounts
  list.append(amounts, amount)
  if list.size(amounts) > 10 then
    list.remove(amounts, 1)
  end
  rec.balance = rec.balance + amount
  rec.amounts = amounts
  aerospike:update(rec)
  return rec.balance
end

function withdraw(rec, amount)
  if amount > rec.balance then
    error("the balance is " .. rec.balance)
  end
  rec.balance = rec.balance - amount
  aerospike:update(rec)
  return map({ balance = rec.balance, deposits = #rec.amounts })
end

function pay_interest(rec, percent)
  rec.balance = rec.balance + rec.balance * percent // 100
  aerospike:update(rec)
end
