/** What a person has been shown, and a way to wait for it. */
export interface Screen {
  show(text: string): void
  /** Everything shown so far. */
  text(): string
  /** Resolves with everything shown so far once it holds this. */
  sees(what: string | RegExp): Promise<string>
}

/** An empty screen. */
export const createScreen = (): Screen => {
  let shown = ''
  const waiting = new Set<() => void>()
  const holds = (what: string | RegExp) =>
    typeof what === 'string' ? shown.includes(what) : what.test(shown)
  return {
    show: text => {
      shown += text
      for (const check of waiting) check()
    },
    text: () => shown,
    sees: what =>
      new Promise(resolve => {
        const check = () => {
          if (!holds(what)) return
          waiting.delete(check)
          resolve(shown)
        }
        waiting.add(check)
        check()
      }),
  }
}
