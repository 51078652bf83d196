// The page's script. Every URL is relative to the page, so it works under a link in the path and with a cookie.
import Hls from 'hls.js'

const ENDED = [401, 403, 410] // no link, another film's, an expired one

const video = document.querySelector('video') as HTMLVideoElement
const notice = document.querySelector('output') as HTMLOutputElement

// Only a few seconds ahead: what the browser has of the film when the link ends cannot be taken back.
const hls = new Hls({ maxBufferLength: 4, maxMaxBufferLength: 4, backBufferLength: 4 })
hls.on(Hls.Events.ERROR, (_event, { response, fatal }) => {
  if (ENDED.includes(response?.code ?? 0)) stop('This link has ended. Ask the sender for a new one.')
  else if (fatal) stop('The film cannot be played.')
})
hls.loadSource('master.m3u8')
hls.attachMedia(video)

function stop(message: string): void {
  video.pause()
  hls.destroy() // and what was loaded ahead with it
  notice.textContent = message
}
