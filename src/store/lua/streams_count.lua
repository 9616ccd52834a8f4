-- Counts the live streams in one shard of the index of active streams, and removes expired ones.
--
-- KEYS[1]  a shard of the index (sorted set: secret -> end in ms)
--
-- Returns the number of live streams

local key = KEYS[1]

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)

redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', nowMs))
return redis.call('ZCARD', key)
