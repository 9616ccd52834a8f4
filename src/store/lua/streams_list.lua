-- Lists the live streams of a viewer. Writes nothing.
--
-- KEYS[1]  the viewer's record (hash: secret -> "end:start:device", times in ms; "viewer" -> the viewer;
--          "generation" -> "created:latest start")
--
-- Returns { viewer, secret, remaining ms, "start:device", secret, ... }; only "" when there is no record

local key = KEYS[1]

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)

local fields = redis.call('HGETALL', key)
local listed = { '' }
for i = 1, #fields, 2 do
  local name, value = fields[i], fields[i + 1]
  if name == 'viewer' then
    listed[1] = value
  elseif name ~= 'generation' then
    local endMs, restoreState = string.match(value, '^(%d+):(%d+:.*)$')
    local remainingMs = tonumber(endMs or 0) - nowMs
    if remainingMs > 0 then
      listed[#listed + 1] = name
      listed[#listed + 1] = remainingMs
      listed[#listed + 1] = restoreState
    end
  end
end
return listed
