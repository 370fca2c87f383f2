import { describe, expect, test } from 'vitest'
import { newTotpSecret, stepOf, totpCode, totpUri } from '../../src/admin/totp.ts'

/** "12345678901234567890", the secret of the RFC, in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const STEP = 30_000

describe('the code of a moment', () => {
  // RFC 6238, appendix B, the rows of SHA-1.
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('%i seconds after 1970 is that of the RFC', (seconds, code) => {
    expect(totpCode(SECRET, Math.floor(seconds / 30), 8)).toBe(code)
    expect(totpCode(SECRET, Math.floor(seconds / 30))).toBe(code.slice(-6))
  })
})

describe('a code', () => {
  const now = 1_800_000_000_000
  const current = now / STEP
  const codeAt = (step: number) => totpCode(SECRET, step)

  test.each([-1, 0, 1])('is taken %i steps from now', away => {
    expect(stepOf(SECRET, codeAt(current + away), now, 0)).toBe(current + away)
  })

  test.each([-2, 2])('is refused %i steps from now', away => {
    expect(stepOf(SECRET, codeAt(current + away), now, 0)).toBeUndefined()
  })

  test('may be typed with the space that applications show', () => {
    const code = codeAt(current)
    expect(stepOf(SECRET, `${code.slice(0, 3)} ${code.slice(3)}`, now, 0)).toBe(current)
  })

  test('counts once, and none before it counts after it', () => {
    expect(stepOf(SECRET, codeAt(current), now, current)).toBeUndefined()
    expect(stepOf(SECRET, codeAt(current - 1), now, current)).toBeUndefined()
    expect(stepOf(SECRET, codeAt(current + 1), now, current)).toBe(current + 1)
  })

  test.each(['', '12345', 'áéíóúñ', '0000000000'])('that is none («%s») is refused', code => {
    expect(stepOf(SECRET, code, now, 0)).toBeUndefined()
  })
})

describe('a secret', () => {
  test('has 160 random bits in base32', () => {
    const secrets = Array.from({ length: 50 }, newTotpSecret)
    expect(new Set(secrets).size).toBe(50)
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  })

  test('is given to the application with the name of the operator', () => {
    expect(totpUri(SECRET, 'josé')).toBe(
      `otpauth://totp/IAMJus:jos%C3%A9?secret=${SECRET}&issuer=IAMJus`,
    )
  })
})
