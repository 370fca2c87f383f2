import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

// The floors of the house, from the ground up. An import goes down, or sideways within a folder.
const FLOORS: readonly (readonly string[])[] = [
  ['src/hashing', 'src/spelling'],
  [
    'public/',
    'src/text',
    'src/yaml',
    'src/shards',
    'src/channel',
    'src/config/',
    'src/storage/',
    'src/observability/logger',
  ],
  ['src/language', 'src/slips', 'src/config', 'src/housekeeping'],
  ['src/municipios/', 'src/tramites/', 'src/llm/'],
  ['src/conversation/', 'src/observability/'],
  ['src/admin/'],
  ['src/core'],
  ['adapters/'],
  ['src/main', 'src/backup', 'src/restore', 'src/healthcheck'],
]
/** What an adapter may know of the core: the contract, and what stands on the ground beside it. */
const KNOWN_TO_ADAPTERS = /^src\/(channel|config|text|observability\/logger)\.ts$/

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const IMPORT =
  /^\s*(?:import|export)\b(?<what>[^'"`;]*?)\bfrom\s*['"](?<from>[^'"]+)['"]|\bimport\s*\(?\s*['"](?<bare>[^'"]+)['"]/gm

/** Whether nothing is left when the types are stripped; of `{ type A }` the import itself is. */
const isTypeOnly = (what: string) => /^\s*type\s+[{*\w]/.test(what)

const importsIn = (from: string, text: string): Import[] =>
  [...text.matchAll(IMPORT)].flatMap(({ groups = {} }) => {
    const target = groups.from ?? groups.bare ?? ''
    if (!target.startsWith('.')) return []
    const to = normalize(join(dirname(from), target))
    return [{ from, to, typeOnly: isTypeOnly(groups.what ?? '') }]
  })

const FILES = globSync(['src/**/*.ts', 'adapters/**/*.ts', 'public/{markup,view}.js']).sort()
const IMPORTS = FILES.flatMap(file => importsIn(file, readFileSync(file, 'utf8')))

/** The unit of the house that a file belongs to, the longest that fits, and its floor. */
const unitOf = (file: string) => {
  const units = FLOORS.flatMap((names, floor) => names.map(name => ({ name, floor })))
  return units
    .filter(({ name }) => (name.endsWith('/') ? file.startsWith(name) : file === `${name}.ts`))
    .sort((a, b) => b.name.length - a.name.length)[0]
}

const isAllowed = ({ from, to }: Import) => {
  const [above, below] = [unitOf(from), unitOf(to)]
  if (!above || !below) return false
  if (above.name === below.name) return true
  return below.floor < above.floor
}

/** Every circle of imports, as the files on it. */
const circles = (imports: readonly Import[]) => {
  const next = Map.groupBy(imports, ({ from }) => from)
  const found = new Set<string>()
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file)
    if (start >= 0) found.add([...path.slice(start), file].join(' → '))
    if (start >= 0 || done.has(file)) return
    for (const { to } of next.get(file) ?? []) walk(to, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) walk(file, [])
  return [...found]
}

const shown = (imports: readonly Import[]) => imports.map(({ from, to }) => `${from} → ${to}`)
const inFolder = (file: string) => /^adapters\/([^/]+)\//.exec(file)?.[1]

describe('the imports are read', () => {
  test('from every file of the core and the adapters', () => {
    expect(FILES).toEqual(expect.arrayContaining(['src/main.ts', 'src/text.ts']))
    expect(IMPORTS.length).toBeGreaterThan(FILES.length)
    expect(shown(IMPORTS)).toContain('src/conversation/inbox.ts → src/channel.ts')
  })

  test('in every way of writing one', () => {
    const text = [
      "import './a.ts'",
      "import type { B } from './b.ts'",
      "import { type C, type D } from './c.ts'",
      "import {\n  type E,\n  e,\n} from '../e.ts'",
      "export * from './f.ts'",
      "import * as g from './g.ts'",
      "const h = await import('./h.ts')",
      "import fs from 'node:fs'",
    ].join('\n')
    expect(importsIn('src/x/y.ts', text).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
      ['src/x/a.ts', false],
      ['src/x/b.ts', true],
      ['src/x/c.ts', false],
      ['src/e.ts', false],
      ['src/x/f.ts', false],
      ['src/x/g.ts', false],
      ['src/x/h.ts', false],
    ])
  })

  test('and a circle of them is seen', () => {
    const line = (from: string, to: string) => ({ from, to, typeOnly: false })
    expect(circles([line('a', 'b'), line('b', 'c'), line('c', 'b'), line('a', 'c')])).toEqual([
      'b → c → b',
    ])
    expect(circles([line('a', 'b'), line('a', 'c'), line('b', 'c')])).toEqual([])
  })
})

describe('the house', () => {
  test('has a floor for every file', () => {
    expect(FILES.filter(file => !unitOf(file))).toEqual([])
  })

  test('has no import of a file that does not exist', () => {
    expect(shown(IMPORTS.filter(({ to }) => !FILES.includes(to)))).toEqual([])
  })

  test('has imports only downwards, or sideways within a folder', () => {
    expect(shown(IMPORTS.filter(line => !isAllowed(line)))).toEqual([])
  })

  test('lets only main.ts know the adapters', () => {
    const knowing = IMPORTS.filter(
      ({ from, to }) => from.startsWith('src/') && to.startsWith('adapters/'),
    )
    expect([...new Set(knowing.map(({ from }) => from))]).toEqual(['src/main.ts'])
  })

  test('lets an adapter know the contract and the ground, and nothing else of the core', () => {
    const prying = IMPORTS.filter(
      ({ from, to }) =>
        from.startsWith('adapters/') && to.startsWith('src/') && !KNOWN_TO_ADAPTERS.test(to),
    )
    expect(shown(prying)).toEqual([])
  })

  test('lets no adapter know another', () => {
    const meddling = IMPORTS.filter(({ from, to }) => {
      const other = inFolder(to)
      return from.startsWith('adapters/') && other !== undefined && other !== inFolder(from)
    })
    expect(shown(meddling)).toEqual([])
  })

  test('has no circle of imports when it runs', () => {
    expect(circles(IMPORTS.filter(({ typeOnly }) => !typeOnly))).toEqual([])
  })

  test('has no circle of imports at all, types included', () => {
    expect(circles(IMPORTS)).toEqual([])
  })
})
