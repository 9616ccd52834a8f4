-- Counts the live streams of one shard of the books, and drops the expired.
--
-- KEYS[1]  a shard of the books (sorted set: secret -> end in ms)
--
-- Returns how many there are

local key = KEYS[1]

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)

redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', nowMs))
return redis.call('ZCARD', key)
