-- Keeps modules away from files, processes, native code, and unlimited time.
--
-- The real server allows all of this. A development server runs on a developer's machine.

local api = ...

local pairs, load_chunk, raw_type, create = pairs, load, type, coroutine.create
local resume, error = coroutine.resume, error

local HIDDEN = { "debug", "io", "python", "dofile", "loadfile" }
local OS = { "clock", "date", "difftime", "time" }

local safe_os = {}
for _, name in pairs(OS) do
  safe_os[name] = os[name]
end
os = safe_os

for _, name in pairs(HIDDEN) do
  package.loaded[name], _G[name] = nil, nil
end
package.loaded.os = safe_os
-- Replaces the library of this name.
debug = api.debug
package.loadlib, package.searchpath, package.path, package.cpath = nil, nil, "", ""
-- The other searchers find preloaded libraries and registered modules.
for at = #package.searchers, 3, -1 do
  package.searchers[at] = nil
end

-- Bytecode could break out.
function load(chunk, name, _, ...)
  return load_chunk(chunk, name, "t", ...)
end

-- A hook applies to one coroutine only.
function coroutine.create(called)
  if raw_type(called) ~= "function" then
    api.bad_argument(1, "create", "function expected", 2)
  end
  return create(function(...)
    api.watch()
    return called(...)
  end)
end

local function resumed(succeeded, ...)
  if not succeeded then
    error((...), 0)
  end
  return ...
end

function coroutine.wrap(called)
  local thread = coroutine.create(called)
  return function(...)
    return resumed(resume(thread, ...))
  end
end
