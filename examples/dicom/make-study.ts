// How the study in studies/ was made, with dump2dcm of dcmtk: eight slices of a ball that does not exist, of nobody.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SIZE = 64
const SLICES = 8
const MR_IMAGE = '1.2.840.10008.5.1.4.1.1.4'
const UID = '2.25' // for UIDs made of UUIDs (PS3.5, annex B)

const uid = (): string => `${UID}.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`
const folder = join(fileURLToPath(new URL('studies', import.meta.url)), randomUUID())
const temporary = mkdtempSync(join(tmpdir(), 'daypass-study-'))
const [study, series, frame] = [uid(), uid(), uid()]

/** A ball with a smaller one inside, cut at a height. */
function pixelsAt(slice: number): Buffer {
  const height = (slice - (SLICES - 1) / 2) * 8
  const middle = (SIZE - 1) / 2
  return Buffer.from(
    Array.from({ length: SIZE * SIZE }, (_, at) => {
      const [x, y] = [(at % SIZE) - middle, Math.floor(at / SIZE) - middle]
      if (Math.hypot(x - 8, y, height) < 12) return 230
      return Math.hypot(x, y, height) < 30 ? 120 : 10
    }),
  )
}

function dumpOf(slice: number, pixels: string): string {
  return `
(0008,0016) UI ${MR_IMAGE}
(0008,0018) UI ${uid()}
(0008,0060) CS [MR]
(0010,0010) PN [Sample^Patient]
(0010,0020) LO [SAMPLE-0042]
(0018,0050) DS [8]
(0020,000d) UI ${study}
(0020,000e) UI ${series}
(0020,0011) IS [1]
(0020,0013) IS [${slice + 1}]
(0020,0032) DS [0\\0\\${slice * 8}]
(0020,0037) DS [1\\0\\0\\0\\1\\0]
(0020,0052) UI ${frame}
(0028,0002) US 1
(0028,0004) CS [MONOCHROME2]
(0028,0010) US ${SIZE}
(0028,0011) US ${SIZE}
(0028,0030) DS [1\\1]
(0028,0100) US 8
(0028,0101) US 8
(0028,0102) US 7
(0028,0103) US 0
(0028,1050) DS [128]
(0028,1051) DS [256]
(7fe0,0010) OB =${pixels}
`
}

mkdirSync(folder, { recursive: true })
for (let slice = 0; slice < SLICES; slice++) {
  const [pixels, dump] = [join(temporary, 'pixels'), join(temporary, 'dump')]
  writeFileSync(pixels, pixelsAt(slice))
  writeFileSync(dump, dumpOf(slice, pixels))
  execFileSync('dump2dcm', ['--write-xfer-little', dump, join(folder, `${randomUUID()}.dcm`)])
}
rmSync(temporary, { recursive: true })
