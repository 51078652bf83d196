import { describe, expect, test } from 'vitest'

// Plain JavaScript without declarations: a computed specifier keeps the compiler from asking for them.
const load = async (path: string): Promise<Record<string, (...args: never[]) => unknown>> =>
  await import(new URL(`../../${path}`, import.meta.url).href)

const { countCodeLines } = (await load('tools/line-counts.mjs')) as { countCodeLines: (text: string) => number }
const { fitExponent, fitLine, median } = (await load('bench/lib/statistics.mjs')) as {
  fitExponent: (xs: number[], ys: number[]) => number
  fitLine: (xs: number[], ys: number[]) => { slope: number; intercept: number }
  median: (numbers: number[]) => number
}
const { drawRoutes } = (await load('bench/http/picture.mjs')) as { drawRoutes: (result: object) => string }
const { drawPicture } = (await load('bench/report/picture.mjs')) as { drawPicture: (result: object) => string }

describe('lines of the core', () => {
  test.each([
    [
      'blank lines and comments of every kind are left out',
      '\n// a\n/* b\n\n c */\n/** d\n * e */\nconst f = 1 // g\n',
      1,
    ],
    ['code on the line of a comment counts', '/* a */ const b = 1 /* c\n d */', 1],
    ['JSDoc inside an interface is a comment', 'interface A {\n  /** b\n   * c */\n  readonly d: string\n}\n', 3],
    ['comment marks in a string are code', "const a = '/*'\nconst b = 1\nconst c = '*/'\n", 3],
    ['comment marks in a regular expression are code', 'const a = /\\/\\*/\nconst b = 1\nconst c = /[/*]/\n', 3],
    ['every line of a template is code', 'const a = `\n// b\n\n$' + '{1}\n*/`\nconst c = 1', 6],
    ['a brace alone is a line', 'function a(): void {\n\n}\n', 2],
    ['a file of comments has none', '// a\n/** b */\n', 0],
  ])('%s', (_, text, lines) => {
    expect(countCodeLines(text)).toBe(lines)
  })
})

describe('statistics of the bench', () => {
  const xs = [100, 200, 400, 800, 1200, 1600, 2000]

  test('the median does not depend on the order, and lies between two in the middle', () => {
    expect(median([9, 1, 10, 2])).toBe(5.5)
    expect(median([10, 9, 1])).toBe(9)
  })

  test('a line gives back its slope and constant', () => {
    const { slope, intercept } = fitLine(
      xs,
      xs.map((x) => 700 + 3 * x),
    )
    expect(slope).toBeCloseTo(3)
    expect(intercept).toBeCloseTo(700)
  })

  test.each([0.5, 1, 1.5, 2])('growth with exponent %d shows through a large constant part', (exponent) => {
    const ys = xs.map((x) => 5000 + x ** exponent)
    expect(fitExponent(xs, ys)).toBeCloseTo(exponent, 1)
  })
})

test('the picture says what it was taken on, to readers and to screen readers, and stays well-formed', () => {
  const nanoseconds = new Proxy({}, { get: () => 1234 })
  const machine = { cpu: 'A <fast> & "wide" CPU', cores: 3, platform: 'p' }
  const svg = drawPicture({ nanoseconds, machine, node: '24.1.2', date: '2026-01-02', version: '9.8.7' })
  expect(svg).toContain('daypass 9.8.7, Node 24.1.2, A &lt;fast&gt; &amp; &quot;wide&quot; CPU, 3 cores, 2026-01-02')
  expect(svg).toMatch(
    /aria-labelledby="title description".*<title id="title">.+<desc id="description">daypass: 1\.23 \(HMAC, .*; jose: 1\.23 /s,
  )
  expect(svg).not.toMatch(/NaN|undefined/)
})

test('the picture of routes shows both of each pair, and what the guarded one keeps', () => {
  const figures = { byHand: 14_970, guarded: 13_176, kept: 0.872 }
  const framework = { file: figures, hello: figures }
  const svg = drawRoutes({
    frameworks: { express: framework, koa: framework },
    machine: { cpu: 'CPU', cores: 2 },
    versions: { express: '5.3.0', koa: '3.3.0' },
    node: '24.1.2',
    date: '2026-01-02',
  })
  expect(svg).toContain('Express 5.3.0, Koa 3.3.0, Node 24.1.2, CPU, 2 cores, 2026-01-02')
  expect(svg.match(/open: 14,970/g)).toHaveLength(4)
  expect(svg.match(/guarded: 13,176 \(87\.2 %\)/g)).toHaveLength(4)
  expect(svg).not.toMatch(/NaN|undefined/)
})
