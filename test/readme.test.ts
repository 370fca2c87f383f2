import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }

const readme = readFileSync('README.md', 'utf8')
const config = globSync(['src/config.ts', 'src/config/*.ts'])
  .map(file => readFileSync(file, 'utf8'))
  .join('\n')

describe('the README', () => {
  test('names no script that there is not', () => {
    const named = [...readme.matchAll(/npm run ([a-z]+)/g)].map(([, name]) => name)
    expect(named.filter(name => !(name && name in packageJson.scripts))).toEqual([])
  })

  test('lists exactly the variables that are read', () => {
    const read = [...config.matchAll(/(?:text|whole|oneOf)\('([A-Z_]+)'/g)].map(([, name]) => name)
    const table = readme.slice(
      readme.indexOf('## Configuration'),
      readme.indexOf('## The chat API'),
    )
    const listed = [...table.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name)
    const variables = listed.filter(name => name !== 'NAME_FILE')
    expect(new Set(variables)).toEqual(new Set(read))
  })

  test('is at most 150 lines', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(150)
  })
})
