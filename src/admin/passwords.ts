import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { fold } from '../text.ts'

type Derive = (
  password: string,
  salt: Buffer,
  length: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer>
const derive = promisify(scrypt) as Derive

/** OWASP's choice for scrypt with 32 MiB: https://cheatsheetseries.owasp.org (Password Storage). */
const COST = { N: 2 ** 15, r: 8, p: 3 }
const LENGTH = 32
const MAX_MEMORY = 64 * 1024 * 1024

export const MIN_PASSWORD = 12
export const MAX_PASSWORD = 128

// One at a time: several at once would take the memory and the threads of the whole service.
let last: Promise<unknown> = Promise.resolve()
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const mine = last.then(work, work)
  last = mine.catch(() => undefined)
  return mine
}

/** What is stored of a password: `scrypt$N$r$p$salt$hash`. */
export const hashPassword = async (password: string) => {
  const salt = randomBytes(16)
  const { N, r, p } = COST
  const key = await inTurn(() =>
    derive(password.normalize('NFC'), salt, LENGTH, { ...COST, maxmem: MAX_MEMORY }),
  )
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Compared with when there is no such operator, so that it takes as long as when there is. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${randomBytes(16).toString('base64url')}$${randomBytes(LENGTH).toString('base64url')}`

/** Whether this is the password of which `stored` is kept; without it, false after as long. */
export const isPassword = async (password: string, stored: string | undefined) => {
  const [, N, r, p, salt = '', hash = ''] = (stored ?? NOBODY).split('$')
  const expected = Buffer.from(hash, 'base64url')
  const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: MAX_MEMORY }
  const given = password.normalize('NFC').slice(0, MAX_PASSWORD)
  const key = await inTurn(() =>
    derive(given, Buffer.from(salt, 'base64url'), expected.length, cost),
  )
  return timingSafeEqual(key, expected) && stored !== undefined
}

/** Bare, without the numbers and signs around them, and folded: the first that anybody tries. */
const OBVIOUS = new Set(
  `admin administrador administrator administracion root usuario operador password passw0rd
  contrasena clave miclave secreto bienvenido bienvenida welcome cambiame changeme letmein iloveyou
  tequiero teamo argentina buenosaires provincia laplata bocajuniors riverplate escritura escrituras
  miescritura miescrituramicasa micasa escribania ministerio justicia iamjus asistente telefono
  qwerty qwertyuiop qwertyqwerty asdfghjkl zxcvbnm qazwsxedc abcdef abcdefgh abcdefghijkl`.split(
    /\s+/,
  ),
)
const ROWS = ['01234567890123456789', '98765432109876543210', 'abcdefghijklmnopqrstuvwxyz']
const MIN_DIFFERENT = 5

/** Why this is no password for this operator, in Spanish; nothing when it is good. */
export const weaknessOf = (password: string, name: string): string | undefined => {
  const { length } = password
  if (length < MIN_PASSWORD)
    return `La clave tiene ${length} letras: hacen falta ${MIN_PASSWORD}. Una frase de varias palabras es fácil de recordar.`
  if (length > MAX_PASSWORD) return `La clave puede tener hasta ${MAX_PASSWORD} letras.`
  const folded = fold(password)
  const letters = folded.replace(/[^a-z0-9]/g, '')
  const bare = letters.replace(/^\d+|\d+$/g, '')
  const repeated = /^(.{1,8}?)\1+.?$/.test(folded) || new Set(folded).size < MIN_DIFFERENT
  const easy = repeated || OBVIOUS.has(bare) || ROWS.some(row => row.includes(letters))
  if (easy) return 'Esa clave es de las primeras que se prueban. Elegí otra.'
  const rest = folded.replaceAll(fold(name), '')
  if (rest.length < MIN_PASSWORD - 4 && rest.length < folded.length)
    return 'La clave no puede ser tu nombre de usuario con algo más.'
  return undefined
}

// No letters that are taken for another when they are copied by hand.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Twenty letters in groups of five: 99 bits. */
export const randomPassword = () =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  ).join('-')
