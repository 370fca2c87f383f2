import { readConfig } from './config.ts'

// Run by the container: exits with 0 if the program beside it answers.
const { port } = readConfig(process.env)
const answer = await fetch(`http://127.0.0.1:${port}/livez`, { signal: AbortSignal.timeout(4000) })
if (!answer.ok) process.exitCode = 1
