// Plays HLS through a gate: by hls.js where the browser can, by its own player where it cannot (older iPhones),
// which sends no fields, so that the token has to be in the path.
import Hls from './lib/hls.mjs'

/** How a stream that this browser is to play has to carry its token. */
export const transport = Hls.isSupported() ? 'header' : 'path'

/**
 * Plays `film` (a path on the gate) in `video`, over and over. Returns how to `freeze` the picture, after which
 * nothing is asked for any more, and how to `end` with none.
 *
 * @param onRefused told with `{ code, message }` when the gate no longer gives video for the stream
 */
export function playHls ({ video, stream, film, onRefused }) {
  video.loop = true
  if (!Hls.isSupported()) {
    video.src = stream.url(film)
    play(video)
    return {
      freeze: () => { video.pause() },
      end: () => {
        video.removeAttribute('src')
        video.load()
      }
    }
  }
  // Little is fetched ahead, so that the picture stops soon after the stream has.
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
  hls.loadSource(stream.url(film))
  hls.attachMedia(video)
  play(video)
  return {
    freeze: () => {
      hls.stopLoad()
      video.pause()
    },
    end: () => { hls.destroy() }
  }

  // What the player got is gone; the gate says it again.
  async function reasonOf (url) {
    const answer = await fetch(url, { headers: stream.headers(url) })
    return answer.ok ? undefined : (await answer.json()).errors?.[0]
  }
}

function play (video) {
  // A browser may want a tap first; muted pictures seldom need one.
  video.play().catch(() => { video.controls = true })
}
