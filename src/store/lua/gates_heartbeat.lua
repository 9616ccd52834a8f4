-- Stores the watermark of a gate and returns the low watermark of all gates.
--
-- KEYS[1]  the membership (sorted set: gate -> watermark in ms: streams that expired by then play on it no more)
--
-- ARGV[1]  the gate
-- ARGV[2]  its watermark, ms; 0 for now
-- ARGV[3]  how long an unresponsive gate stays a member, ms
--
-- Returns { previous watermark of the gate in ms, -1 for none; now in ms; low watermark of all gates in ms }

local key = KEYS[1]
local gate = ARGV[1]
local watermarkMs = tonumber(ARGV[2])
local memberTtlMs = tonumber(ARGV[3])

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
if watermarkMs == 0 then watermarkMs = nowMs end

local previous = redis.call('ZSCORE', key, gate)
redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', nowMs - memberTtlMs))
redis.call('ZADD', key, string.format('%.0f', watermarkMs), gate)
redis.call('PEXPIREAT', key, string.format('%.0f', nowMs + memberTtlMs))
local lowest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
return { previous and tonumber(previous) or -1, nowMs, tonumber(lowest[2]) }
