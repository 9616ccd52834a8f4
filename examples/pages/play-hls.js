// Plays HLS through a gate: with hls.js if the browser supports it, otherwise with its native player (older iPhones).
// The native player sends no custom headers, so the token is in the path.
import Hls from './lib/hls.mjs'

/** The token transport for the player of this browser. */
export const transport = Hls.isSupported() ? 'header' : 'path'

/**
 * Plays `source`, a path on the gate, in `video`, in a loop. Returns `freeze`, which keeps the picture and stops all
 * requests, and `end`, which also removes the picture.
 *
 * @param onRefused called with `{ code, message }` when the gate refuses requests for the stream
 */
export function playHls ({ video, stream, source, onRefused }) {
  video.loop = true
  if (!Hls.isSupported()) {
    video.src = stream.url(source)
    play(video)
    return {
      freeze: () => { video.pause() },
      end: () => {
        video.removeAttribute('src')
        video.load()
      }
    }
  }
  // A short buffer, so that the picture stops soon after the stream has ended.
  const hls = new Hls({
    maxBufferLength: 4,
    maxMaxBufferLength: 4,
    backBufferLength: 4,
    xhrSetup: (xhr, url) => {
      for (const [name, value] of Object.entries(stream.headers(url))) xhr.setRequestHeader(name, value)
    }
  })
  hls.on(Hls.Events.ERROR, async (_, { response, url, frag }) => {
    if (response?.code !== 401 && response?.code !== 403) return
    hls.stopLoad()
    const reason = await reasonOf(frag?.url ?? url)
    if (reason === undefined) hls.startLoad()
    else onRefused(reason)
  })
  hls.loadSource(stream.url(source))
  hls.attachMedia(video)
  play(video)
  return {
    freeze: () => {
      hls.stopLoad()
      video.pause()
    },
    end: () => { hls.destroy() }
  }

  // The player discards the body of the refusal: fetches the reason again.
  async function reasonOf (url) {
    const answer = await fetch(url, { headers: stream.headers(url) })
    return answer.ok ? undefined : (await answer.json()).errors?.[0]
  }
}

function play (video) {
  // A browser may require a user gesture, although seldom for muted video.
  video.play().catch(() => { video.controls = true })
}
