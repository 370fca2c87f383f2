import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

// RFC 6238 with what every authenticator application takes: SHA-1, 30 seconds, six digits.

const STEP_MS = 30_000
const DIGITS = 6
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** 160 random bits, as base32 without padding. */
export const newTotpSecret = () => {
  const bits = [...randomBytes(20)].map(byte => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map(five => BASE32[Number.parseInt(five, 2)]).join('')
}

const bytesOf = (secret: string) => {
  const bits = [...secret].map(letter => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
}

/** The code of one step of 30 seconds (RFC 4226, section 5.3). */
export const totpCode = (secret: string, step: number, digits = DIGITS) => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/**
 * The step for which the code is right now, give or take one; nothing when it is wrong or not newer
 * than `used`, the last step that was accepted: a code counts once.
 */
export const stepOf = (secret: string, code: string, now: number, used: number) => {
  const current = Math.floor(now / STEP_MS)
  const given = Buffer.from(code.replace(/\s/g, '').padEnd(DIGITS).slice(0, DIGITS))
  return [current - 1, current, current + 1].find(
    step =>
      step > used &&
      given.length === DIGITS &&
      timingSafeEqual(given, Buffer.from(totpCode(secret, step))),
  )
}

/** What an authenticator application reads from the QR. */
export const totpUri = (secret: string, name: string) =>
  `otpauth://totp/IAMJus:${encodeURIComponent(name)}?secret=${secret}&issuer=IAMJus`
