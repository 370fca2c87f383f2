import { Worker } from 'node:worker_threads'

/** Ends this process and its browser when the one that started it is gone, also while it hangs. */
export const watchParent = () => {
  const thread = new Worker(new URL('./watchdog-thread.ts', import.meta.url), {
    workerData: process.ppid,
  })
  thread.unref()
  return {
    /** The browser that is to end as well. */
    setBrowser: (pid: number | undefined) => thread.postMessage(pid),
  }
}
