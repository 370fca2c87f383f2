/** Kept in mind, the latest. */
const MAX_KEPT = 10_000

/** Gives true the first time that it is asked about something. */
export const createOnce = <T extends string | number>() => {
  const told = new Set<T>()
  return (what: T) => {
    if (told.has(what)) return false
    told.add(what)
    const [oldest] = told
    if (told.size > MAX_KEPT && oldest !== undefined) told.delete(oldest)
    return true
  }
}
