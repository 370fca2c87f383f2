// Messages of one chat are answered one after another, those of different chats side by side.
// Two answers of one chat at once would read the same session and the later write would win;
// a chain of promises per chat cannot do that, and needs no lock that could be left behind.

export interface ChatQueue {
  /** Runs the task after all earlier ones of this chat, whether those failed or not. */
  run<T>(chat: string, task: () => Promise<T>): Promise<T>
  /** Tasks of this chat that are running or waiting. */
  depth(chat: string): number
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>
}

/** Creates the queue of all chats. */
export const createChatQueue = (): ChatQueue => {
  const chats = new Map<string, { tail: Promise<unknown>; depth: number }>()
  return {
    run: (chat, task) => {
      const entry = chats.get(chat) ?? { tail: Promise.resolve(), depth: 0 }
      chats.set(chat, entry)
      entry.depth++
      const result = entry.tail.then(task).finally(() => {
        if (--entry.depth === 0) chats.delete(chat)
      })
      entry.tail = result.catch(() => undefined)
      return result
    },
    depth: chat => chats.get(chat)?.depth ?? 0,
    idle: async () => {
      while (chats.size > 0) await Promise.all([...chats.values()].map(entry => entry.tail))
    },
  }
}
