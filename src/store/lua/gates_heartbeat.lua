-- Notes that a gate lives and of which expired streams it has let go, and tells the same of all gates.
--
-- KEYS[1]  the gates (sorted set: gate -> until when it has let go of expired streams, in ms)
--
-- ARGV[1]  the gate
-- ARGV[2]  until when it has let go, in ms; 0 for now
-- ARGV[3]  for how long a gate counts that says no more, in ms
--
-- Returns { what the gate had noted before, -1 for nothing; now in ms; until when all gates have let go }

local key = KEYS[1]
local gate = ARGV[1]
local letGoMs = tonumber(ARGV[2])
local keptMs = tonumber(ARGV[3])

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
if letGoMs == 0 then letGoMs = nowMs end

local before = redis.call('ZSCORE', key, gate)
redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', nowMs - keptMs))
redis.call('ZADD', key, string.format('%.0f', letGoMs), gate)
redis.call('PEXPIREAT', key, string.format('%.0f', nowMs + keptMs))
local last = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
return { before and tonumber(before) or -1, nowMs, tonumber(last[2]) }
