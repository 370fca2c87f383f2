import { readFileSync } from 'node:fs'

export interface Stage {
  readonly from: string
  readonly name: string
  /** In order; lines that go on are one. */
  readonly steps: readonly { readonly instruction: string; readonly rest: string }[]
}

/** The stages of the project's Dockerfile. */
export const readDockerfile = (): Stage[] => {
  const text = readFileSync('Dockerfile', 'utf8').replaceAll(/^#.*\n/gm, '')
  const lines = text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(Boolean)
  const stages: (Stage & { steps: { instruction: string; rest: string }[] })[] = []
  for (const line of lines) {
    const [instruction = '', rest = ''] = line.split(/ (.*)/s)
    const [, from = '', name = ''] = /^(\S+) AS (\S+)$/.exec(rest) ?? []
    if (instruction === 'FROM') stages.push({ from, name, steps: [] })
    else stages.at(-1)?.steps.push({ instruction, rest })
  }
  return stages
}

/** All steps of an image, with those of the stages that it is built on. */
export const stepsOf = (name: string): Stage['steps'] => {
  const stage = readDockerfile().find(stage => stage.name === name)
  return stage ? [...stepsOf(stage.from), ...stage.steps] : []
}
