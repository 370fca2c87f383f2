import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffLines } from '../../public/admin/diff.js'

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '', 'd e'), { minLength: 1, maxLength: 12 })
  .map(lines => lines.join('\n'))

const without = (lines: ReturnType<typeof diffLines>, kind: string) =>
  lines
    .filter(line => line.kind !== kind)
    .map(line => line.text)
    .join('\n')

describe('two texts compared line by line', () => {
  test('show what was changed where it stands, removed before added', () => {
    expect(diffLines('uno\ndos\ntres', 'uno\n2\ntres\ncuatro')).toEqual([
      { kind: 'same', text: 'uno' },
      { kind: 'removed', text: 'dos' },
      { kind: 'added', text: '2' },
      { kind: 'same', text: 'tres' },
      { kind: 'added', text: 'cuatro' },
    ])
  })

  test('give both back: without what is added the old one, without what is removed the new', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after)
        expect(without(lines, 'added')).toBe(before)
        expect(without(lines, 'removed')).toBe(after)
      }),
    )
  })

  test('that are equal show nothing changed', () => {
    fc.assert(fc.property(text, same => diffLines(same, same).every(({ kind }) => kind === 'same')))
  })
})
