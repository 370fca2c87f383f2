import type { JSONSchema } from 'json-schema-to-ts'

// The schemas of the routes are JSON Schemas as they stand. Their types come from a library that
// only the compiler reads: a library that builds schemas was a tenth of what is loaded at start.

/** An object of these fields and no others; those that are not `required` may be absent. */
export const fields = <
  const P extends Readonly<Record<string, JSONSchema>>,
  const R extends readonly (keyof P)[] = [],
>(
  properties: P,
  required: R = [] as never,
) => ({ type: 'object', additionalProperties: false, properties, required }) as const
