// The simple alternative that the gate is compared with: http-proxy, and one Redis GET for each request.
// node bench/peer.js UPSTREAM_URL REDIS_URL
import { Agent, createServer } from 'node:http'
import httpProxy from 'http-proxy'
import { Redis } from 'ioredis'

const [upstreamUrl, redisUrl] = process.argv.slice(2)
const redis = new Redis(redisUrl)
const proxy = httpProxy.createProxyServer({ target: upstreamUrl, agent: new Agent({ keepAlive: true }) })

const server = createServer((request, response) => {
  redis.get(`peer:${request.headers['x-stream-token']}`).then(session => {
    if (session === null) response.writeHead(401, { 'content-length': 0 }).end()
    else proxy.web(request, response, undefined, () => { response.destroy() })
  }, () => { response.writeHead(503).end() })
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', () => { console.log(JSON.stringify({ port: server.address().port })) })
