import { isHttpUrl, type Reader } from './environment.ts'

/** Who may enter the admin page when nobody is in the database yet. */
export interface AdminConfig {
  readonly user: string
  /** Absent: one is made, shown once, and has to be changed. */
  readonly password?: string
}

/** ADMIN_USER and ADMIN_PASSWORD; they count only while there is no operator. */
export const readAdmin = ({ text, expect, expectSecret }: Reader): AdminConfig => {
  const user = text('ADMIN_USER', 'admin')
  const named = /^[\p{L}\p{N}][\p{L}\p{N}._-]{1,39}$/u.test(user)
  expect('ADMIN_USER', user, named, 'un nombre de 2 a 40 letras o números, sin espacios')
  const password = text('ADMIN_PASSWORD', '')
  if (!password) return Object.freeze({ user })
  expectSecret('ADMIN_PASSWORD', password, /^.{12,128}$/su, 'una clave de 12 a 128 letras')
  return Object.freeze({ user, password })
}

/** Where citizens and operators reach the service; absent: only this machine is known. */
export const readPublicUrl = ({ text, expect }: Reader): string | undefined => {
  const address = text('PUBLIC_URL', '')
  if (!address) return undefined
  return expect('PUBLIC_URL', address, isHttpUrl(address), 'una dirección como https://ejemplo.ar')
}
