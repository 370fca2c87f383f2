import { readFileSync } from 'node:fs'

export class ConfigError extends Error {
  override name = 'ConfigError'
}

export type Environment = Readonly<Record<string, string | undefined>>

export type Reader = ReturnType<typeof createReader>

export const isHttpUrl = (address: string) =>
  URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)

/** Reads variables by name. What is not as expected throws a `ConfigError` that says so. */
export const createReader = (env: Environment) => {
  const text = (name: string, fallback: string) => {
    const file = env[`${name}_FILE`]
    if (!file) return env[name]?.trim() || fallback
    try {
      return readFileSync(file, 'utf8').trim()
    } catch {
      throw new ConfigError(`${name}_FILE: no se puede leer el archivo «${file}»`)
    }
  }
  const expect = (name: string, value: string, ok: boolean, expected: string) => {
    if (!ok) throw new ConfigError(`${name}: se esperaba ${expected}, no «${value}»`)
    return value
  }
  /** As `expect`, for what must not be shown. */
  const expectSecret = (name: string, value: string, shape: RegExp, expected: string) => {
    if (!shape.test(value)) throw new ConfigError(`${name}: se esperaba ${expected}`)
    return value
  }
  const whole = (name: string, fallback: number, max: number, min = 0) => {
    const value = text(name, String(fallback))
    const ok = /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max
    return Number(expect(name, value, ok, `un número entero de ${min} a ${max}`))
  }
  const oneOf = (name: string, fallback: string, values: readonly string[]) => {
    const value = text(name, fallback)
    return expect(name, value, values.includes(value), `uno de ${values.join(', ')}`)
  }
  return { names: Object.keys(env), text, expect, expectSecret, whole, oneOf }
}
