/** @typedef {{ kind: 'same' | 'removed' | 'added', text: string }} Line */

/**
 * What has to be removed from and added to one text to get the other, line by line: the fewest
 * lines, by the longest common subsequence.
 *
 * @param {string} before
 * @param {string} after
 * @returns {Line[]}
 */
export const diffLines = (before, after) => {
  const [a, b] = [before.split('\n'), after.split('\n')]
  /** Length of the longest common subsequence of what is left of both. */
  const left = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  /** @param {number} i @param {number} j */
  const at = (i, j) => left[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    const row = left[i]
    for (let j = b.length - 1; row && j >= 0; j--)
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  }
  /** @type {Line[]} */
  const lines = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i++] ?? '' })
      j++
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1)))
      lines.push({ kind: 'removed', text: a[i++] ?? '' })
    else lines.push({ kind: 'added', text: b[j++] ?? '' })
  }
  return lines
}
