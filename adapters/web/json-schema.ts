import type { FastifyTypeProvider } from 'fastify'

// JSON Schemas that TypeScript knows the types of, as far as the routes need them. A library of
// all that JSON Schema can say was a tenth of what is loaded at start.

/** Known to the compiler alone: no schema has it. */
declare const admits: unique symbol

/** A JSON Schema, and what it admits. */
interface Schema<T> {
  readonly type?: string
  readonly [admits]?: T
}

/** Of a field that may be absent. */
interface OptionalSchema<T> extends Schema<T> {
  readonly [MAY_BE_ABSENT]: true
}

/** What a schema admits. */
export type Static<S> = S extends Schema<infer T> ? T : unknown

type Fields = Readonly<Record<string, Schema<unknown>>>
type OptionalNames<F extends Fields> = {
  [N in keyof F]: F[N] extends OptionalSchema<unknown> ? N : never
}[keyof F]
type FieldsOf<F extends Fields> = Flat<
  { [N in Exclude<keyof F, OptionalNames<F>>]: Static<F[N]> } & {
    [N in OptionalNames<F>]?: Static<F[N]>
  }
>
/** Two halves of an object as one, which is told apart from what is none. */
type Flat<T> = { [N in keyof T]: T[N] }

/** Lets Fastify's routes know what their schemas admit. */
export interface SchemaTypes extends FastifyTypeProvider {
  validator: Static<this['schema']>
  serializer: Static<this['schema']>
}

interface StringRules {
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
}

/** A symbol: what makes JSON or a validator of the schema does not see it. */
const MAY_BE_ABSENT = Symbol('optional')

export const Type = {
  String: (rules: StringRules = {}): Schema<string> => ({ type: 'string', ...rules }),
  Integer: (rules: { readonly minimum?: number } = {}): Schema<number> => ({
    type: 'integer',
    ...rules,
  }),
  Boolean: (): Schema<boolean> => ({ type: 'boolean' }),
  Null: (): Schema<null> => ({ type: 'null' }),
  Literal: <const T extends string>(value: T) => ({ type: 'string', const: value }) as Schema<T>,
  Array: <S extends Schema<unknown>>(items: S) => ({ type: 'array', items }) as Schema<Static<S>[]>,
  Union: <S extends readonly Schema<unknown>[]>(anyOf: readonly [...S]) =>
    ({ anyOf }) as Schema<Static<S[number]>>,
  Object: <F extends Fields>(properties: F) =>
    ({
      type: 'object',
      required: Object.keys(properties).filter(
        name => !(MAY_BE_ABSENT in (properties[name] ?? {})),
      ),
      properties,
    }) as Schema<FieldsOf<F>>,
  Optional: <T>(schema: Schema<T>): OptionalSchema<T> => ({ ...schema, [MAY_BE_ABSENT]: true }),
}
